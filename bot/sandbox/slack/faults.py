"""What goes wrong at Slack's side on request: refusals, rate limits, dead response URLs."""

from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

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


class SlackFault(BaseModel):
    """A failure that meets the next calls.

    error: Slack's name for it, or any other in its place.
    status: the HTTP status; where there is none, the one Slack sends with the error.
    retry_after: seconds, sent as `Retry-After` (https://docs.slack.dev/apis/web-api/rate-limits).
    times: how many calls it meets; None for all until the faults are cleared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Call
    error: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    status: int | None = Field(default=None, ge=200, le=599)
    retry_after: int | None = Field(default=None, ge=0)
    times: int | None = Field(default=1, ge=1)

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

    @property
    def planned(self) -> Sequence[SlackFault]:
        """What is to come, with the times that are left."""
        return tuple(self._planned)

    def add(self, fault: SlackFault) -> None:
        """Plan one more."""
        self._planned.append(fault)

    def clear(self) -> None:
        """Forget every failure that is to come."""
        self._planned.clear()

    def refuse(self, method: Call, error: str, *, times: int = 1) -> None:
        """Let the next calls, such as those of `chat.postMessage`, fail with an error of Slack's."""
        self.add(SlackFault(method=method, error=error, times=times))

    def rate_limit(self, method: Call, *, retry_after: int, times: int = 1) -> None:
        """Let the next calls be answered 429, with the seconds to wait."""
        self.add(SlackFault(method=method, error=RATE_LIMITED, retry_after=retry_after, times=times))

    def kill_response_urls(self) -> None:
        """Let what is posted to response URLs be answered 404, as for those long expired."""
        self.add(SlackFault(method=RESPONSE_URL, error="expired_url", times=None))

    def next(self, method: str) -> SlackFault | None:
        """Give the failure that is due, and count it as happened once; None when there is none."""
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
