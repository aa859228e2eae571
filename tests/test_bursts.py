"""Many people ask at once, of two processes that share a Redis: QFlow is asked once, and all are answered."""

import asyncio

import pytest

from bot.sandbox.executions import named
from bot.sandbox.faults.connections import Delay
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.observations import Observation
from bot.sandbox.sandbox import running_sandbox
from bot.sandbox.slack.people import ALICE, INCIDENTS
from tests.bot_process import bot_process

pytestmark = pytest.mark.redis

ASKED = 200
LONG = 60
"""Seconds in which whatever is waited for has happened, on a busy machine too."""


async def test_a_burst_of_commands_to_two_processes_is_one_call(redis_url: str) -> None:
    execution_id = named("failed").execution_id
    seen: list[Observation] = []
    async with running_sandbox(observer=seen.append) as sandbox:
        slack = sandbox.slack
        no_limits = {"BOT_LIMIT_PERSON": "0", "BOT_LIMIT_CHANNEL": "0"}
        environment = {**sandbox.environment, **no_limits, "REDIS_URL": redis_url}
        sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.3), on="steps", times=None))

        def answered() -> int:
            return sum("Failed at" in message.text for message in slack.visible_to(ALICE, INCIDENTS))

        async with bot_process(environment) as first, bot_process(environment) as second:
            doors = [(await bot.logged("serving"))["request_url"] for bot in (first, second)]
            commands = []
            for number in range(ASKED):
                slack.request_url = doors[number % 2]
                command = slack.command(f"/qflow-steps {execution_id}", person=ALICE, channel=INCIDENTS)
                commands.append(asyncio.create_task(command))
                await asyncio.sleep(0)  # the door is looked up when the command starts
            deliveries = await asyncio.wait_for(asyncio.gather(*commands), LONG)
            assert {delivery.status for delivery in deliveries} == {200}
            await slack.wait_for(lambda: answered() == ASKED or None, within=LONG)
    assert [observed.kind for observed in seen if observed.kind == "qflow"] == ["qflow"]
