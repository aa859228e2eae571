"""What every call to QFlow has in common: its deadline, its body cap, and our errors in place of httpx's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from bot.errors import BodyTooLarge, BrokenBody, TimedOut, Unreachable
from bot.qflow.counts import Counts

CONNECT_DEADLINE = timedelta(seconds=3)
TRY_DEADLINE = timedelta(seconds=12)
"""An API that takes ten seconds answers within it, and two tries fit a lookup's deadline."""
BODY_CAP = 32 * 1024 * 1024
"""The largest body read, in bytes after decompression: some 70,000 rows."""

_TRY = TRY_DEADLINE.total_seconds()
TIMEOUT = httpx.Timeout(_TRY, connect=CONNECT_DEADLINE.total_seconds())


@asynccontextmanager
async def answering(
    http: httpx.AsyncClient, request: httpx.Request, execution_id: str, *, counts: Counts
) -> AsyncIterator[httpx.Response]:
    """Send a request and give its response, whose body is not read yet; all of it within the deadline of one try.

    Redirects are not followed. Raises TimedOut, Unreachable or BrokenBody in place of what httpx raises. It is counted
    once it is over, whatever came of it.
    """
    outcome = "abandoned"
    try:
        async with _translated(execution_id), asyncio.timeout(_TRY):
            response = await http.send(request, stream=True, follow_redirects=False)
            outcome = str(response.status_code)
            async with aclosing(response):
                yield response
    except TimedOut:
        outcome = "timeout"
        raise
    except Unreachable:
        outcome = "unreachable"
        raise
    finally:
        counts.asked(outcome)


async def capped_body(response: httpx.Response, execution_id: str) -> bytes:
    """Read a body. Raises BodyTooLarge, without having read the rest."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > BODY_CAP:
            raise BodyTooLarge(execution_id, BODY_CAP)
    return bytes(body)


def wait_asked_for(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """Read how long to wait: Qualys' own header in seconds, else `Retry-After` in seconds or as a date.

    https://docs.qualys.com/en/oca/api/v2/oca_api/api_rate_limits.htm
    """
    waits = (_wait(headers.get(name, ""), now) for name in ("X-RateLimit-ToWait-Sec", "Retry-After"))
    return next((wait for wait in waits if wait is not None), None)


def _wait(told: str, now: datetime) -> timedelta | None:
    try:
        wait = (
            timedelta(seconds=float(told))
            if told.replace(".", "", 1).isdecimal()
            else parsedate_to_datetime(told) - now
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return max(wait, timedelta(0))


@asynccontextmanager
async def _translated(execution_id: str) -> AsyncIterator[None]:
    """Turn what httpx raises into our errors. The order matters: the first that fits is taken."""
    try:
        yield
    except (httpx.ConnectTimeout, httpx.ConnectError) as error:
        raise Unreachable(execution_id) from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise TimedOut(execution_id, TRY_DEADLINE) from error
    except httpx.DecodingError as error:
        raise BrokenBody(execution_id) from error
    except httpx.HTTPError as error:
        raise Unreachable(execution_id) from error
