"""Patience: one line after two seconds, above the answer, and none when the answer is there before."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.listeners.patience import Patience
from bot.listeners.rate_limits import moment, wait_before_next_try
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


async def never() -> None:
    """Wait for what does not come."""
    await asyncio.get_running_loop().create_future()


async def passes(seconds: float) -> None:
    """Take so many seconds."""
    await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=seconds)


def test_a_ready_answer_waits_for_a_line_that_slack_takes_in_time() -> None:
    async def scene() -> list[str]:
        said: list[str] = []

        async def line() -> None:
            await passes(1.5)
            said.append("line")

        await Patience().spend(passes(2.5), say=line)
        return said

    assert run_hastily(scene()) == ["line"]


@pytest.mark.parametrize(
    ("work", "given"),
    [pytest.param(2.5, 4.0, id="ready before the line is given up"), pytest.param(9.0, 9.0, id="ready long after")],
)
def test_a_ready_answer_waits_no_longer_than_two_seconds_for_the_line(work: float, given: float) -> None:
    async def scene() -> float:
        began = asyncio.get_running_loop().time()
        await Patience().spend(passes(work), say=never)
        return asyncio.get_running_loop().time() - began

    assert run_hastily(scene()) == pytest.approx(given, abs=0.2)


def test_the_line_is_not_tried_again() -> None:
    async def scene() -> list[object]:
        waits: list[object] = [moment()]

        async def line() -> None:
            waits.append(moment())
            waits.append(wait_before_next_try(429, {"Retry-After": "1"}))

        await Patience().spend(passes(3), say=line)
        return [*waits, moment()]

    before, *meanwhile, after = run_hastily(scene())
    assert before
    assert meanwhile == [None, None]
    assert after


def test_work_that_is_ready_soon_takes_no_task() -> None:
    async def scene() -> set[asyncio.Task[object]]:
        meanwhile: set[asyncio.Task[object]] = set()

        async def work() -> None:
            await passes(1)
            meanwhile.update(asyncio.all_tasks())

        await Patience().spend(work(), say=never)
        return meanwhile - {task for task in [asyncio.current_task()] if task}

    assert run_hastily(scene()) == set()


@pytest.mark.parametrize(
    ("work", "after"),
    [
        pytest.param(60, 1, id="before the line"),
        pytest.param(60, 3, id="during the line"),
        pytest.param(2.5, 3, id="when all but the line is done"),
    ],
)
def test_who_goes_away_leaves_neither_work_nor_line_behind(work: float, after: float) -> None:
    async def go_away() -> tuple[bool, set[asyncio.Task[object]]]:
        task = asyncio.ensure_future(Patience().spend(passes(work), say=never))
        await passes(after)
        task.cancel()
        await asyncio.wait([task])
        await passes(0)
        return task.cancelled(), asyncio.all_tasks() - {one for one in [asyncio.current_task()] if one}

    assert run_hastily(go_away()) == (True, set())


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


def test_a_line_that_fails_costs_no_answer() -> None:
    async def line() -> None:
        raise KeyError

    async def work() -> str:
        await passes(3)
        return "answer"

    with capture_logs() as log:
        assert run_hastily(Patience().spend(work(), say=line)) == "answer"
    assert [(entry["event"], type(entry["exc_info"])) for entry in log] == [("line_failed", KeyError)]
