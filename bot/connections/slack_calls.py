"""The calls to Slack, told by the one session that makes them, so that none is forgotten."""

import asyncio
import re
import time
from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import urlsplit

import aiohttp

from bot.connections.refusals import failure_of

RESPONSE_URL = "response_url"
_METHOD = re.compile(r"[a-z]+(\.[a-zA-Z]+)+")

Over = Callable[[str, str, float], None]
"""Takes note of a call that is over: its name, what came of it, and how many seconds it took."""


class SlackCalls:
    """How many calls are under way, and what came of each.

    A call is over when its answer's headers are there: of a body that then does not come, aiohttp's tracing says
    nothing.

    slack_api_url: what is called there has its method's name; all else is a `response_url`, whose path is a secret.
    over: told of each call the HTTP status, or `timeout`, `unreachable`, `broken`, or `abandoned` by whoever made it.
    timer: gives seconds that never run backwards.
    """

    def __init__(self, slack_api_url: str, over: Over, *, timer: Callable[[], float] = time.monotonic) -> None:
        self.running = 0
        self._methods = f"{urlsplit(slack_api_url).path}/"
        self._over = over
        self._timer = timer

    def trace(self) -> aiohttp.TraceConfig:
        """Give what has a session tell of its calls.

        https://docs.aiohttp.org/en/stable/tracing_reference.html
        """
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._begun)
        trace.on_request_end.append(self._answered)
        trace.on_request_exception.append(self._failed)
        return trace

    async def _begun(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        self.running += 1
        method = params.url.path.removeprefix(self._methods)
        context.call = method if _METHOD.fullmatch(method) else RESPONSE_URL
        context.began = self._timer()

    async def _answered(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        self._ended(context, str(params.response.status))

    async def _failed(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        match params.exception:
            case asyncio.CancelledError():
                self._ended(context, "abandoned")
            case failure:
                self._ended(context, failure_of(failure))

    def _ended(self, context: SimpleNamespace, outcome: str) -> None:
        self.running -= 1
        self._over(context.call, outcome, self._timer() - context.began)
