"""The HTTP door: takes what Slack delivers, if it is Slack, and dispatches it to Bolt.

It reads at most 1 MiB, checks the signature on the bytes, and only then parses. Bolt's own HTTP adapter parses first,
and loses a slash command whose text holds the word `payload`; dispatching a parsed body, as Socket Mode does, has
neither fault.
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.app import Bot
from bot.config import BadSettings, Settings
from bot.listeners.shape import is_readable
from bot.listening import listening
from bot.manifest import REQUEST_PATH
from bot.replays import Replays

_log = structlog.get_logger(__name__)

BODY_CAP = 1024 * 1024
TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
READ_DEADLINE = timedelta(seconds=3)
"""Slack waits no longer for an ack, so a body that takes longer is not Slack's."""


class Door:
    """Answers `POST /slack/events`.

    acked: told how many seconds an ack took. replayed: told of each request that was taken before.
    timer: gives seconds that never run backwards.
    """

    def __init__(
        self,
        bolt: AsyncApp,
        verifier: SignatureVerifier,
        *,
        acked: Callable[[float], None],
        replayed: Callable[[], None],
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bolt = bolt
        self._verifier = verifier
        self._acked = acked
        self._replayed = replayed
        self._taken = Replays(timer)

    def application(self) -> web.Application:
        """Give the aiohttp application that has the door."""
        application = web.Application()
        application.router.add_post(REQUEST_PATH, self.take)
        return application

    async def take(self, request: web.Request) -> web.Response:
        """Take one delivery: 401 unless Slack signed it.

        Before that, 408 for a body that does not come, 413 for one over the cap; 400 for what cannot be read. A request
        that was taken before is only acked again: whoever replays it has no work done, and learns nothing.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(READ_DEADLINE.total_seconds()):
                body = await _read(request)
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        except (web.RequestPayloadError, ConnectionError):  # chunks that are none, a client that went away
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if body is None:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not self._is_from_slack(body, request):
            _log.warning("signature_refused", bytes=len(body))
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        signature = request.headers[SIGNATURE]
        if signature in self._taken:
            self._replayed()
            return web.Response()
        delivery = _parsed(body, request.content_type)
        if delivery is None or not is_readable(delivery):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        self._taken.add(signature)
        answer = await self._bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=delivery))
        if answer.status == HTTPStatus.OK:
            self._acked(loop.time() - began)
        else:
            self._taken.discard(signature)  # Slack may well send again what was not taken
        return web.Response(status=answer.status, text=answer.body, content_type=_content_type(answer.headers))

    def _is_from_slack(self, body: bytes, request: web.Request) -> bool:
        try:
            timestamp, signature = request.headers.get(TIMESTAMP), request.headers.get(SIGNATURE)
            return self._verifier.is_valid(body, timestamp, signature)
        except (ValueError, TypeError, OverflowError):  # a timestamp or signature of no shape, a body that is not UTF-8
            return False


@asynccontextmanager
async def door(bot: Bot, settings: Settings) -> AsyncIterator[str]:
    """Open the door, and give its URL; at the end, take no more and ack what was taken.

    Raises BadSettings without a signing secret, OSError when the address is taken.
    """
    if settings.slack_signing_secret is None:
        raise BadSettings("SLACK_SIGNING_SECRET is missing")
    verifier = SignatureVerifier(settings.slack_signing_secret.get_secret_value())
    runner = web.AppRunner(
        Door(bot.bolt, verifier, acked=bot.metrics.acked, replayed=bot.metrics.replayed).application(),
        access_log=None,
        auto_decompress=False,  # the signature is over the bytes as they came
        logger=_terse_logger(),
        shutdown_timeout=READ_DEADLINE.total_seconds(),
    )
    async with listening(runner, settings.host, settings.port) as origin:
        yield f"{origin}{REQUEST_PATH}"


async def _read(request: web.Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_CAP:
            return None
    return bytes(body)


def _parsed(body: bytes, content_type: str) -> dict[str, Any] | None:
    """Read JSON (events), a form with JSON in `payload` (interactions) or a form (commands); None for anything else.

    https://docs.slack.dev/interactivity/handling-user-interaction#payloads
    """
    try:
        text = body.decode()
        if content_type == "application/json":
            delivery = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True))
            delivery = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
    return delivery if isinstance(delivery, dict) else None


def _content_type(headers: dict[str, Any]) -> str:
    """Give the media type alone of Bolt's answer: aiohttp adds the charset."""
    return str(headers.get("content-type", ["text/plain"])[0]).split(";")[0]


def _terse_logger() -> logging.Logger:
    """Give aiohttp a logger without tracebacks: what it logs is what strangers send, and that is no fault of ours."""
    logger = logging.getLogger(f"{__name__}.http")
    if not logger.filters:
        logger.addFilter(_without_traceback)
    return logger


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = record.exc_text = None
    return True
