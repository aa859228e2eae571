"""`StepsClient`: asks the QFlow API for an execution's steps, and maps all that can go wrong to our errors."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx

from bot.errors import (
    BrokenBody,
    ExecutionNotFound,
    NotAuthenticated,
    NotPermitted,
    QFlowError,
    RequestRefused,
    ServerFailed,
    TooManyRequests,
    UnexpectedBody,
    UnexpectedStatus,
)
from bot.qflow.auth import Authentication
from bot.qflow.counts import UNCOUNTED, Counts
from bot.qflow.events import StepEvents
from bot.qflow.lookup import Lookup
from bot.qflow.reading import NotJSON, NotSteps, sliced_step_events
from bot.qflow.slices import in_turn
from bot.qflow.times import utc_now
from bot.qflow.transport import TIMEOUT, answering, capped_body, wait_asked_for
from bot.redact import Redactor

_HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
"""What both documented requests send, a Content-Type on a GET included."""
_LOOKED_AT = 4 * 1024
_BAD_PARAMETER = b"invalid input parameter"


class StepsClient:
    """Speaks `GET /qflowapi/v1/executions/{executionId}/steps`, with every documented parameter.

    http: one client for the life of the process, its base URL the QFlow gateway's origin; not closed here.
    authentication: gives the bearer token. redactor: hides the secrets in what is answered. counts: told of every call.
    now: the present moment, aware; turns a `Retry-After` date into a wait.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        authentication: Authentication,
        redactor: Redactor,
        now: Callable[[], datetime] = utc_now,
        counts: Counts = UNCOUNTED,
    ) -> None:
        self._http = http
        self._authentication = authentication
        self._redactor = redactor
        self._now = now
        self._counts = counts

    async def fetch(self, lookup: Lookup) -> StepEvents:
        """Ask for the rows of a lookup, once more with a new token if the first is refused.

        Raises a QFlowError that says why there are none.
        """
        body = await self._read(lookup)
        try:
            return await in_turn(sliced_step_events(body, self._redactor, include_data=lookup.include_data))
        except NotJSON as error:
            raise BrokenBody(lookup.execution_id) from error
        except NotSteps as error:
            raise UnexpectedBody(lookup.execution_id) from error

    async def _read(self, lookup: Lookup) -> bytes:
        token = await self._token(lookup.execution_id)
        try:
            return await self._try(lookup, token)
        except NotAuthenticated:
            if not self._authentication.renewable:
                raise
            self._authentication.refused(token)
            return await self._try(lookup, await self._token(lookup.execution_id))

    async def _token(self, execution_id: str) -> str:
        """Give the token; why there is none concerns every lookup, and is told of this one."""
        try:
            return await self._authentication.token()
        except QFlowError as error:
            raise replace(error, execution_id=execution_id) from error

    async def _try(self, lookup: Lookup, token: str) -> bytes:
        request = self._http.build_request(
            "GET",
            f"/qflowapi/v1/executions/{lookup.execution_id}/steps",
            params=_parameters(lookup),
            headers={**_HEADERS, "Authorization": f"Bearer {token}"},
            timeout=TIMEOUT,
        )
        async with answering(self._http, request, lookup.execution_id, counts=self._counts) as response:
            if response.status_code != httpx.codes.OK:
                raise await self._refusal(lookup.execution_id, response)
            return await capped_body(response, lookup.execution_id)

    async def _refusal(self, execution_id: str, response: httpx.Response) -> QFlowError:
        match response.status_code:
            case 400 | 422:
                return RequestRefused(execution_id)
            case 401:
                return NotAuthenticated(execution_id, renewable=self._authentication.renewable)
            case 403:
                return NotPermitted(execution_id)
            case 404 if await _blames_a_parameter(response):
                return RequestRefused(execution_id)
            case 404:
                return ExecutionNotFound(execution_id)
            case 409 | 429:
                return TooManyRequests(execution_id, wait_asked_for(response.headers, self._now()))
            case status if status >= httpx.codes.INTERNAL_SERVER_ERROR:
                return ServerFailed(execution_id, status)
            case status:
                return UnexpectedStatus(execution_id, status)


def _parameters(lookup: Lookup) -> dict[str, str]:
    parameters: dict[str, str] = {}
    if lookup.start_at:
        parameters["startAt"] = _api_time(lookup.start_at)
    if lookup.end_at:
        parameters["endAt"] = _api_time(lookup.end_at)
    if lookup.include_data:
        parameters["includeData"] = "true"
    if lookup.order and lookup.order.known_to_api:
        parameters["order"] = str(lookup.order)
    return parameters


def _api_time(moment: datetime) -> str:
    """Write a moment as the documented requests do: 2025-03-20T01:45:36.220Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def _blames_a_parameter(response: httpx.Response) -> bool:
    """Tell the 404 that means a bad parameter: other Qualys APIs answer so, with `Invalid input Parameter.`.

    https://docs.qualys.com/en/vm/qweb-all-api/appendix/pcrs_error_codes.htm
    """
    async for beginning in response.aiter_bytes(_LOOKED_AT):
        return _BAD_PARAMETER in beginning.lower()
    return False
