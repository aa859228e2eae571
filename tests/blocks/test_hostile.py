"""Hostile text through every builder: inert, within every limit, and what was said still readable."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import errors
from bot.blocks import limits
from bot.blocks.details import DetailCuts, spoken_details
from bot.blocks.errors import error_message
from bot.blocks.message import Message, fits
from bot.blocks.modals import modal
from bot.blocks.shown import Shown
from bot.blocks.step_in_full import step_in_full
from bot.blocks.summary import execution_summary
from bot.blocks.surface import Surface
from bot.blocks.text import clean
from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.lookup import Lookup
from bot.qflow.reading import parse_step_events
from bot.sandbox.slack.rules_messages import judge_message
from bot.sandbox.slack.rules_views import judge_view
from tests.blocks.test_summary import SOURCE
from tests.qflow.rows import EXECUTION_ID, body, finished, started
from tests.texts import any_text

FULL = DetailCuts(message=9_000, text=2_000, listed=50, data=6_000)

SAID = "disk of db-7 is full"
"""What every hostile text says besides, and nobody may miss."""
MIB = 2**20

HOSTILE = {
    "mentions": "<!channel> <!here> <!everyone> <@U012AB3CD> <!subteam^S012AB3CD> <#C012AB3CD> @here @channel",
    "links": "<https://evil.example|click> <mailto:a@evil.example|write> [click](https://evil.example)",
    "dates": "<!date^1392734382^{date}^https://evil.example|never>",
    "formatting": "*bold* _italic_ ~struck~ `code` > quote\n&gt; &amp; &lt;!channel&gt;",
    "fences": "``` end of block ``` <!here> ```",
    "entities": "&lt;!channel&gt; &amp;lt;!here&amp;gt; &#60;!here&#62;",
    "controls": "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)])),
    "zero width": "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e",
    "right to left": "\u202e\u202b\u2067\u2066\u061c\u200f",
    "fillers": "\u3164\u115f\u1160\uffa0\u17b4\u17b5\u2800",
    "selectors": "\ufe00\ufe0f\U000e0100\U000e01ef\u180b",
    "tags": "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all that"),
    "half characters": "\ud83d \udc68 \udfff\ud800",
    "marks": "e" + "\u0301" * 500,
    "emoji": "👨‍👩‍👧‍👦" * 40 + "🇩🇪🏴\U000e0067\U000e0062\U000e007f👩🏽‍🚀❤️1️⃣",
    "emoji names": ":smile::skull:" * 20,
    "noncharacters": "\ufffe\uffff\ufdd0",
    "lines": "\n" * 3 + "\r\n\u2028\u2029\x85\x0b\x0c",
    "quotes": "\"'\\" * 50,
}
SHORT = {shows: text for shows, text in HOSTILE.items() if len(clean(text)) <= 8}
"""Those of which nothing or little is seen, so that what is said behind them is not cut off either."""

_BROAD_MENTION = re.compile(r"<[!@#]")


def saying(text: str) -> Execution:
    """Fold an execution whose one step says a text, and has it in its data."""
    row = finished(54, status="Failed", details={"message": text}, input=text)
    return fold(EXECUTION_ID, parse_step_events(body(row), include_data=True), dated=False)


def telling(text: str) -> Execution:
    """Fold an execution that says a text wherever a row can, once among steps that end and once in one that fails."""
    everywhere: dict[str, Any] = {
        "nodeType": text,
        "status": text,
        "tags": [text, text],
        "id": text,
        "details": {"message": text},
        "input": {text: text},
    }
    node = f"node-e3a84822-{text}"
    failed = finished(60, "b", status="Failed", details={"message": text}, nodeType=text)
    rows = [started(0, node, **everywhere), finished(54, node, **everywhere), failed]
    return fold(EXECUTION_ID, parse_step_events(body(*rows), include_data=True), dated=False)


def messages(execution: Execution) -> Iterator[Message]:
    """Build every message there is of an execution, all details open."""
    opened = Shown(Lookup(EXECUTION_ID, statuses=("漢" * 8, "other", "failed")))
    for step in execution.steps:
        opened = opened.opening(step)
    for surface in Surface:
        yield execution_summary(execution, opened, SOURCE, surface=surface)
    yield execution_summary(execution, Shown(Lookup(EXECUTION_ID), timeline=True), SOURCE)


def quoting(text: str) -> Iterator[Message]:
    """Build every error message that quotes what a person typed."""
    for error in (
        errors.NotAnExecutionId(text),
        errors.SeveralExecutionIds([text] * 3),
        errors.UnknownField(text, None),
        errors.UnknownOption(text, None),
        errors.MissingValue(text),
        errors.BadDate("since", text),
        errors.UnknownCommand(text),
    ):
        yield error_message(error, request_id="5eed5eed")


def accepted(build: Callable[[str], Execution], text: str) -> Execution:
    """Check that Slack takes every payload of an execution with this text, and that nothing in it is live."""
    execution = build(text)
    ours = mrkdwn_of(messages(build("plain")))
    for message in messages(execution):
        judge_message({"text": message.text, "blocks": list(message.blocks)}, text_limit="chat.update.text")
        assert fits(message.blocks)
        assert len(message.text.encode()) <= limits.FALLBACK_TEXT
        assert_inert(message.text)
    assert mrkdwn_of(messages(execution)) == ours  # no foreign text where Slack parses
    for step in execution.steps:
        view = modal("QFlow steps", step_in_full(execution, step).blocks, "")
        judge_view(view)
        assert list(mrkdwn_in(view)) == []
    return execution


def assert_inert(text: str) -> None:
    """Check that what stands in mrkdwn is escaped: the text of a message is all foreign or plain."""
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text)


def mrkdwn_of(said: Iterator[Message]) -> list[list[str]]:
    """Give all mrkdwn of messages but the place and time, which are our own and the same for every execution."""
    return [list(mrkdwn_in(message.blocks)) for message in said]


def mrkdwn_in(part: Any) -> Iterator[str]:
    match part:
        case {"type": "mrkdwn", "text": str(text)}:
            yield text
        case dict():
            for value in part.values():
                yield from mrkdwn_in(value)
        case list() | tuple():
            for value in part:
                yield from mrkdwn_in(value)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_inert_and_accepted(text: str) -> None:
    accepted(telling, text)
    for message in quoting(text):
        judge_message({"text": message.text, "blocks": list(message.blocks)}, text_limit="chat.update.text")
        assert_inert(message.text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_was_said_beside_a_hostile_text_is_readable(text: str) -> None:
    execution = telling(f"{SAID} {text} {SAID}")
    for message in [*messages(execution)][:3]:
        assert SAID in json.dumps(message.blocks, ensure_ascii=False)
        assert SAID in message.text
    for step in execution.steps:
        shown = json.dumps(step_in_full(execution, step).blocks, ensure_ascii=False)
        assert shown.count(SAID) >= 2
        assert SAID in "\n".join(spoken_details(execution, step, FULL))
    for message in quoting(f"{SAID} {text}"):
        assert SAID in message.text


@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT)
def test_what_is_hidden_within_words_does_not_hide_them(text: str) -> None:
    within = SAID.replace("full", f"fu{text}ll")
    message = next(messages(telling(within)))
    seen = re.sub(r"\s|\ufffd|\U0001f3f4", "", message.text)
    assert re.sub(r"\s", "", SAID) in seen


@pytest.mark.parametrize(
    "text",
    [
        "x" * MIB,
        f"{SAID} " + "y" * MIB,
        "👨‍👩‍👧‍👦" * (MIB // 11),
        "\n".join(f"line {number}" for number in range(10_000)),
    ],
)
def test_a_megabyte_or_ten_thousand_lines_are_cut_and_it_is_said_how_much(text: str) -> None:
    execution = accepted(saying, text)
    shown = json.dumps(step_in_full(execution, execution.steps[0]).blocks, ensure_ascii=False)
    assert shown.count(" characters shown") >= 2  # of the message and of the data
    assert text[:20].splitlines()[0] in shown


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(any_text(often=tuple(HOSTILE.values()), most=8), any_text(often=tuple(HOSTILE.values()), most=8))
def test_any_text_is_inert_accepted_and_leaves_the_rest_readable(before: str, behind: str) -> None:
    execution = accepted(telling, f"{before}\n{SAID}\n{behind}")
    shown = json.dumps(step_in_full(execution, execution.steps[0]).blocks, ensure_ascii=False)
    assert SAID in shown


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_nothing_that_is_not_seen_is_left_in_any_block(text: str) -> None:
    for message in messages(telling(text)):
        written = json.dumps(message.blocks, ensure_ascii=False)
        assert not re.search(
            "[\u034f\u115f\u1160\u180e\u200b\u202e\u2066\u3164\ufeff\uffa0\U000e0000-\U000e0fff]", written
        )
        assert not _BROAD_MENTION.search(re.sub("<!date", "", message.text))
