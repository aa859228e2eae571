"""Authentication: the three ways in, against the sandbox's QFlow API, whose tokens expire and are revoked at will."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.errors import (
    NotAuthenticated,
    QFlowError,
    ServerFailed,
    TooManyRequests,
    UnexpectedBody,
    UnexpectedStatus,
)
from bot.qflow.auth import FAILURE_KEPT, REFUSAL_KEPT, RenewedToken, StaticToken, client_request, user_request
from bot.qflow.client import StepsClient
from bot.qflow.lookup import Lookup
from bot.redact import Redactor
from bot.sandbox.executions import named
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.faults.replies import HttpError
from bot.sandbox.loopback import serving
from bot.sandbox.observations import Observation
from bot.sandbox.qflow_api import QFlowApi
from bot.sandbox.tokens import CLIENT_ID, CLIENT_SECRET, LIFETIME, PASSWORD, USERNAME

LOOKUP = Lookup(named("failed").execution_id)
Credentials = Callable[[httpx.AsyncClient], httpx.Request]


@dataclass
class Tenant:
    """A QFlow API, a client of it, and the time for both."""

    api: QFlowApi
    client: StepsClient
    seen: list[Observation]
    seconds: list[float] = field(default_factory=lambda: [1_746_010_375.0])

    def renewals(self) -> int:
        """Count the tokens asked for."""
        return sum(observed.fields["path"].startswith("/auth") for observed in self.seen)

    async def look_up(self) -> int:
        """Fetch, and give how many rows came."""
        return len((await self.client.fetch(LOOKUP)).events)


def as_client(http: httpx.AsyncClient, *, secret: str = CLIENT_SECRET) -> httpx.Request:
    """Ask with a client's credentials."""
    return client_request(http, CLIENT_ID, secret)


def as_user(http: httpx.AsyncClient) -> httpx.Request:
    """Ask with a user's credentials."""
    return user_request(http, USERNAME, PASSWORD)


@asynccontextmanager
async def tenant(credentials: Credentials) -> AsyncIterator[Tenant]:
    """Serve a QFlow API, and a client that authenticates with these credentials."""
    seen: list[Observation] = []
    seconds = [1_746_010_375.0]

    def now() -> datetime:
        return datetime.fromtimestamp(seconds[0], UTC)

    api = QFlowApi(token="static", observer=seen.append, clock=lambda: seconds[0])
    async with serving(api.app()) as origin, httpx.AsyncClient(base_url=origin, trust_env=False) as http:
        authentication = RenewedToken(http, credentials(http), now=now)
        yield Tenant(api, StepsClient(http, authentication=authentication, redactor=Redactor(), now=now), seen, seconds)


@pytest.mark.parametrize("credentials", [as_client, as_user])
@pytest.mark.parametrize("as_json", [False, True], ids=["bare", "JSON"])
async def test_one_token_serves_many_lookups(credentials: Credentials, as_json: bool) -> None:  # noqa: FBT001 - a case
    async with tenant(credentials) as served:
        served.api.tokens.as_json = as_json
        assert [await served.look_up() for _ in range(3)] == [11, 11, 11]
        assert served.renewals() == 1


async def test_a_token_is_renewed_ahead_of_its_end() -> None:
    async with tenant(as_client) as served:
        await served.look_up()
        served.seconds[0] += LIFETIME - 61
        await served.look_up()
        assert served.renewals() == 1
        served.seconds[0] += 1
        await served.look_up()
        assert served.renewals() == 2
        assert {observed.fields["status"] for observed in served.seen} == {200, 201}


async def test_a_token_that_expired_between_two_lookups_is_renewed_once() -> None:
    async with tenant(as_client) as served:
        await served.look_up()
        served.api.tokens.expire()
        assert await served.look_up() == 11
        assert served.renewals() == 2


async def test_a_token_revoked_in_a_burst_of_50_is_renewed_once() -> None:
    async with tenant(as_client) as served:
        await served.look_up()
        served.api.tokens.revoke()
        rows = await asyncio.gather(*(served.look_up() for _ in range(50)))
        assert set(rows) == {11}
        assert served.renewals() == 2


async def test_a_refused_renewal_is_told_plainly_and_not_hammered() -> None:
    async with tenant(lambda http: as_client(http, secret="wrong")) as served:
        refusals = await asyncio.gather(*(served.look_up() for _ in range(20)), return_exceptions=True)
        assert {type(refusal) for refusal in refusals} == {NotAuthenticated}
        assert all(isinstance(refusal, QFlowError) and refusal.execution_id for refusal in refusals)
        assert served.renewals() == 1
        served.seconds[0] += REFUSAL_KEPT / timedelta(seconds=1)
        with pytest.raises(NotAuthenticated):
            await served.look_up()
        assert served.renewals() == 2


async def test_a_new_token_that_is_refused_too_is_not_renewed_for_ever() -> None:
    async with tenant(as_client) as served:
        served.api.faults.add(PlannedFault(fault=HttpError(status=401), on="steps", times=None))
        with pytest.raises(NotAuthenticated) as raised:
            await served.look_up()
        assert raised.value.renewable
        assert served.renewals() == 2


