"""Telling statuses apart."""

import pytest
from hypothesis import given, settings

from bot.qflow.status import StatusGroup, status_group, status_matches
from tests.texts import any_text

DESIGNED = {
    StatusGroup.SUCCEEDED: ["Success", "Succeeded", "Completed"],
    StatusGroup.RUNNING: ["Running", "In Progress", "Waiting", "Pending", "Queued"],
    StatusGroup.FAILED: [
        *("Failed", "Failure", "Error", "Aborted", "Cancelled", "Canceled"),
        *("Terminated", "Timed Out", "Timeout"),
    ],
    StatusGroup.SKIPPED: ["Skipped"],
    StatusGroup.OTHER: [
        *("Hibernating", "PartiallyApplied", "On Hold", "Unsuccessful", "Not Failed", "Success!", "other", "?", ""),
        *("finished", "run", "\ufffd"),
    ],
}
EVERY = [(status, group) for group, statuses in DESIGNED.items() for status in statuses]


@pytest.mark.parametrize(
    ("status", "group"), [pytest.param(status, group, id=status or "empty") for status, group in EVERY]
)
def test_a_status_is_in_its_group_in_any_case(status: str, group: StatusGroup) -> None:
    assert {status_group(spelt) for spelt in (status, status.upper(), status.lower(), status.swapcase())} == {group}


@pytest.mark.parametrize(
    "status",
    [
        *("TIMED_OUT", "timed-out", "TimedOut", "timed out", "Timed  Out"),
        *("Timed\u00a0Out", "Timed\tOut", "\tTimed Out\n", "Failed\n", " Failed", "\u2003Failed\r\n"),
    ],
)
def test_a_status_is_known_however_its_words_are_joined(status: str) -> None:
    assert status_group(status) is StatusGroup.FAILED


def test_no_status_is_neither_success_nor_failure() -> None:
    assert status_group(None) is StatusGroup.OTHER


@settings(max_examples=30)
@given(any_text())
def test_any_text_has_a_group(status: str) -> None:
    assert status_group(status) in StatusGroup


@pytest.mark.parametrize(
    ("status", "wanted", "matches"),
    [
        pytest.param("Timeout", ["failed"], True, id="its group"),
        pytest.param("Timeout", ["FAILED"], True, id="its group in capitals"),
        pytest.param("Timed Out", ["timed_out"], True, id="its own name"),
        pytest.param("Failed", ["timeout"], False, id="another status of its group"),
        pytest.param("Hibernating", ["other"], True, id="a status of no group"),
        pytest.param("Hibernating", ["hibernating"], True, id="a status of no group by its own name"),
        pytest.param(None, ["other"], True, id="no status"),
        pytest.param("Success", ["failed", "running"], False, id="none of several"),
        pytest.param("Running", ["failed", "running"], True, id="one of several"),
        pytest.param("Success", [], False, id="nothing wanted"),
        pytest.param("Success", ["succ"], False, id="a beginning"),
    ],
)
def test_a_status_matches_its_group_and_its_own_name(status: str | None, wanted: list[str], *, matches: bool) -> None:
    assert status_matches(status, wanted) is matches
