"""Hold-ups: so long in all, and only for what others are late by."""

import asyncio

from bot.qflow.hold_up import LONGEST, HoldUp
from tests.clocks import be_late, run_hastily, run_late

SECONDS = LONGEST.total_seconds()


async def answer_after(seconds: float) -> str:
    await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=seconds)
    return "answer"


def test_all_steps_of_a_lookup_together_hold_it_up_for_so_long() -> None:
    async def scene() -> tuple[list[str | None], float]:
        hold_up, loop = HoldUp(), asyncio.get_running_loop()
        began = loop.time()
        answers = [await hold_up.of(answer_after(seconds)) for seconds in (SECONDS * 0.6, SECONDS * 0.6, 0)]
        return answers, loop.time() - began

    answers, took = run_hastily(scene())
    assert answers == ["answer", None, None]
    assert SECONDS <= took < SECONDS * 2


def test_the_slowest_step_is_known_and_what_is_left() -> None:
    async def scene() -> HoldUp:
        hold_up = HoldUp()
        for seconds in (SECONDS * 0.2, SECONDS * 0.4, 0):
            await hold_up.of(answer_after(seconds))
        return hold_up

    hold_up = run_hastily(scene())
    assert SECONDS * 0.3 < hold_up.slowest < SECONDS * 0.5
    assert SECONDS * 0.3 < hold_up.left < SECONDS * 0.5


def test_a_process_that_is_late_itself_gives_nothing_up() -> None:
    async def scene() -> str | None:
        there = asyncio.get_running_loop().create_future()

        async def step() -> str:
            for _ in range(3):
                await asyncio.sleep(0)
                be_late(SECONDS * 2)
            there.set_result(None)
            await there
            return "answer"

        return await HoldUp().of(step())

    assert run_late(scene()) == "answer"


def test_steps_at_the_same_time_use_the_same_time() -> None:
    async def scene() -> tuple[float, list[str | None]]:
        hold_up = HoldUp()

        async def second(seconds: float) -> str | None:
            await answer_after(SECONDS * 0.5)
            return await hold_up.of(answer_after(seconds))

        answers = await asyncio.gather(hold_up.of(answer_after(SECONDS * 0.6)), second(SECONDS * 0.2))
        return hold_up.left, list(answers)

    left, answers = run_hastily(scene())
    assert answers == ["answer", "answer"]
    assert SECONDS * 0.2 < left < SECONDS * 0.35


def test_a_step_that_begins_within_another_lengthens_nothing() -> None:
    async def scene() -> float:
        hold_up, loop = HoldUp(), asyncio.get_running_loop()
        began = loop.time()

        async def second() -> str | None:
            await answer_after(SECONDS * 0.8)
            return await hold_up.of(answer_after(SECONDS * 9))

        assert not any(await asyncio.gather(hold_up.of(answer_after(SECONDS * 9)), second()))
        return loop.time() - began

    assert run_hastily(scene()) < SECONDS * 1.2


def test_a_process_that_is_always_busy_waits_little_longer() -> None:
    async def scene() -> float:
        loop, turn = asyncio.get_running_loop(), 0.03

        async def be_busy() -> None:
            while True:
                be_late(turn)
                await asyncio.sleep(0)

        busy = asyncio.create_task(be_busy())
        began = loop.time()
        assert await HoldUp().of(loop.create_future()) is None
        busy.cancel()
        return loop.time() - began

    assert SECONDS < run_late(scene()) < SECONDS * 3
