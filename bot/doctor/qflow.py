"""QFlow: whether it is there, takes the credentials and lets executions be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from bot.blocks import figures
from bot.config import QFlowSettings
from bot.connections.qflow import TOKEN, authentication_mode, qflow_client, steps_client
from bot.doctor.clock import Clocks
from bot.doctor.unreachable import why_unreachable
from bot.errors import (
    ExecutionNotFound,
    NotAuthenticated,
    NotPermitted,
    QFlowError,
    ServerFailed,
    TimedOut,
    TooManyRequests,
    Unreachable,
)
from bot.findings import Check, Finding, Who, ok, unchecked, wrong
from bot.qflow.counts import UNCOUNTED, Counts
from bot.qflow.lookup import Lookup

NOBODYS = "00000000-0000-4000-8000-000000000000"
"""An execution that there is not: what QFlow says to that still tells whether it takes the token."""

_NO_GATEWAY = ("qualysapi.", "qualysguard.")
"""How the hosts of the older API and of the web interface begin, https://www.qualys.com/platform-identification"""
_GATEWAY = "check QFLOW_BASE_URL: it must be the API gateway's address, with no sign-in page or proxy before it"
_FOR_HOURS = ", which lasts about four hours and cannot be renewed"
_AFTER_ANSWERS = "it comes after QFlow's answer"


@dataclass(slots=True)
class _Heard:
    """Listens in on the calls. is_page: whether the last answer was a web page; at_login: whether it was a token's."""

    clocks: Clocks
    is_page: bool = False
    at_login: bool = False

    async def hear(self, response: httpx.Response) -> None:
        """Take note of an answer."""
        self.clocks.note("QFlow", response.headers.get("Date"))
        self.is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.is_server_error
        self.at_login = response.request.url.path.startswith("/auth")


async def address_findings(settings: QFlowSettings) -> Sequence[Finding]:
    """Judge the address by its look."""
    return (_address(settings.qflow_base_url),)


async def qflow_findings(
    settings: QFlowSettings, execution_id: str | None, clocks: Clocks, counts: Counts = UNCOUNTED
) -> Sequence[Finding]:
    """Ask QFlow for the steps of an execution as the bot does, and judge by what comes of it."""
    async with qflow_client(settings) as http:
        heard = _Heard(clocks)
        http.event_hooks = {"response": [heard.hear]}
        try:
            answer = await steps_client(settings, http, counts).fetch(Lookup(execution_id or NOBODYS))
        except QFlowError as error:
            return _of_error(error, heard, authentication_mode(settings), execution_id)
    empty = not (answer.events or answer.unreadable or answer.total)
    return _of_answer(authentication_mode(settings), execution_id, empty=empty)


def _address(base_url: str) -> Finding:
    if (urlsplit(base_url).hostname or "").startswith(_NO_GATEWAY):
        return wrong(
            Check.QFLOW_ADDRESS,
            "QFLOW_BASE_URL names Qualys' older API or its web interface, which know nothing of QFlow",
            Who.OPERATOR,
            "name the API gateway of the same platform, whose host begins with gateway",
        )
    return ok(Check.QFLOW_ADDRESS, "not that of Qualys' older API")


def _of_answer(mode: str, execution_id: str | None, *, empty: bool) -> Sequence[Finding]:
    return (
        ok(Check.QFLOW_ANSWERS, "it is reached, and answers as an API"),
        ok(Check.AUTHENTICATION, f"QFlow takes {mode}{_FOR_HOURS if mode == TOKEN else ''}"),
        _permission(execution_id, empty=empty),
    )


def _permission(execution_id: str | None, *, empty: bool) -> Finding:
    if execution_id is None:
        return unchecked(Check.PERMISSION, "that takes the id of an execution: doctor <executionId>")
    if empty:
        return wrong(
            Check.PERMISSION,
            "QFlow has no steps for that execution: the id is wrong, it is older than 30 days, or the bot's QFlow user "
            "may not see it",
            Who.QUALYS_ADMINISTRATOR,
            "compare the id with QFlow's own list, and then what the bot's QFlow user may see",
        )
    return ok(Check.PERMISSION, "the steps of that execution can be read")


def _of_error(error: QFlowError, heard: _Heard, mode: str, execution_id: str | None) -> Sequence[Finding]:
    """Judge what the client raised: which of the three checks it fails, and what that means for the others."""
    if heard.is_page:
        return _no_answer("a web page answers in QFlow's place", Who.OPERATOR, _GATEWAY)
    match error:
        case ExecutionNotFound():
            return _of_answer(mode, execution_id, empty=True)
        case NotPermitted():
            return (*_of_answer(mode, None, empty=True)[:2], _not_permitted())
        case NotAuthenticated():
            return _not_authenticated(error, heard, mode)
        case TooManyRequests():
            wait = figures.wait(error.retry_after) if error.retry_after else "a minute"
            return _no_answer("QFlow is asked too often", Who.OPERATOR, f"wait {wait}, and let fewer processes ask it")
        case ServerFailed(status=status):
            todo = "see Qualys' status page, and open a case if it goes on"
            return _no_answer(f"QFlow fails (HTTP {status})", Who.QUALYS_ADMINISTRATOR, todo)
        case TimedOut():
            return _no_answer(
                f"QFlow gives no whole answer within {figures.wait(error.deadline)}", Who.OPERATOR, "ask again later"
            )
        case Unreachable():
            what, todo = why_unreachable(error)
            return _no_answer(what, Who.OPERATOR, todo)
        case _:
            return _no_answer("what answers is not the QFlow API", Who.OPERATOR, _GATEWAY)


def _no_answer(what: str, who: Who, todo: str) -> Sequence[Finding]:
    return (
        wrong(Check.QFLOW_ANSWERS, what, who, todo),
        unchecked(Check.AUTHENTICATION, _AFTER_ANSWERS),
        unchecked(Check.PERMISSION, _AFTER_ANSWERS),
    )


def _not_authenticated(error: NotAuthenticated, heard: _Heard, mode: str) -> Sequence[Finding]:
    if not error.renewable:
        what = f"QFlow refuses {mode}{_FOR_HOURS}"
        who, todo = Who.OPERATOR, "set a new one, or better QFLOW_CLIENT_ID and QFLOW_CLIENT_SECRET, and start anew"
    elif heard.at_login:
        what = f"QFlow refuses {mode}"
        who, todo = Who.OPERATOR, "check them; the account must be active, without single sign-on"
    else:
        what = f"Qualys gives a token for {mode}, which QFlow then refuses"
        who, todo = Who.QUALYS_ADMINISTRATOR, "give the client or user access to the module Qualys Flow"
    return (
        ok(Check.QFLOW_ANSWERS, "it is reached, and answers as an API"),
        wrong(Check.AUTHENTICATION, what, who, todo),
        unchecked(Check.PERMISSION, "it comes after authentication"),
    )


def _not_permitted() -> Finding:
    return wrong(
        Check.PERMISSION,
        "QFlow does not let the bot's user read executions",
        Who.QUALYS_ADMINISTRATOR,
        "give that user's role API access, and permission to read or list executions",
    )
