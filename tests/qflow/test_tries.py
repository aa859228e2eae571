"""Tries: again where it may pass, never where it cannot, and a wait that was asked for is kept."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import (
    BrokenBody,
    ExecutionNotFound,
    NotPermitted,
    QFlowError,
    RequestRefused,
    ServerFailed,
    TooManyRequests,
    Unreachable,
)
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
        *(ServerFailed(ID, 500), TooManyRequests(ID, None), TooManyRequests(ID, timedelta(seconds=26))),
    ],
    ids=repr,
)
def test_what_cannot_pass_in_time_is_told_at_once(error: QFlowError) -> None:
    call = Call(error)
    with pytest.raises(type(error)):
        run_hastily(persistently(call, within=WITHIN))
    assert len(call.times) == 1


def test_a_wait_that_was_asked_for_is_kept_once() -> None:
    refusal = TooManyRequests(ID, timedelta(seconds=7))
    call = Call(refusal)
    assert run_hastily(persistently(call, within=WITHIN)) == "answer"
    assert 7 <= call.times[1] - call.times[0] < 8
    with pytest.raises(TooManyRequests):
        run_hastily(persistently(Call(refusal, refusal), within=WITHIN))
