"""Socket Mode: several sockets, so that one can be renewed while another takes.

slack_sdk's client is not used. It closes a socket before it opens the next one, sends an ack by whatever socket is then
open, tries again at a fixed pace without an end, also what Slack refuses for good, and when it is closed it drops what
it has queued. Each of these would lose a command. Here, on aiohttp's websocket, every place has one socket, and
another before that one goes.

A socket by which nothing came for 30 s, though it was pinged, is replaced; in a quiet workspace the pongs come.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NoReturn

import aiohttp
import stamina
import structlog
from slack_sdk.errors import SlackApiError

from bot.addresses import is_here
from bot.app import Bot
from bot.config import BadSettings, Settings
from bot.connecting import SentAway, connected
from bot.connections.refusals import may_pass, slacks_word
from bot.envelopes import Socket
from bot.readiness import Readiness
from bot.socket_timing import TIMING, Timing

_log = structlog.get_logger(__name__)

_SWITCHED_OFF = "link_disabled"


@asynccontextmanager
async def sockets(
    bot: Bot, settings: Settings, *, readiness: Readiness, timing: Timing = TIMING
) -> AsyncIterator["Sockets"]:
    """Hold sockets open, from when the first one is; at the end, ack what was sent by then, and take no more.

    Waits, with a backoff, for a Slack that cannot be reached. Raises BadSettings without an app token, and when Slack
    refuses it.
    """
    if settings.slack_app_token is None:
        raise BadSettings("SLACK_APP_TOKEN is missing")
    async with aiohttp.ClientSession(trust_env=not is_here(settings.slack_api_url)) as http:
        token = settings.slack_app_token.get_secret_value()
        held = Sockets(bot, http, app_token=token, readiness=readiness, timing=timing)
        try:
            await held.open(settings.sockets)
            yield held
        finally:
            await held.close()


class Sockets:
    """Holds sockets open, each in a place of its own. timer: gives seconds that never run backwards."""

    def __init__(
        self,
        bot: Bot,
        http: aiohttp.ClientSession,
        *,
        app_token: str,
        readiness: Readiness,
        timing: Timing,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._http = http
        self._app_token = app_token
        self._readiness = readiness
        self._timing = timing
        self._timer = timer
        self._open: set[Socket] = set()
        self._first = asyncio.Event()
        self._places: list[asyncio.Task[NoReturn]] = []

    def __len__(self) -> int:
        return len(self._open)

    async def open(self, count: int) -> None:
        """Hold so many open from now on, and wait for the first. Raises BadSettings when Slack refuses."""
        self._places = [asyncio.create_task(self._hold()) for _ in range(count)]
        first = asyncio.create_task(self._first.wait())
        try:
            await asyncio.wait([first, *self._places], return_when=asyncio.FIRST_COMPLETED)
            if not first.done():
                await self.lost()
        finally:
            first.cancel()

    async def lost(self) -> None:
        """Wait until Slack refuses for good and no socket is open. Raises BadSettings then."""
        done, _ = await asyncio.wait(self._places, return_when=asyncio.FIRST_COMPLETED)
        for place in done:
            place.result()

    async def close(self) -> None:
        """Replace no socket any more, and close all."""
        for place in self._places:
            place.cancel()
        await asyncio.gather(*self._places, return_exceptions=True)
        await asyncio.gather(*(socket.close() for socket in self._open))

    async def _hold(self) -> NoReturn:
        try:
            await self._replace_for_good()
        except SentAway:
            raise BadSettings(
                f"Slack says that Socket Mode is switched off ({_SWITCHED_OFF}): switch it on in the app's settings, "
                "or serve over HTTP"
            ) from None
        except SlackApiError as error:
            raise BadSettings(
                f"SLACK_APP_TOKEN is refused by Slack ({slacks_word(error)}): it should be one in use"
            ) from None

    async def _replace_for_good(self) -> NoReturn:
        """Keep one socket: the next is open before the last one is closed, unless that broke."""
        last: Socket | None = None
        while True:
            async for attempt in stamina.retry_context(
                on=self._tried_again,
                attempts=None,
                timeout=None,
                wait_initial=self._timing.first_wait,
                wait_max=self._timing.longest_wait,
                wait_jitter=2 * self._timing.first_wait,
            ):
                with attempt:
                    socket, since = await self._opened(), self._timer()
                    if last is not None:
                        await last.close()
                    last = socket
                    await socket.leaving.wait()
                    if socket.why == _SWITCHED_OFF:
                        await socket.close()
                    _log.info("socket_leaving", why=socket.why)
                    if socket.why == _SWITCHED_OFF or self._timer() - since < self._timing.settled.total_seconds():
                        raise SentAway(socket.why)

    async def _opened(self) -> Socket:
        """Open one socket. Raises whatever stands in the way."""
        ws = await connected(self._bot.slack.web, self._http, app_token=self._app_token, silence=self._timing.silence)
        socket = Socket(ws, self._bot.bolt, gone=self._let_go, acked=self._bot.metrics.acked)
        self._open.add(socket)
        self._note_change()
        return socket

    def _let_go(self, socket: Socket) -> None:
        self._open.discard(socket)
        self._note_change()

    def _note_change(self) -> None:
        self._readiness.transport_up = bool(self._open)
        if self._open:
            self._first.set()

    def _tried_again(self, error: BaseException) -> bool | float:
        """Tell whether, or in how many seconds, to try again: always, unless Slack means no and nothing is open."""
        if not isinstance(error, Exception):  # stamina asks about a cancellation too
            return False
        word = error.why if isinstance(error, SentAway) else slacks_word(error)
        final = word == _SWITCHED_OFF if isinstance(error, SentAway) else not may_pass(word)
        if final and not self._open:
            return False
        _log.warning("socket_tried_again", why=word or type(error).__name__)
        return _retry_after(error) or True


def _retry_after(error: Exception) -> float | None:
    """Give how many seconds Slack wants us to wait, https://docs.slack.dev/apis/web-api/rate-limits."""
    headers = getattr(error.response, "headers", {}) if isinstance(error, SlackApiError) else {}
    seconds = str(headers.get("Retry-After", ""))
    return float(seconds) if seconds.isdecimal() else None
