"""The sandbox Slack itself: serves Slack's side on loopback, to one app."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import aiohttp
from aiohttp import web

from bot.sandbox.loopback import serving
from bot.sandbox.observations import Observer
from bot.sandbox.slack.chat import Chat
from bot.sandbox.slack.control import Control
from bot.sandbox.slack.deliveries import ACK_WITHIN, Deliveries
from bot.sandbox.slack.doors import Door, HttpDoor
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.ids import Clock
from bot.sandbox.slack.lookups import Lookups
from bot.sandbox.slack.people import SANDBOX, Directory
from bot.sandbox.slack.presses import Presses
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.view_methods import ViewMethods
from bot.sandbox.slack.web_api import WebApi
from bot.sandbox.slack.workspace import Workspace


class SlackSandbox(Presses):
    """A Slack with one app installed.

    request_url: the app's URL for commands, interactions and events; while empty, they go by Socket Mode.
    sockets: the app's connections in Socket Mode.
    ack_within: how many seconds the app has to acknowledge; Slack gives three.
    """

    def __init__(
        self,
        *,
        bot_token: str,
        signing_secret: str,
        observer: Observer,
        clock: Clock = time.time,
        app_token: str = "xapp-sandbox",  # noqa: S107 - made up, as the whole workspace is
        directory: Directory = SANDBOX,
        ack_within: float = ACK_WITHIN,
    ) -> None:
        super().__init__(Workspace(directory, observer, clock))
        self.request_url = ""
        self.ack_within = ack_within
        self._signing_secret = signing_secret
        self._session: aiohttp.ClientSession | None = None
        self.sockets = Sockets(self._workspace)
        parts = (Chat(self._workspace), ViewMethods(self._workspace), Lookups(self._workspace), self.sockets)
        methods = {name: method for part in parts for name, method in part.methods().items()}
        self._web_api = WebApi(self._workspace, methods, bot_token=bot_token, app_token=app_token)

    @asynccontextmanager
    async def running(self, *, port: int = 0) -> AsyncIterator[Self]:
        """Serve this Slack for as long as the context lasts; port 0 takes a free one."""
        async with serving(self.app(), port=port) as self.origin:
            yield self

    def app(self) -> web.Application:
        """Give the web application: Slack's Web API, the response URLs, the sockets, and `/sandbox/` for its faults."""
        app = web.Application()
        app.add_routes(Control(self.faults).routes())
        app.router.add_route("*", "/api/{method}", self._web_api.handle)
        app.router.add_post("/response/{id}", self._response_urls.handle)
        app.router.add_get("/link/", self.sockets.handle)
        app.cleanup_ctx.append(self._delivering)
        app.on_shutdown.append(self._let_go)
        return app

    @property
    def origin(self) -> str:
        """Where it is served, once it is; its Web API is `<origin>/api/`."""
        return self._workspace.origin

    @origin.setter
    def origin(self, origin: str) -> None:
        """Say where it is served; whoever serves `app` without `running` has to."""
        self._workspace.origin = origin

    @property
    def response_urls(self) -> frozenset[str]:
        """Every response URL that it gave out."""
        return self._response_urls.given

    @property
    def faults(self) -> Faults:
        """What goes wrong on request."""
        return self._workspace.faults

    @property
    def deliveries(self) -> Deliveries:
        """The way to the app. Raises RuntimeError unless the sandbox is running."""
        if self._session is None:
            raise RuntimeError("the sandbox is not running")
        return Deliveries(self._workspace, self._door(self._session), ack_within=self.ack_within)

    def _door(self, session: aiohttp.ClientSession) -> Door:
        if not self.request_url:
            return self.sockets
        return HttpDoor(session, self.request_url, self._signing_secret, self._workspace.clock)

    async def _delivering(self, _app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as self._session:
            yield
        self._session = None

    async def _let_go(self, _app: web.Application) -> None:
        self.faults.clear()
        await self.sockets.close()
