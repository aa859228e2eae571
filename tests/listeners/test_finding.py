"""Which executions a message names, wherever in it they stand."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arguments import Ask, parse_arguments
from bot.listeners.finding import execution_ids_of
from bot.qflow.execution_ids import HYPHENS

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
        pytest.param({"text": f"_{ONE}_"}, id="italics"),
        pytest.param({"text": f"_{ONE} failed again_"}, id="an italic phrase"),
        pytest.param({"text": f"https://sso.example/?url={quote(LINK, safe='')}"}, id="a link in a link"),
        pytest.param({"text": f"https://a.example/?u={quote(quote(LINK, safe=''))}"}, id="a link in a link in a link"),
        pytest.param({"text": f"executionId%3D{ONE}"}, id="an encoded parameter"),
        pytest.param({"text": f"%7B{ONE}%7D"}, id="encoded braces"),
        pytest.param({"text": f"100%{ONE}"}, id="behind a percent sign"),
        pytest.param({"text": rf'{{"log": "started\n{ONE}\tfailed"}}'}, id="logged JSON"),
        pytest.param({"text": rf"\u003c{ONE}\u003e"}, id="logged JSON with escaped brackets"),
        pytest.param({"text": ONE.replace("-", "\u2011")}, id="no-break hyphens"),
        pytest.param({"text": f"{ONE.replace('-', '–')}—failed"}, id="dashes"),
        pytest.param({"text": f"{ONE[:9]}\u200b{ONE[9:]}"}, id="a break that is not seen"),
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
        pytest.param({"text": f"é{ONE}"}, id="behind a letter of another alphabet"),
        pytest.param({"text": f"{ONE}é"}, id="before a letter of another alphabet"),
        pytest.param({"text": f"run_{ONE}_"}, id="behind a name with underscores"),
        pytest.param({"text": f"%C3%A9{ONE}"}, id="behind an encoded letter"),
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


IDS = st.uuids().map(str)
WRITTEN = st.sampled_from(
    [
        lambda found: found,
        str.upper,
        lambda found: f"_{found}_",
        lambda found: f"*_{found}_*",
        lambda found: f"`{found}`",
        lambda found: f"<{found}>",
        lambda found: quote(f"{{{found}}}"),
        lambda found: f"https://sso.example/?url={quote(f'https://qflow.example/runs/{found}/steps', safe='')}",
        lambda found: f"executionId%3D{found}",
        lambda found: rf"\n{found}",
        lambda found: rf"\"{found}\",",
        *(lambda found, hyphen=hyphen: found.replace("-", hyphen) for hyphen in HYPHENS),
    ]
)


@given(IDS, st.lists(WRITTEN, min_size=1, max_size=3))
def test_an_id_is_found_however_it_is_written_by_the_command_too(execution_id: str, ways: list[Any]) -> None:
    text = " ".join(written(execution_id) for written in ways)
    assert list(execution_ids_of({"text": text})) == [execution_id]
    asked = parse_arguments(text, now=datetime(2025, 5, 1, tzinfo=UTC))
    assert isinstance(asked, Ask)
    assert asked.lookup.execution_id == execution_id


@given(IDS, st.characters(categories=["L", "N"]), st.sampled_from(["{beside}{id}", "{id}{beside}"]))
def test_no_letter_or_digit_of_any_alphabet_stands_beside_an_id(execution_id: str, beside: str, joined: str) -> None:
    assert not execution_ids_of({"text": joined.format(beside=beside, id=execution_id)})
