"""Many people ask at once, of two bots that share a Redis: QFlow is asked once, and all are answered."""

import asyncio

import pytest

from bot.sandbox.executions import named
from bot.sandbox.faults.connections import Delay
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.slack.people import ALICE, INCIDENTS
from bot.server import serving
from tests.stage import staged

pytestmark = pytest.mark.redis

ASKED = 200
LONG = 60
"""Seconds in which whatever is waited for has happened, on a busy machine too."""


async def test_a_burst_of_commands_to_two_bots_is_one_call(redis_url: str) -> None:
    execution_id = named("failed").execution_id
    async with (
        staged(REDIS_URL=redis_url, BOT_LIMIT_PERSON=0, BOT_LIMIT_CHANNEL=0) as stage,
        serving(stage.settings) as other_url,
    ):
        slack = stage.sandbox.slack
        stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.3), on="steps", times=None))

        def answered() -> int:
            return sum("Failed at" in message.text for message in slack.visible_to(ALICE, INCIDENTS))

        doors = [slack.request_url, other_url]
        commands = []
        for number in range(ASKED):
            slack.request_url = doors[number % 2]
            commands.append(asyncio.create_task(stage.deliver(f"/qflow-steps {execution_id}")))
            await asyncio.sleep(0)  # the door is looked up when the command starts
        deliveries = await asyncio.wait_for(asyncio.gather(*commands), LONG)
        assert {delivery.status for delivery in deliveries} == {200}
        await slack.wait_for(lambda: answered() == ASKED or None, within=LONG)
    assert len(stage.calls) == 1
