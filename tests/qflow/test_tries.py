"""Tries: again where it may pass, never where it cannot, and a wait that was asked for is kept."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.errors import (
    BrokenBody,
    ExecutionNotFound,
    NotPermitted,
    QFlowError,
    RequestRefused,
    ServerFailed,
    TimedOut,
    TooManyRequests,
    Unreachable,
)
from bot.qflow.transport import TRY_DEADLINE
from bot.qflow.tries import TRIES, persistently
from tests.clocks import run_hastily

ID = "0e72b4a1"
WITHIN = timedelta(seconds=25)


class Call:
    """Fails with each of these errors in turn, and then succeeds; when, it remembers."""

    def __init__(self, *errors: QFlowError) -> None:
        self._errors = list(errors)
        self.times: list[float] = []

    async def __call__(self) -> str:
        """Fail or succeed."""
        self.times.append(asyncio.get_running_loop().time())
        if self._errors:
            raise self._errors.pop(0)
        return "answer"


@pytest.mark.parametrize(
    "error", [ServerFailed(ID, 502), ServerFailed(ID, 503), ServerFailed(ID, 504), Unreachable(ID)], ids=repr
)
def test_what_may_pass_is_tried_again(error: QFlowError) -> None:
    call = Call(error, error)
    assert run_hastily(persistently(call, within=WITHIN)) == "answer"


def test_it_is_not_tried_for_ever() -> None:
    call = Call(*[Unreachable(ID)] * 9)
    with pytest.raises(Unreachable):
        run_hastily(persistently(call, within=WITHIN))
    assert len(call.times) == TRIES


@pytest.mark.parametrize(
    "error",
    [
        *(RequestRefused(ID), NotPermitted(ID), ExecutionNotFound(ID), BrokenBody(ID)),
        *(ServerFailed(ID, 500), TooManyRequests(ID, None), TooManyRequests(ID, timedelta(seconds=21))),
    ],
    ids=repr,
)
def test_what_cannot_pass_in_time_is_told_at_once(error: QFlowError) -> None:
    call = Call(error)
    with pytest.raises(type(error)):
        run_hastily(persistently(call, within=WITHIN))
    assert len(call.times) == 1


@pytest.mark.parametrize("waits", [(7,), (7, 3), (19,)])
def test_waits_that_were_asked_for_are_kept(waits: tuple[int, ...]) -> None:
    call = Call(*(TooManyRequests(ID, timedelta(seconds=wait)) for wait in waits))
    assert run_hastily(persistently(call, within=WITHIN)) == "answer"
    for wait, (before, after) in zip(waits, pairwise(call.times), strict=True):
        assert wait <= after - before < wait + 1


def test_a_wait_that_leaves_no_room_for_the_call_is_told_at_once() -> None:
    call = Call(TooManyRequests(ID, timedelta(seconds=10)), TooManyRequests(ID, timedelta(seconds=11)))
    with pytest.raises(TooManyRequests) as raised:
        run_hastily(persistently(call, within=WITHIN))
    assert raised.value.retry_after == timedelta(seconds=11)
    assert len(call.times) == 2


def test_no_wait_at_all_is_a_short_one() -> None:
    call = Call(*[TooManyRequests(ID, timedelta(0))] * 2)
    assert run_hastily(persistently(call, within=WITHIN)) == "answer"
    assert all(after - before >= 0.1 for before, after in pairwise(call.times))


def test_a_call_without_an_answer_is_made_again_where_there_is_time() -> None:
    silent = TimedOut(ID, TRY_DEADLINE)
    assert run_hastily(persistently(Call(silent), within=WITHIN)) == "answer"
    with pytest.raises(TimedOut):
        run_hastily(persistently(Call(silent), within=TRY_DEADLINE - timedelta(seconds=1)))


def test_how_long_no_answer_came_is_told_of_all_tries_together() -> None:
    async def silent() -> str:
        await asyncio.sleep(TRY_DEADLINE.total_seconds())
        raise TimedOut(ID, TRY_DEADLINE)

    with pytest.raises(TimedOut) as raised:
        run_hastily(persistently(silent, within=WITHIN))
    assert raised.value.deadline == 2 * TRY_DEADLINE