@pytest.mark.parametrize(("status", "error"), [(503, ServerFailed), (429, TooManyRequests)])
async def test_an_api_that_fails_to_renew_is_asked_again_after_moments(status: int, error: type[QFlowError]) -> None:
    async with tenant(as_client) as served:
        served.api.faults.add(PlannedFault(fault=HttpError(status=status), on="auth", times=1))
        failures = await asyncio.gather(*(served.look_up() for _ in range(20)), return_exceptions=True)
        assert {type(failure) for failure in failures} == {error}
        assert served.renewals() == 1
        served.seconds[0] += FAILURE_KEPT / timedelta(seconds=1)
        assert await served.look_up() == 11


async def test_tokens_that_are_all_refused_are_not_renewed_for_everyone() -> None:
    async with tenant(as_client) as served:
        served.api.faults.add(PlannedFault(fault=HttpError(status=401), on="steps", times=None))
        for renewals in (2, 3):
            for _ in range(20):
                with pytest.raises(NotAuthenticated):
                    await served.look_up()
            assert served.renewals() == renewals
            served.seconds[0] += REFUSAL_KEPT / timedelta(seconds=1)


async def test_a_wait_that_the_renewal_was_told_is_kept_and_told() -> None:
    replies = [httpx.Response(429, headers={"Retry-After": "120"}), httpx.Response(201, text="token")]
    moment = [datetime(2025, 5, 1, tzinfo=UTC)]
    transport = httpx.MockTransport(lambda _: replies.pop(0))
    async with httpx.AsyncClient(base_url="https://qflow.test", transport=transport) as http:
        authentication = RenewedToken(http, as_client(http), now=lambda: moment[0])
        for left in (120, 119):
            with pytest.raises(TooManyRequests) as raised:
                await authentication.token()
            assert raised.value.retry_after == timedelta(seconds=left)
            moment[0] += timedelta(seconds=1)
        moment[0] += timedelta(seconds=118)
        assert await authentication.token() == "token"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (httpx.Response(302), UnexpectedStatus),
        (httpx.Response(404), UnexpectedStatus),
        (httpx.Response(200, text="<html>"), UnexpectedBody),
    ],
)
async def test_why_there_is_no_token_is_told_to_all_who_ask_meanwhile(
    reply: httpx.Response, error: type[QFlowError]
) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return reply

    async with httpx.AsyncClient(base_url="https://qflow.test", transport=httpx.MockTransport(answer)) as http:
        authentication = RenewedToken(http, as_client(http), now=lambda: datetime(2025, 5, 1, tzinfo=UTC))
        failures = await asyncio.gather(*(authentication.token() for _ in range(3)), return_exceptions=True)
    assert [type(failure) for failure in failures] == [error] * 3
    assert len({id(failure) for failure in failures}) == 3
    assert len(asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"token": 7}', b"[" * 10_000, b"\xff", b"two words"])
async def test_an_answer_without_a_token_is_none(body: bytes) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(201, content=body))
    async with httpx.AsyncClient(base_url="https://qflow.test", transport=transport) as http:
        with pytest.raises(UnexpectedBody):
            await RenewedToken(http, as_client(http)).token()


def jwt(**claims: object) -> str:
    """Make a token with these claims, unsigned."""
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.x"


MOMENT = datetime(2025, 5, 1, tzinfo=UTC)


@dataclass
class Issuer:
    """Issues the same token again and again; `moment` is the present."""

    token: str
    moment: datetime = MOMENT
    issued: int = 0

    @asynccontextmanager
    async def asked(self) -> AsyncIterator[RenewedToken]:
        """Give what asks here."""
        async with httpx.AsyncClient(
            base_url="https://qflow.test", transport=httpx.MockTransport(self._answer)
        ) as http:
            yield RenewedToken(http, as_client(http), now=lambda: self.moment)

    def _answer(self, _: httpx.Request) -> httpx.Response:
        self.issued += 1
        return httpx.Response(200, text=self.token)


@pytest.mark.parametrize(
    "token",
    [
        "opaque",
        "a.b.c",
        "e30.e30.x",
        jwt(exp="soon"),
        jwt(exp=1e99),
        pytest.param(f"e30.{base64.urlsafe_b64encode(b'[' * 30_000).decode()}.x", id="nested without end"),
        pytest.param(jwt(exp=-62_135_596_800), id="in year 1"),
        pytest.param(jwt(exp=MOMENT.timestamp() - 4 * 60 * 60), id="over already, by a clock that is ahead"),
    ],
)
async def test_a_token_whose_end_is_not_known_lasts_four_hours(token: str) -> None:
    issuer = Issuer(token)
    async with issuer.asked() as authentication:
        assert await authentication.token() == token
        issuer.moment += timedelta(hours=3, minutes=58)
        await authentication.token()
        assert issuer.issued == 1
        issuer.moment += timedelta(minutes=1)
        await authentication.token()
        assert issuer.issued == 2


@pytest.mark.parametrize("seconds", [30, 59, 61])
async def test_a_short_lived_token_serves_half_its_life(seconds: int) -> None:
    issuer = Issuer(jwt(exp=MOMENT.timestamp() + seconds))
    async with issuer.asked() as authentication:
        await asyncio.gather(*(authentication.token() for _ in range(50)))
        assert issuer.issued == 1
        issuer.moment += timedelta(seconds=seconds / 2)
        await authentication.token()
        assert issuer.issued == 2


async def test_a_token_that_somebody_made_stays() -> None:
    static = StaticToken("made")
    static.refused("made")
    assert await static.token() == "made"
