"""Which executions a message names, wherever in it they stand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listeners.finding import execution_ids_of

ONE, TWO, THREE = (f"0e72b4a1-abea-45b2-9ae9-91cd8750640{digit}" for digit in "123")
LINK = f"https://qflow.example/executions/{ONE}/steps?order=-status"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"text": f"it was {ONE}."}, id="plain text"),
        pytest.param({"text": f"<{LINK}|look>"}, id="a link"),
        pytest.param({"text": ONE.upper()}, id="upper case"),
        pytest.param({"text": f"```\nid={ONE}\n```"}, id="a code block"),
        pytest.param(
            {"blocks": [{"type": "rich_text", "elements": [{"elements": [{"type": "link", "url": LINK}]}]}]},
            id="a link in rich text",
        ),
        pytest.param(
            {"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": f"*{ONE}*"}]}]}, id="a field"
        ),
        pytest.param({"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": ONE}]}]}, id="context"),
        pytest.param({"blocks": [{"type": "actions", "elements": [{"type": "button", "url": LINK}]}]}, id="button URL"),
        pytest.param(
            {"blocks": [{"type": "actions", "elements": [{"type": "button", "value": ONE}]}]}, id="button value"
        ),
        pytest.param({"attachments": [{"fields": [{"title": "run", "value": ONE}]}]}, id="an attachment's field"),
        pytest.param({"attachments": [{"fallback": f"run {ONE}"}]}, id="an attachment's fallback"),
        pytest.param({"metadata": {"event_type": "x", "event_payload": {"run": ONE}}}, id="metadata"),
        pytest.param({"metadata": {"event_payload": {"id": ONE}}}, id="metadata under a key of Slack's"),
    ],
)
def test_an_execution_is_found(message: dict[str, Any]) -> None:
    assert list(execution_ids_of(message)) == [ONE]


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"text": f"{ONE}0"}, id="a longer hex run"),
        pytest.param({"text": f"x{ONE}"}, id="inside a longer word"),
        pytest.param({"text": f"{ONE}-1"}, id="one part more"),
        pytest.param({"text": ONE[:-1]}, id="a digit short"),
        pytest.param({"text": "hi", "client_msg_id": ONE}, id="Slack's id of the message"),
        pytest.param({"blocks": [{"type": "divider", "block_id": ONE}]}, id="a block id"),
    ],
)
def test_a_look_alike_is_left_out(message: dict[str, Any]) -> None:
    assert list(execution_ids_of(message)) == []


def test_several_are_given_in_order_of_appearance_without_repeats() -> None:
    message = {
        "metadata": {"event_payload": {"run": THREE}},
        "attachments": [{"text": TWO}],
        "text": f"{TWO.upper()}, {ONE}",
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": f"{TWO} {ONE}"}}],
    }
    assert list(execution_ids_of(message)) == [TWO, ONE, THREE]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(ONE),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["text", "blocks", "attachments", "metadata", "ts"]), JSON))
def test_any_message_can_be_searched(message: dict[str, Any]) -> None:
    assert set(execution_ids_of(message)) <= {ONE}
