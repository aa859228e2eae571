"""The answer as Slack would get it: a message's `text` and `blocks`."""

import json

from bot.blocks.shown import Shown
from bot.blocks.summary import Source, execution_summary
from bot.qflow.lookup import Lookup
from bot.qflow.service import Answer

_REQUEST_ID = "terminal"


def as_blocks(answer: Answer, lookup: Lookup, *, execution_url: str | None) -> str:
    """Write the message. execution_url: a template of an execution's page in QFlow."""
    url = execution_url and execution_url.replace("{execution_id}", lookup.execution_id)
    source = Source(answer.as_of, _REQUEST_ID, provenance=answer.provenance, silent_since=answer.silent_since, url=url)
    message = execution_summary(answer.execution, Shown(lookup), source)
    return json.dumps({"text": message.text, "blocks": list(message.blocks)}, indent=2)
