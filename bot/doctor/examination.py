"""The examination: everything that can be checked at the same time is, and nothing is waited for without end."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import TypeVar

from bot.config import RedisSettings
from bot.doctor.clock import Clocks
from bot.doctor.known import Known
from bot.doctor.qflow import address_findings, qflow_findings
from bot.doctor.slack import app_token_findings, bot_token_findings, signing_secret_findings
from bot.findings import Check, Finding, Report, Who, unchecked, wrong
from bot.qflow.counts import UNCOUNTED, Counts
from bot.qflow.times import utc_now

_Part = TypeVar("_Part")

DEADLINE = timedelta(seconds=20)
"""For each check: two tries of QFlow's, or a login and a try."""

_SLACK = (Check.SLACK_TOKEN, Check.SCOPES)
_QFLOW = (Check.QFLOW_ANSWERS, Check.AUTHENTICATION, Check.PERMISSION)
_PLACES = {check: place for place, check in enumerate(Check)}


async def examine(
    known: Known,
    *,
    execution_id: str | None = None,
    deadline: timedelta = DEADLINE,
    counts: Counts = UNCOUNTED,
    now: Callable[[], datetime] = utc_now,
) -> Report:
    """Examine what the settings lead to. It does not raise, and takes no longer than the deadline.

    execution_id: of an execution that the bot should be able to read. counts: told of every call to QFlow.
    now: what this machine's clock says, aware.
    """
    clocks = Clocks(now)
    found = await asyncio.gather(
        _found(_SLACK, known.slack, lambda slack: bot_token_findings(slack, clocks), deadline),
        _found((Check.APP_TOKEN,), known.slack, app_token_findings, deadline),
        _found((Check.SIGNING_SECRET,), known.slack, signing_secret_findings, deadline),
        _found((Check.QFLOW_ADDRESS,), known.qflow, address_findings, deadline),
        _found(_QFLOW, known.qflow, lambda qflow: qflow_findings(qflow, execution_id, clocks, counts), deadline),
        _found((Check.REDIS,), known.redis, _redis_findings, deadline),
    )
    findings = [*known.findings, clocks.finding(), *chain.from_iterable(found)]
    return Report(sorted(findings, key=lambda finding: _PLACES[finding.check]))


async def _found(
    checks: Sequence[Check],
    part: _Part | None,
    look: Callable[[_Part], Awaitable[Sequence[Finding]]],
    deadline: timedelta,
) -> Sequence[Finding]:
    """Look into one part; whatever goes wrong with that is a finding, too, and harms no other."""
    if part is None:
        return [unchecked(check, "its settings come first") for check in checks]
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            return await look(part)
    except TimeoutError:
        what, todo = f"no answer within {deadline.total_seconds():.0f} s", "check the network"
    except Exception as error:
        what, todo = f"it cannot be checked ({type(error).__name__})", "check the settings and the proxy's"
    first, *rest = checks
    return [wrong(first, what, Who.OPERATOR, todo), *(unchecked(check, "it comes after that") for check in rest)]


async def _redis_findings(settings: RedisSettings) -> Sequence[Finding]:
    from bot.doctor.redis import redis_findings

    return await redis_findings(settings)
