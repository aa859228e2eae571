"""Redis freezes in the middle of a burst, or is slow all the time: seen from Slack, nobody is late by it."""

import asyncio
from collections.abc import Callable

import pytest
from aiohttp import web
from redis.asyncio.client import Monitor

from bot.sandbox.loopback import serving
from bot.sandbox.slack import SlackSandbox, payloads, payloads_events
from bot.sandbox.slack.doors import Kind, Post
from bot.sandbox.slack.people import ALICE, INCIDENTS, SANDBOX
from tests.burst import UNLIMITED, Burst, execution_id
from tests.clocks import ticking
from tests.redis_server import Server, slowed
from tests.replicas import replicas

pytestmark = pytest.mark.redis

ASKED = 60
LATE = 25
"""Ticks: what Redis may cost."""
OWN = 10
"""Ticks: what the bot and the sandbox do themselves."""
SOON = 20
"""Seconds in which whatever is waited for has happened, on a busy machine too."""


class Held:
    """A QFlow API that knows no execution, and answers nothing until it is let go."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()

    def app(self) -> web.Application:
        """Give the application to serve."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        return app

    async def _answer(self, _: web.Request) -> web.Response:
        await self.let_go.wait()
        return web.Response(status=404)


def command(slack: SlackSandbox, number: int) -> Post:
    act = slack._act(ALICE, INCIDENTS)
    return Post(Kind.COMMAND, payloads.command(SANDBOX, act, f"/qflow-steps {execution_id(number)}"))


def mention(slack: SlackSandbox, number: int) -> Post:
    said = slack.say(f"<@U0QFLOWBOT> {execution_id(number)}", person=ALICE, channel=INCIDENTS)
    return Post(Kind.EVENT, payloads_events.app_mention(SANDBOX, ALICE, INCIDENTS, said, f"Ev{number}"))


async def test_each_command_of_a_burst_to_two_replicas_is_answered_once_though_redis_freezes(
    redis_server: Server,
) -> None:
    qflow = Held()
    async with (
        serving(qflow.app()) as origin,
        replicas(redis_server.url, 2, **UNLIMITED, QFLOW_BASE_URL=origin) as both,
        ticking() as ticks,
    ):
        slack = both.sandbox.slack
        burst, late = Burst(slack, set(range(ASKED))), Burst(slack, set(range(2 * ASKED)))
        posts = [command(slack, number) for number in range(ASKED)]
        async with redis_server.client() as redis, redis.monitor() as monitor:
            for door in both.doors:
                await asyncio.gather(*map(door.deliver, posts))
            await asyncio.wait_for(_waited_for(monitor, ASKED), SOON)
        redis_server.freeze()
        await asyncio.wait_for(both.bots[1].work.settled(), SOON)  # for what the first holds is the first's to answer
        let_go_at = ticks.count
        qflow.let_go.set()
        await burst.all_answered()
        assert ticks.count - let_go_at <= LATE + OWN
        asked_at = ticks.count
        await asyncio.gather(*(both.doors[1].deliver(command(slack, number)) for number in range(ASKED, 2 * ASKED)))
        await late.all_answered()
        assert ticks.count - asked_at <= LATE + OWN
    assert set(late.answers().values()) == {1}


@pytest.mark.parametrize("ask", [command, mention])
@pytest.mark.parametrize("seconds", [0.03, 0.1, 0.15])
async def test_a_slow_redis_makes_nobody_late_who_asks(
    redis_server: Server, seconds: float, ask: Callable[[SlackSandbox, int], Post]
) -> None:
    limits = {"BOT_LIMIT_PERSON": 60, "BOT_LIMIT_CHANNEL": 300}
    async with slowed(redis_server.url, seconds) as url, replicas(url, 2, **limits) as both, ticking() as ticks:
        slack = both.sandbox.slack
        asked_at = ticks.count
        await asyncio.gather(*(door.deliver(ask(slack, 1)) for door in both.doors))
        await slack.wait_for(lambda: Burst(slack, set()).answers()[1] == 2 or None, within=SOON)
        assert ticks.count - asked_at <= LATE + OWN
        assert all("qflow_bot_redis_up 1.0" in bot.metrics.rendered().decode() for bot in both.bots)


async def test_an_event_delivered_to_two_replicas_is_answered_once_though_redis_is_slow(redis_server: Server) -> None:
    async with slowed(redis_server.url, 0.12) as url, replicas(url, 2) as both:
        slack = both.sandbox.slack
        posts = [mention(slack, number) for number in range(10)]
        await asyncio.gather(*(door.deliver(post) for post in posts for door in both.doors))
        await asyncio.wait_for(asyncio.gather(*(bot.work.settled() for bot in both.bots)), SOON)
        assert Burst(slack, set()).answers() == dict.fromkeys(range(10), 1)


async def _waited_for(monitor: Monitor, events: int) -> None:
    """Wait until so many events are waited for by another who does not hold them."""
    looks = 0
    async for told in monitor.listen():
        looks += told["command"].startswith("strlen") and "alive:" in told["command"]
        if looks == events:
            return
