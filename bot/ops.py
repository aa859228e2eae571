"""The port for whoever runs the bot: is it alive, may Slack's people be sent here, and what has it counted.

It is a site of its own, beside Slack's door or its sockets, and never on Slack's port: what it tells is not for the
world that Slack's deliveries come from.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web

from bot.config import Settings
from bot.listening import listening
from bot.metrics import CONTENT_TYPE, Metrics
from bot.readiness import Readiness

_SECONDS = 1.0
"""For an answer under way when the process goes."""


class Ops:
    """Answers `GET /healthz`, `/readyz` and `/metrics`."""

    def __init__(self, readiness: Readiness, metrics: Metrics) -> None:
        self._readiness = readiness
        self._metrics = metrics

    def application(self) -> web.Application:
        """Give the aiohttp application that answers."""
        application = web.Application()
        application.router.add_get("/healthz", self.healthz)
        application.router.add_get("/readyz", self.readyz)
        application.router.add_get("/metrics", self.metrics)
        return application

    async def healthz(self, _: web.Request) -> web.Response:
        """Answer 200: a process that answers at all is alive."""
        return web.json_response({"alive": True})

    async def readyz(self, _: web.Request) -> web.Response:
        """Answer 200, or 503 and why not."""
        if self._readiness.ready:
            return web.json_response({"ready": True})
        why_not = {"ready": False, "why_not": self._readiness.why_not}
        return web.json_response(why_not, status=HTTPStatus.SERVICE_UNAVAILABLE)

    async def metrics(self, _: web.Request) -> web.Response:
        """Answer what is counted."""
        return web.Response(body=self._metrics.rendered(), headers={"Content-Type": CONTENT_TYPE})


@asynccontextmanager
async def ops_port(settings: Settings, readiness: Readiness, metrics: Metrics) -> AsyncIterator[str | None]:
    """Answer on the port that is configured, and give its origin; None where it is switched off.

    Raises OSError when the address is taken.
    """
    if settings.ops_port is None:
        yield None
        return
    runner = web.AppRunner(Ops(readiness, metrics).application(), access_log=None, shutdown_timeout=_SECONDS)
    async with listening(runner, settings.ops_host, settings.ops_port) as origin:
        yield origin
