"""Sync Bolt with requests, as most teams would write it: ack, ask, respond."""

from typing import Any

import requests
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from tests.bench.peers.surroundings import BOT_TOKEN, QFLOW, QFLOW_HEADERS, SIGNING_SECRET, SLACK_API, serve
from tests.bench.peers.wording import answer

app = App(client=WebClient(BOT_TOKEN, base_url=SLACK_API), signing_secret=SIGNING_SECRET)


@app.command("/qflow-steps")
def qflow_steps(ack: Ack, respond: Respond, command: dict[str, Any]) -> None:
    """Answer `/qflow-steps`."""
    ack()
    execution_id = command["text"].strip().lower()
    steps = requests.get(f"{QFLOW}/qflowapi/v1/executions/{execution_id}/steps", headers=QFLOW_HEADERS, timeout=10)
    steps.raise_for_status()
    respond(**answer(execution_id, steps.json()["items"]))


if __name__ == "__main__":
    serve(app)
