"""Authentication: where the bearer token comes from, and when it is renewed.

Three ways are known. A user-level client: `POST /auth/oidc` with its id and secret as the headers `clientId` and
`clientSecret` (Qualys Flow documentation, "API Authentication"). A user: `POST /auth` with a form (the general form of
Qualys' gateway APIs). Or a token that somebody made. The answer is a bare JWT, or JSON around one; it lasts four hours
(Qualys OAuth documentation, "Generate Authentication Token").
"""

import asyncio
import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import httpx

from bot.errors import (
    NotAuthenticated,
    QFlowError,
    ServerFailed,
    TimedOut,
    TooManyRequests,
    UnexpectedBody,
    UnexpectedStatus,
    Unreachable,
)
from bot.qflow.counts import UNCOUNTED, Counts
from bot.qflow.times import utc_now
from bot.qflow.transport import TIMEOUT, answering, capped_body, wait_asked_for

LIFETIME = timedelta(hours=4)
AHEAD = timedelta(seconds=60)
REFUSAL_KEPT = timedelta(seconds=30)
"""How long a refused renewal is answered without asking again, so that wrong credentials do not lock the account."""
FAILURE_KEPT = timedelta(seconds=2)
"""The same for a renewal that failed and may pass, where QFlow does not say how long to wait."""
_LONGEST_WAIT = timedelta(hours=1)
_IN_A_ROW = 2
"""So many new tokens refused, and the next is not asked for at once: it is not the tokens that are bad."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TOKEN_KEYS = ("access_token", "accessToken", "token", "id_token", "idToken", "jwt")
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""What a bearer token may consist of, RFC 6750 section 2.1."""
_REFUSALS = (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
_TOO_MANY = (httpx.codes.CONFLICT, httpx.codes.TOO_MANY_REQUESTS)


class Authentication(Protocol):
    """Gives bearer tokens.

    renewable: whether a new token can be had when one is refused.
    """

    renewable: bool

    async def token(self) -> str:
        """Give a token that should be good. Raises a QFlowError, about no execution yet, if none is to be had."""

    def refused(self, token: str) -> None:
        """Take note that QFlow refused a token."""


class StaticToken:
    """A token that somebody made: it cannot be renewed."""

    renewable = False

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        """Give it."""
        return self._token

    def refused(self, token: str) -> None:
        """Nothing can be done about that."""


class RenewedToken:
    """A token that is asked for with credentials, ahead of its end, once for all who wait.

    Why there is none is remembered for a while, and told to all who ask meanwhile.

    request: makes the request for one. now: the present moment, aware. counts: told of every call.
    """

    renewable = True

    def __init__(
        self,
        http: httpx.AsyncClient,
        request: httpx.Request,
        *,
        now: Callable[[], datetime] = utc_now,
        counts: Counts = UNCOUNTED,
    ) -> None:
        self._http = http
        self._request = request
        self._now = now
        self._counts = counts
        self._lock = asyncio.Lock()
        self._token: str | None = None
        self._failure: QFlowError | None = None
        self._renewed_at = self._renew_at = self._fails_until = datetime.min.replace(tzinfo=now().tzinfo)
        self._refused_in_a_row = 0

    async def token(self) -> str:
        """Give the token, a new one where it is time. Raises a QFlowError that says why there is none."""
        async with self._lock:  # whoever waits here finds the token that the first one brought
            if self._token is None or self._now() >= self._renew_at:
                self._token = await self._renewed()
            return self._token

    def refused(self, token: str) -> None:
        """Forget a token that QFlow refused, unless it was replaced meanwhile."""
        if token != self._token:
            return
        self._token = None
        if self._now() - self._renewed_at >= REFUSAL_KEPT:
            self._refused_in_a_row = 0  # it was good for a while
        self._refused_in_a_row += 1
        if self._refused_in_a_row >= _IN_A_ROW:
            self._remember(NotAuthenticated("", renewable=True))

    async def _renewed(self) -> str:
        if self._failure is not None and self._now() < self._fails_until:
            raise self._remembered(self._failure)
        try:
            token = await self._asked()
        except QFlowError as error:
            self._remember(error)
            raise
        self._renewed_at = self._now()
        self._renew_at = _renewal(token, self._renewed_at)
        return token

    async def _asked(self) -> str:
        async with answering(self._http, self._request, "", counts=self._counts) as response:
            if not response.is_success:
                raise self._refusal(response)
            token = _token_in(await capped_body(response, ""))
        if token is None:
            raise UnexpectedBody("")
        return token

    def _refusal(self, response: httpx.Response) -> QFlowError:
        match response.status_code:
            case status if status in _TOO_MANY:
                return TooManyRequests("", wait_asked_for(response.headers, self._now()))
            case status if response.is_server_error:
                return ServerFailed("", status)
            case status if status in _REFUSALS:
                return NotAuthenticated("", renewable=True)
            case status:
                return UnexpectedStatus("", status)

    def _remember(self, error: QFlowError) -> None:
        match error:
            case TooManyRequests(retry_after=timedelta() as told):
                kept = max(FAILURE_KEPT, min(told, _LONGEST_WAIT))
            case TooManyRequests() | ServerFailed() | TimedOut() | Unreachable():
                kept = FAILURE_KEPT
            case _:
                kept = REFUSAL_KEPT
        self._failure, self._fails_until = error, self._now() + kept

    def _remembered(self, failure: QFlowError) -> QFlowError:
        """Give a failure afresh: whoever raises an error writes on it."""
        if isinstance(failure, TooManyRequests) and failure.retry_after is not None:
            return replace(failure, retry_after=self._fails_until - self._now())
        return replace(failure)


def client_request(http: httpx.AsyncClient, client_id: str, client_secret: str) -> httpx.Request:
    """Make the request for a token of a user-level client: its credentials are headers."""
    headers = {**_FORM, "clientId": client_id, "clientSecret": client_secret}
    return http.build_request("POST", "/auth/oidc", headers=headers, timeout=TIMEOUT)


def user_request(http: httpx.AsyncClient, username: str, password: str) -> httpx.Request:
    """Make the request for a token of a user: the credentials are a form."""
    form = {"username": username, "password": password, "token": "true"}
    return http.build_request("POST", "/auth", data=form, timeout=TIMEOUT)


def _token_in(body: bytes) -> str | None:
    """Find the token: the whole body, or in JSON under one of the names that Qualys' APIs use for it."""
    text = body.decode("ascii", "replace").strip()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = text
    if isinstance(document, dict):
        document = next((document[key] for key in _TOKEN_KEYS if key in document), None)
    return document if isinstance(document, str) and _BEARER.fullmatch(document) else None


def _renewal(token: str, now: datetime) -> datetime:
    """Give when to renew a token that was just given: ahead of its end, but not in the first half of its life."""
    end = _expiry(token, now)
    return max(end - AHEAD, now + (end - now) / 2)


def _expiry(token: str, now: datetime) -> datetime:
    """Read `exp` from a JWT, unverified: only QFlow can verify it. Where that tells nothing, four hours from now.

    None that was just given can be over already: then the clock here is ahead.
    """
    try:
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        end = datetime.fromtimestamp(claims["exp"], tz=now.tzinfo)
    except (ValueError, LookupError, TypeError, OverflowError, OSError, RecursionError):
        return now + LIFETIME
    return end if end > now else now + LIFETIME
