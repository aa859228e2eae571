"""Patience: one line after two seconds, above the answer, and none when the answer is there before."""

import asyncio

import pytest

from bot.listeners.patience import Patience
from tests.clocks import run_hastily


class Waiting:
    """Work that takes so many seconds, and what was said in its course."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.said: list[str] = []

    async def work(self) -> str:
        """Take the time, and give the answer."""
        await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=self.seconds)
        self.said.append("answer")
        return "answer"

    async def line(self) -> None:
        """Say that it takes a while."""
        self.said.append("line")

    async def spend(self) -> str:
        """Wait for the work with patience."""
        return await Patience().spend(self.work(), say=self.line)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [pytest.param(1.9, ["answer"], id="soon"), pytest.param(2.1, ["line", "answer"], id="late")],
)
def test_a_line_is_said_only_to_who_waits(seconds: float, said: list[str]) -> None:
    waiting = Waiting(seconds)
    assert run_hastily(waiting.spend()) == "answer"
    assert waiting.said == said


def test_an_error_passes_through() -> None:
    async def work() -> None:
        raise ArithmeticError

    async def line() -> None:
        """Say nothing."""

    with pytest.raises(ArithmeticError):
        run_hastily(Patience().spend(work(), say=line))


def test_who_goes_away_leaves_no_work_behind() -> None:
    async def go_away() -> list[str]:
        waiting = Waiting(60)
        task = asyncio.ensure_future(waiting.spend())
        await asyncio.wait([task], timeout=3)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=120)
        return waiting.said

    assert run_hastily(go_away()) == ["line"]
