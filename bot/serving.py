"""The life of the process that serves: it starts, is ready, drains, and has stopped."""

import asyncio
import contextlib
import platform
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import structlog

from bot import __version__
from bot.app import Bot, assembled
from bot.config import Settings, Transport, chosen_transport
from bot.connections.qflow import authentication_mode
from bot.garbage import leave_what_stays
from bot.metrics import Metrics
from bot.ops import ops_port
from bot.readiness import Life, Readiness
from bot.server import door
from bot.socket_timing import TIMING, Timing

_log = structlog.get_logger(__name__)

_LAME_DUCK = {Transport.HTTP: 5, Transport.SOCKET: 0}
"""Seconds. Over HTTP, requests come here until whoever spreads them has noticed; Slack notices a closed socket."""
_ALONE = "answers, flights, seen events, limits and last lookups"
"""What more than one process without a Redis would each have for itself."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A bot that takes deliveries.

    request_url: where it takes them over HTTP; empty in Socket Mode.
    lost: waits until it never can again, and raises BadSettings then.
    """

    bot: Bot
    request_url: str
    lost: Callable[[], Awaitable[object]]


async def serve_until_stopped(
    settings: Settings, transport: Transport, *, asked_to_stop: asyncio.Event, readiness: Readiness
) -> None:
    """Serve until asked to stop; then drain, or end at once while Slack is still being waited for.

    Raises BadSettings when Slack refuses a token or switches Socket Mode off, OSError when the address is taken.
    """
    life = asyncio.create_task(_live(settings, transport, asked_to_stop, readiness))
    asked = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait({life, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if readiness.life is Life.STARTING:
        life.cancel()
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await life
    finally:
        if readiness.life is Life.DRAINING or asked_to_stop.is_set():  # what has not begun cannot stop
            _log.info("stopped")
        readiness.life = Life.STOPPED


@asynccontextmanager
async def serving(
    settings: Settings,
    transport: Transport | None = None,
    *,
    readiness: Readiness | None = None,
    timing: Timing = TIMING,
) -> AsyncIterator[Serving]:
    """Serve the bot, by the transport that is configured; at the end, take no more and answer what was taken.

    The ops port answers from before Slack is asked for the first time until everything is answered.
    Raises BadSettings when Slack refuses a token, OSError when an address is taken.
    """
    readiness, metrics = readiness or Readiness(), Metrics()
    async with ops_port(settings, readiness, metrics), assembled(settings, metrics=metrics) as bot:
        match chosen_transport(settings, transport):
            case Transport.HTTP:
                async with door(bot, settings) as request_url:
                    readiness.life, readiness.transport_up = Life.SERVING, True
                    yield Serving(bot, request_url, asyncio.Event().wait)
            case Transport.SOCKET:
                from bot.sockets import sockets

                async with sockets(bot, settings, readiness=readiness, timing=timing) as held:
                    metrics.watch_sockets(lambda: len(held))
                    readiness.life = Life.SERVING
                    yield Serving(bot, "", held.lost)


async def _live(settings: Settings, transport: Transport, asked_to_stop: asyncio.Event, readiness: Readiness) -> None:
    async with serving(settings, transport, readiness=readiness) as running:
        leave_what_stays()
        _log.info("serving", **_what_is_on(settings, transport, running))
        try:
            await _first_of(asked_to_stop.wait(), running.lost())
        finally:
            readiness.life = Life.DRAINING
            _log.info("draining")
        await asyncio.sleep(_LAME_DUCK[transport] if settings.lame_duck is None else settings.lame_duck)


async def _first_of(*waits: Awaitable[object]) -> None:
    """Wait until one is over, and raise what it raised."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    for task in done:
        task.result()


def _what_is_on(settings: Settings, transport: Transport, running: Serving) -> dict[str, Any]:
    """Give what the start-up line says; nothing in it is a secret."""
    identity = running.bot.slack.identity
    where = {"request_url": running.request_url} if running.request_url else {"sockets": settings.sockets}
    memory = f"{settings.cache_mib} MiB in memory"
    return {
        "transport": str(transport),
        **where,
        "team": identity.team or identity.team_id,
        "slack": urlsplit(settings.slack_api_url).netloc,
        "qflow": urlsplit(settings.qflow_base_url).netloc,
        "authentication": authentication_mode(settings),
        "policy": _policy(settings),
        "cache": memory if settings.redis_url is None else f"{memory}, Redis",
        **({"not_shared": _ALONE} if settings.redis_url is None else {}),
        "version": __version__,
        "slack_bolt": version("slack-bolt"),
        "python": platform.python_version(),
    }


def _policy(settings: Settings) -> str:
    """Say who may ask, where, and who may see data."""
    listed = settings.allow_users or settings.allow_usergroups
    members = "every member and guest" if settings.guests == "allow" else "every member"
    who = "people on the list" if listed else members
    where = f"in {len(settings.allow_channels)} channels" if settings.allow_channels else "everywhere"
    data = "data for people on its list" if settings.data_users or settings.data_usergroups else "no data"
    return f"{who}, {where}, {data}"
