"""What goes wrong at Slack's side on request: refusals, rate limits, dead response URLs, a Slack that is slow."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

RESPONSE_URL = "response_url"
RATE_LIMITED = "ratelimited"
GONE = frozenset({"expired_url", "used_url"})
"""What is wrong with a response URL that is dead."""

Call = Literal[
    "response_url",
    "apps.connections.open",
    "auth.test",
    "chat.delete",
    "chat.postEphemeral",
    "chat.postMessage",
    "chat.update",
    "conversations.info",
    "usergroups.users.list",
    "users.info",
    "views.open",
    "views.publish",
    "views.push",
    "views.update",
]
"""What an app can call: a method of the Web API, or the response URL of anything."""

CALLS: Sequence[Call] = get_args(Call)

LONGEST_DELAY = 60.0


class SlackFault(BaseModel):
    """A failure that meets the next calls.

    error: Slack's name for it, or any other in its place; None for a call that succeeds in the end.
    delay: how many seconds later than usual it is answered.
    status: the HTTP status; where there is none, the one Slack sends with the error.
    retry_after: seconds, sent as `Retry-After` (https://docs.slack.dev/apis/web-api/rate-limits).
    times: how many calls it meets; None for all until the faults are cleared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Call
    error: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    delay: float | None = Field(default=None, gt=0, le=LONGEST_DELAY)
    status: int | None = Field(default=None, ge=200, le=599)
    retry_after: int | None = Field(default=None, ge=0)
    times: int | None = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _fails(self) -> Self:
        if self.error is None and self.delay is None:
            raise PydanticCustomError("missing", "An error or a delay is required")
        return self

    @property
    def answered_status(self) -> int:
        """Give the HTTP status that is answered."""
        if self.status is not None:
            return self.status
        if self.error == RATE_LIMITED:
            return 429
        if self.method != RESPONSE_URL:
            return 200
        return 404 if self.error in GONE else 400

    @property
    def headers(self) -> dict[str, str]:
        """Give the headers that go with it."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class Faults:
    """The failures to come, first planned first served."""

    def __init__(self) -> None:
        self._planned: list[SlackFault] = []
        self._over = asyncio.Event()

    @property
    def planned(self) -> Sequence[SlackFault]:
        """What is to come, with the times that are left."""
        return tuple(self._planned)

    def add(self, fault: SlackFault) -> None:
        """Plan one more."""
        self._planned.append(fault)

    def clear(self) -> None:
        """Forget every failure that is to come, and keep nobody waiting any longer."""
        self._planned.clear()
        self._over.set()
        self._over = asyncio.Event()

    def refuse(self, method: Call, error: str, *, times: int = 1) -> None:
        """Let the next calls, such as those of `chat.postMessage`, fail with an error of Slack's."""
        self.add(SlackFault(method=method, error=error, times=times))

    def rate_limit(self, method: Call, *, retry_after: int, times: int = 1) -> None:
        """Let the next calls be answered 429, with the seconds to wait."""
        self.add(SlackFault(method=method, error=RATE_LIMITED, retry_after=retry_after, times=times))

    def kill_response_urls(self) -> None:
        """Let what is posted to response URLs be answered 404, as for those long expired."""
        self.add(SlackFault(method=RESPONSE_URL, error="expired_url", times=None))

    def slow_down(self, method: Call, seconds: float, *, times: int | None = None) -> None:
        """Let the next calls be answered so much later."""
        self.add(SlackFault(method=method, delay=seconds, times=times))

    async def met_by(self, method: str) -> SlackFault | None:
        """Let a call meet what is planned for it: wait, and give the failure to answer, if it is one."""
        fault = self._next(method)
        if fault is not None and fault.delay is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(fault.delay):
                    await self._over.wait()
        return fault if fault is not None and fault.error is not None else None

    def _next(self, method: str) -> SlackFault | None:
        for place, fault in enumerate(self._planned):
            if fault.method == method:
                self._planned[place : place + 1] = _left_of(fault)
                return fault
        return None


def _left_of(fault: SlackFault) -> list[SlackFault]:
    if fault.times is None:
        return [fault]
    left = fault.times - 1
    return [fault.model_copy(update={"times": left})] if left else []
