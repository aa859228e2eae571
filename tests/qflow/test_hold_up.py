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
