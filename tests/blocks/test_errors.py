"""The sentences for everything that can go wrong."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from slack_sdk.models.blocks import Block

from bot import errors
from bot.blocks import limits
from bot.blocks.errors import error_message
from bot.blocks.message import Message, fits
from bot.errors import BotError
from bot.qflow.order import FIELDS
from tests.texts import any_text

ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
OTHER_ID = "0ffaf046-768b-79fc-83f6-aa25be52c2a1"
REQUEST_ID = "4f2a9c"
NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)

EACH = (
    errors.MissingExecutionId(),
    errors.NotAnExecutionId("12345"),
    errors.SeveralExecutionIds([ID, OTHER_ID]),
    errors.UnknownField("stauts", "status"),
    errors.UnknownOption("sinse", "since"),
    errors.RepeatedOption("since"),
    errors.MissingValue("since"),
    errors.BadDate("since", "yesterday"),
    errors.EmptyRange(NOW, NOW - timedelta(hours=1)),
    errors.LongStatus(80),
    errors.DataSwitchedOff(),
    errors.DataForEveryone(),
    errors.UnknownCommand("/qflow"),
    errors.Outsider(),
    errors.Guest(),
    errors.NotListed(),
    errors.ChannelNotListed(),
    errors.DataNotAllowed(),
    errors.Unverified(),
    errors.AskedTooOften(wait=timedelta(seconds=9)),
    errors.StaleButton(),
    errors.CannotShare("not_in_channel"),
    errors.CannotOpen("expired_trigger_id"),
    errors.NotAudited("No space left on device"),
    errors.NotAuthenticated(ID),
    errors.NotPermitted(ID),
    errors.ExecutionNotFound(ID),
    errors.NothingInRange(ID),
    errors.RequestRefused(ID),
    errors.TooManyRequests(ID, timedelta(seconds=7)),
    errors.ServerFailed(ID, 503),
    errors.UnexpectedStatus(ID, 302),
    errors.TimedOut(ID, timedelta(seconds=10)),
    errors.Busy(ID, timedelta(seconds=40)),
    errors.Unreachable(ID),
    errors.BodyTooLarge(ID, 32 * 2**20),
    errors.BrokenBody(ID),
    errors.UnexpectedBody(ID),
    errors.Restarting(),
    errors.InternalError(),
)
"""One of every error that can be raised."""

IN_OTHER_STATES = (
    errors.UnknownField("xyzzy", None),
    errors.UnknownOption("foo", None),
    errors.RepeatedOption("order"),
    errors.TooManyRequests(ID, None),
    errors.AskedTooOften(wait=timedelta(seconds=9), in_channel=True),
    errors.Guest("#platform-help"),
    errors.Restarting(unconfirmed=True),
)
"""More of those whose sentences depend on what they carry."""


def leaves(error: type[BotError] = BotError) -> Iterator[type[BotError]]:
    """Walk the tree down to the errors that are raised."""
    derived = [found for found in error.__subclasses__() if found.__module__ == errors.__name__]
    if not derived:
        yield error
    for found in derived:
        yield from leaves(found)


def message(error: BotError) -> Message:
    return error_message(error, request_id=REQUEST_ID)


def what(error: BotError) -> str:
    """Give the sentence that says what happened."""
    return str(message(error).blocks[0]["text"]["text"])


def then(error: BotError) -> str:
    """Give the sentence that says what to do next."""
    return str(message(error).blocks[1]["text"]["text"])


def name(error: BotError) -> str:
    return type(error).__name__


def test_every_error_that_can_be_raised_is_tried_here() -> None:
    assert [type(error) for error in EACH] == list(leaves())


def test_a_post_that_may_be_there_is_not_said_to_be_missing() -> None:
    assert "Look whether it is there" in then(errors.CannotShare("timeout"))
    assert "Look whether it is there" in then(errors.CannotShare("broken"))


def test_every_error_has_sentences_of_its_own() -> None:
    assert len({what(error) for error in EACH}) == len(EACH)
    assert len({then(error) for error in EACH}) == len(EACH)


@pytest.mark.parametrize("error", [*EACH, *IN_OTHER_STATES], ids=name)
def test_every_error_says_what_happened_and_what_to_do_next(error: BotError) -> None:
    assert what(error).startswith("⚠️ ")
    assert what(error).endswith((".", "?"))
    assert then(error)[0].isupper()
    assert then(error).endswith((".", ")"))
    assert "None" not in what(error) + then(error)


@pytest.mark.parametrize("error", [*EACH, *IN_OTHER_STATES], ids=name)
def test_the_text_says_the_same_for_who_sees_no_blocks(error: BotError) -> None:
    quoted = "" if isinstance(error, errors.WrongInput) else f"\nrequest {REQUEST_ID}"
    assert message(error).text == f"{what(error).removeprefix('⚠️ ')}\n{then(error).replace('`', '')}{quoted}"


@pytest.mark.parametrize("error", [*EACH, *IN_OTHER_STATES], ids=name)
def test_input_that_is_wrong_needs_no_request_id_and_all_else_carries_it(error: BotError) -> None:
    carried = [block for block in message(error).blocks if REQUEST_ID in json.dumps(block)]
    assert len(carried) == (0 if isinstance(error, errors.WrongInput) else 1)


@pytest.mark.parametrize("error", [error for error in EACH if isinstance(error, errors.QFlowError)], ids=name)
def test_what_qflow_said_and_how_it_was_asked_is_never_told(error: errors.QFlowError) -> None:
    secrets = ["eyJhbGciOiJub25lIn0.made-up", "gateway.qflow.example", "joe_user has no permission"]
    error.__cause__ = RuntimeError(*secrets)
    error.add_note(" ".join(secrets))
    told = json.dumps([message(error).text, *message(error).blocks])
    assert not any(secret in told for secret in [*secrets, "http://", "https://", "Bearer", "RuntimeError"])
    assert ID in told


@pytest.mark.parametrize("error", [*EACH, *IN_OTHER_STATES], ids=name)
def test_every_message_fits_and_is_taken_by_slacks_own_models(error: BotError) -> None:
    assert_fits(message(error))


def test_a_field_that_does_not_exist_is_answered_with_all_that_do() -> None:
    assert all(f"`{field}`" in then(errors.UnknownField("x", None)) for field in FIELDS)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(errors.NotAnExecutionId("12 34"), "“12 34”", id="what stands for the id"),
        pytest.param(errors.SeveralExecutionIds([ID, OTHER_ID]), f"2 execution ids: {ID}, {OTHER_ID}.", id="several"),
        pytest.param(errors.UnknownField("stauts", "status"), "Did you mean status?", id="nearest field"),
        pytest.param(errors.UnknownOption("sinse", "since"), "Did you mean since=?", id="nearest option"),
        pytest.param(errors.MissingValue("until"), "“until=”", id="option without a value"),
        pytest.param(errors.BadDate("until", "soon"), "“soon” as a time for until", id="bad date"),
        pytest.param(
            errors.EmptyRange(NOW, NOW - timedelta(hours=1)),
            "since (2025-05-01 12:00:00 UTC) is later than until (2025-05-01 11:00:00 UTC)",
            id="empty range",
        ),
        pytest.param(errors.LongStatus(80), "80 characters", id="long status"),
        pytest.param(errors.TooManyRequests(ID, timedelta(seconds=90)), "Ask again in 2 min.", id="wait"),
        pytest.param(errors.ServerFailed(ID, 503), "HTTP 503", id="status"),
        pytest.param(errors.TimedOut(ID, timedelta(seconds=25)), "within 25 s", id="deadline"),
        pytest.param(errors.BodyTooLarge(ID, 32 * 2**20), "32 MiB", id="body cap"),
        pytest.param(errors.AskedTooOften(wait=timedelta(seconds=9)), "Ask again in 9 s.", id="limit"),
        pytest.param(errors.Outsider("#platform-help"), "ask #platform-help.", id="contact"),
        pytest.param(errors.ExecutionNotFound(ID), "older than 30 days", id="not found"),
        pytest.param(errors.Unverified(needed="users:read"), "(users:read)", id="a scope"),
        pytest.param(errors.Unverified("#help", ""), "Tell #help to install the app again", id="a scope not named"),
        pytest.param(errors.UnknownOption("dat", None), "the words data and share", id="the words"),
    ],
)
def test_what_an_error_carries_is_said(error: BotError, said: str) -> None:
    assert said in message(error).text


def quoting(text: str) -> list[BotError]:
    """Give every error that quotes foreign text."""
    return [
        errors.NotAnExecutionId(text),
        errors.SeveralExecutionIds([text] * 5),
        errors.UnknownField(text, None),
        errors.UnknownOption(text, None),
        errors.MissingValue(text),
        errors.BadDate("since", text),
        errors.UnknownCommand(text),
    ]


@settings(max_examples=30)
@given(any_text(often=("`", "\n", "x" * 500)))
def test_foreign_text_is_quoted_where_slack_parses_nothing(text: str) -> None:
    for error, plain in zip(quoting(text), quoting("plain"), strict=True):
        said = message(error)
        assert_fits(said)
        assert said.blocks[0]["text"]["type"] == "plain_text"
        assert said.blocks[1:] == message(plain).blocks[1:]
        assert not {"<", ">"} & set(said.text)
        assert len(said.text.splitlines()) == 2


@pytest.mark.parametrize("text", ["x" * 2**20, "👨‍👩‍👧‍👦" * 10**5, "&" * 10**6, "\u200b" * 10**6, ":a" * 10**5])
def test_a_megabyte_of_foreign_text_fits(text: str) -> None:
    for error in quoting(text):
        assert_fits(message(error))


def assert_fits(said: Message) -> None:
    assert fits(said.blocks)
    assert 0 < len(said.text.encode()) <= limits.FALLBACK_TEXT
    for block, parsed in zip(said.blocks, Block.parse_all(list(said.blocks)), strict=True):
        parsed.validate_json()
        assert parsed.to_dict() == block
