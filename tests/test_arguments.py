"""What a person typed, read as people paste it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from bot.arguments import Ask, Help, Repeat, parse_arguments
from bot.blocks.shown import STATUS_LIMIT
from bot.errors import (
    BadDate,
    DataForEveryone,
    EmptyRange,
    LongStatus,
    MissingExecutionId,
    MissingValue,
    NotAnExecutionId,
    RepeatedOption,
    SeveralExecutionIds,
    UnknownField,
    UnknownOption,
    WrongInput,
)
from bot.qflow.lookup import Lookup
from bot.qflow.order import FIELDS, Order
from tests.texts import any_text

ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
OTHER_ID = "0ffaf046-768b-79fc-83f6-aa25be52c2a1"
NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)


def ask(text: str) -> Ask:
    read = parse_arguments(text, now=NOW)
    assert isinstance(read, Ask)
    return read


def lookup(text: str) -> Lookup:
    return ask(text).lookup


def wrong(text: str) -> WrongInput:
    with pytest.raises(WrongInput) as caught:
        parse_arguments(text, now=NOW)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ID, id="bare"),
        pytest.param(ID.upper(), id="capitals"),
        pytest.param(f"  {ID}\n", id="white space around"),
        pytest.param(f"\u00a0{ID}\u202f", id="no-break spaces around"),
        pytest.param(f"`{ID}`", id="backticks"),
        pytest.param(f"```{ID}```", id="fence"),
        pytest.param(f"*{ID}*", id="bold"),
        pytest.param(f"~{ID}~", id="struck out"),
        pytest.param(f'"{ID}"', id="straight quotes"),
        pytest.param(f"'{ID}'", id="straight single quotes"),
        pytest.param(f"“{ID}”", id="curly quotes"),
        pytest.param(f"‘{ID}’", id="curly single quotes"),
        pytest.param(f"„{ID}“", id="low quotes"),
        pytest.param(f"«{ID}»", id="guillemets"),
        pytest.param(f"**“`{ID}`”**,", id="all at once"),
        *(pytest.param(f"{ID}{mark}", id=f"{mark} behind") for mark in (".", ",", ";", ":", "!", "?", "...")),
        pytest.param(f"({ID})", id="parentheses"),
        pytest.param(f"[{ID}],", id="brackets"),
        pytest.param(f"<{ID}>", id="angle brackets"),
        pytest.param(f"&lt;{ID}&gt;", id="angle brackets as entities"),
        pytest.param(f"executionId={ID}", id="a name before"),
        pytest.param(f"https://qflow.example/executions/{ID}/steps?order=-status", id="URL"),
        pytest.param(f"<https://qflow.example/executions/{ID}/steps>", id="link"),
        pytest.param(f"<https://qflow.example/executions/{ID}|the execution>", id="link with a label"),
        pytest.param(f"<https://qflow.example/executions/{ID}|qflow.example/{ID[:9]}…>", id="link cut in its label"),
        pytest.param(f"<https://qflow.example/|{ID}>", id="id as the label of a link"),
        pytest.param(f"<https://qflow.example/a?b=1&amp;id={ID}&amp;c=2|{ID}>", id="link with a query"),
        pytest.param(f"{ID} {ID.upper()} `{ID}`", id="several times"),
        pytest.param(ID.replace("-", "\u2011"), id="no-break hyphens"),
        pytest.param(ID.replace("-", "–"), id="en dashes"),
        pytest.param(ID.replace("-", "\u2212"), id="minus signs"),
        *(
            pytest.param(f"{unseen}{ID[:5]}{unseen}{ID[5:]}{unseen}", id=f"U+{ord(unseen):04X}")
            for unseen in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u2066\u2069"
        ),
    ],
)
def test_an_id_is_read_however_it_was_pasted(text: str) -> None:
    assert ask(text) == Ask(Lookup(ID), share=False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{ID}0", id="a digit too many"),
        pytest.param(f"a{ID}", id="a digit too many in front"),
        pytest.param(ID[:-1], id="a digit short"),
        pytest.param(f"{ID}-0000", id="a group too many"),
        pytest.param(f"node-{ID}", id="within a longer word"),
        pytest.param(f"my_{ID}", id="behind an underscore"),
        pytest.param(f"{ID}xyz", id="letters behind"),
        pytest.param(ID.replace("-", ""), id="no hyphens"),
        pytest.param(ID.replace("0e", "0g"), id="no hex digit"),
        pytest.param(f"{ID[:18]} {ID[18:]}", id="broken in two"),
        pytest.param("e3a84822", id="a short id"),
        pytest.param("please", id="a word"),
    ],
)
def test_what_only_looks_like_an_id_is_refused_and_quoted(text: str) -> None:
    error = wrong(text)
    assert isinstance(error, NotAnExecutionId)
    assert error.text == text.split(maxsplit=1)[0]


def test_the_word_that_stands_for_the_id_is_quoted_and_not_the_rest() -> None:
    error = wrong("share -status since=2h “12345”, data")
    assert isinstance(error, NotAnExecutionId)
    assert error.text == "12345"


@pytest.mark.parametrize("text", ["share", "-status", "—status", "since=2h", "status=failed share", "data", "sinse=2h"])
def test_no_word_that_could_be_an_id_is_a_missing_id(text: str) -> None:
    assert type(wrong(text)) is MissingExecutionId


@pytest.mark.parametrize("text", ["help", "HELP", "“help”", "help me", "?", "-h", "--help"])
def test_help_is_given_to_who_asks_for_it(text: str) -> None:
    assert parse_arguments(text, now=NOW) == Help()


@pytest.mark.parametrize("text", ["", "  \n", "\u00a0", "``", "*"])
def test_who_says_nothing_wants_the_last_lookup_again(text: str) -> None:
    assert parse_arguments(text, now=NOW) == Repeat()


def test_several_ids_are_given_once_each_as_typed_and_in_small_letters() -> None:
    error = wrong(f"{OTHER_ID.upper()}, {ID} {OTHER_ID}")
    assert isinstance(error, SeveralExecutionIds)
    assert error.execution_ids == (OTHER_ID, ID)


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        *(pytest.param(f"-{field}", Order(field, descending=True), id=field) for field in FIELDS),
        pytest.param("startdate", Order("startDate"), id="small letters"),
        pytest.param("order=status", Order("status"), id="as an option"),
        pytest.param("ORDER=-Status", Order("status", descending=True), id="as an option in capitals"),
        pytest.param("—startDate", Order("startDate", descending=True), id="em dash"),
        pytest.param("–startDate", Order("startDate", descending=True), id="en dash"),
        pytest.param("`-startDate`.", Order("startDate", descending=True), id="backticks and a dot"),
        pytest.param("&lt;-startDate&gt;", Order("startDate", descending=True), id="angle brackets as entities"),
        pytest.param("\u200e-startDate", Order("startDate", descending=True), id="a direction mark"),
    ],
)
def test_an_order_is_read_however_it_was_pasted(typed: str, order: Order) -> None:
    assert lookup(f"{ID} {typed}").order == order
    assert lookup(f"{typed} {ID}").order == order
    assert lookup(f"{ID}\u00a0{typed}").order == order


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        pytest.param("since=2h", NOW - timedelta(hours=2), None, id="since"),
        pytest.param("until=2024-10-25", None, datetime(2024, 10, 25, 23, 59, 59, tzinfo=UTC), id="until"),
        pytest.param("startAt=2h ENDAT=1h", NOW - timedelta(hours=2), NOW - timedelta(hours=1), id="the API's names"),
        pytest.param("since = 2h,", NOW - timedelta(hours=2), None, id="spaces around the sign"),
        pytest.param("since=“2024-10-25 10:00”", datetime(2024, 10, 25, 10, tzinfo=UTC), None, id="in curly quotes"),
        pytest.param("since=2024–10–25", datetime(2024, 10, 25, tzinfo=UTC), None, id="en dashes"),
        pytest.param("since=1h until=1h", NOW - timedelta(hours=1), NOW - timedelta(hours=1), id="one moment"),
    ],
)
def test_dates_are_read_however_they_were_pasted(typed: str, since: datetime | None, until: datetime | None) -> None:
    read = lookup(f"{ID} {typed}")
    assert (read.start_at, read.end_at) == (since, until)


@pytest.mark.parametrize(
    ("typed", "statuses"),
    [
        pytest.param("status=failed", ("failed",), id="one"),
        pytest.param("status=failed,Running.", ("failed", "Running"), id="two"),
        pytest.param("status='timed out,failed'", ("timed out", "failed"), id="in quotes"),
        pytest.param("status=“timed out”", ("timed out",), id="in curly quotes"),
        pytest.param("status=,failed,,", ("failed",), id="empty ones among them"),
        pytest.param(f"status={'x' * STATUS_LIMIT}", ("x" * STATUS_LIMIT,), id="as long as fits"),
    ],
)
def test_statuses_are_read_however_they_were_pasted(typed: str, statuses: Sequence[str]) -> None:
    assert lookup(f"{ID} {typed}").statuses == statuses


def test_everything_can_be_said_at_once_in_any_order() -> None:
    words = [ID, "-duration", "since=3d", "until=1d", "status=failed", "share"]
    expected = Ask(
        Lookup(
            ID,
            Order("duration", descending=True),
            NOW - timedelta(days=3),
            NOW - timedelta(days=1),
            statuses=("failed",),
        ),
        share=True,
    )
    assert {ask(" ".join(words)), ask(" ".join(reversed(words)))} == {expected}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        pytest.param("stauts", UnknownField("stauts", "status"), id="unknown field"),
        pytest.param("order=xyzzy", UnknownField("xyzzy", None), id="unknown field of an option"),
        pytest.param("sinse=2h", UnknownOption("sinse", "since"), id="unknown option"),
        pytest.param("foo=1", UnknownOption("foo", None), id="unknown option like none"),
        pytest.param("since=1h since=2h", RepeatedOption("since"), id="an option twice"),
        pytest.param("since=1h startAt=2h", RepeatedOption("since"), id="an option by both names"),
        pytest.param("status -startDate", RepeatedOption("order"), id="two orders"),
        pytest.param("order=status id", RepeatedOption("order"), id="an order and an option"),
        pytest.param("since=", MissingValue("since"), id="no value"),
        pytest.param("order=“”", MissingValue("order"), id="empty quotes"),
        pytest.param('status=" , "', MissingValue("status"), id="no status among commas"),
        pytest.param("since=yesterday", BadDate("since", "yesterday"), id="bad since"),
        pytest.param("until=2024-13-01", BadDate("until", "2024-13-01"), id="bad until"),
        pytest.param(
            "since=1h until=2h",
            EmptyRange(NOW - timedelta(hours=1), NOW - timedelta(hours=2)),
            id="since after until",
        ),
        pytest.param(f"status={'x' * (STATUS_LIMIT + 1)}", LongStatus(STATUS_LIMIT), id="long status"),
        pytest.param("DATA share", DataForEveryone(), id="data for everyone"),
    ],
)
def test_every_wrong_input_is_its_own_error(typed: str, error: WrongInput) -> None:
    raised = wrong(f"{ID} {typed}")
    assert type(raised) is type(error)
    assert vars(raised) == vars(error)


@settings(max_examples=50)
@given(
    any_text(
        often=(
            ID,
            ID.upper(),
            OTHER_ID,
            ID[:8],
            "since",
            "=",
            "2h",
            "status",
            "failed",
            "-",
            "—",
            '"',
            "“",
            "'",
            "share",
        ),
        most=12,
    )
)
def test_any_text_is_read_or_is_a_wrong_input(text: str) -> None:
    try:
        read = parse_arguments(text, now=NOW)
    except WrongInput:
        return
    if isinstance(read, Ask):
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", read.lookup.execution_id)


@pytest.mark.parametrize(
    "part", [" ", "\n", "<", ">", '"', "'", "=", "-", "a", "0", "&lt;", "<|", " = ", "`", "“", ID[:9]]
)
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    assert isinstance(wrong(f"status {part * 40_000} id"), WrongInput)


@pytest.mark.parametrize(
    ("text", "order", "statuses"),
    [
        pytest.param(f"{ID},-status", Order("status", descending=True), (), id="an order behind a comma"),
        pytest.param(f"{ID},status=failed", None, ("failed",), id="an option behind a comma"),
        pytest.param(
            f'"{ID} status=failed -duration"', Order("duration", descending=True), ("failed",), id="all in quotes"
        ),
        pytest.param(f"“{ID} -status”", Order("status", descending=True), (), id="all in curly quotes"),
        pytest.param(f"https://x.example/{ID}/steps?order=name", None, (), id="an address"),
    ],
)
def test_what_is_joined_to_the_id_is_meant_unless_it_is_an_address(
    text: str, order: Order | None, statuses: tuple[str, ...]
) -> None:
    asked = parse_arguments(text, now=NOW)
    assert isinstance(asked, Ask)
    assert (asked.lookup.order, tuple(asked.lookup.statuses)) == (order, statuses)
