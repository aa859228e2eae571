"""A QFlow API on loopback and a client that talks to it."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from bot.sandbox.executions import named
from bot.sandbox.loopback import serving
from bot.sandbox.observations import Observation
from bot.sandbox.qflow_api import QFlowApi

TOKEN = "a-made-up-token"
NOW = 1_760_500_000.0
IMPATIENT = httpx.Timeout(5, read=0.02)
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loopback is plain http: spares reading certificates


@dataclass(slots=True)
class Clock:
    """A clock that stands still until a test moves it."""

    now: float = NOW

    def __call__(self) -> float:
        """Give the seconds since the epoch."""
        return self.now


@dataclass(frozen=True, slots=True)
class Upstream:
    """A running QFlow API: a client that carries its token, its clock, and what it observed."""

    api: QFlowApi
    client: httpx.AsyncClient
    clock: Clock
    observed: list[Observation]

    async def steps(self, name: str, **query: str) -> httpx.Response:
        """Ask for the steps of a named execution."""
        return await self.client.get(steps_path(named(name).execution_id), params=query)

    def statuses(self) -> list[int]:
        """Give the status of each call observed."""
        return [observation.fields["status"] for observation in self.observed]


def steps_path(execution_id: str) -> str:
    """Give the path of the steps endpoint."""
    return f"/qflowapi/v1/executions/{execution_id}/steps"


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    """Serve a QFlow API for one test."""
    clock = Clock()
    observed: list[Observation] = []
    api = QFlowApi(token=TOKEN, observer=observed.append, clock=clock)
    async with (
        serving(api.app()) as origin,
        httpx.AsyncClient(
            base_url=origin, headers={"Authorization": f"Bearer {TOKEN}"}, verify=_NO_AUTHORITIES
        ) as client,
    ):
        yield Upstream(api, client, clock, observed)
