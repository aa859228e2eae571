"""Faults that a person asks for, on either side: read from `qflow 503` or `slack users.info ratelimited`, and told."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.demo.refusals import CannotDo
from bot.sandbox.executions import NAMED
from bot.sandbox.faults.planned import AnyFault, PlannedFault
from bot.sandbox.slack.faults import CALLS, SlackFault

Planned = PlannedFault | SlackFault
_Planned = TypeVar("_Planned", PlannedFault, SlackFault)

SIDES = ("qflow", "slack")
KINDS: Sequence[str] = [kind.model_fields["kind"].default for kind in get_args(get_args(AnyFault)[0])]
"""Every kind of fault of the QFlow API; `http-error` may be said by its status alone."""

METHOD_ERRORS = (
    *("channel_not_found", "fatal_error", "internal_error", "invalid_auth", "invalid_blocks", "missing_scope"),
    *("not_in_channel", "ratelimited", "token_revoked"),
)
URL_ERRORS = ("expired_url", "invalid_blocks", "used_url")
ERRORS = (*METHOD_ERRORS, *URL_ERRORS)
"""A few of Slack's; any other word may be one, unless it is nearly one of these."""

_A_SLIP = 0.85
_DELAY = "delay"
_OF_PLAN = frozenset(PlannedFault.model_fields) - {"fault"}


def parse_fault(text: str) -> Planned:
    """Read which fault to plan: a side, what goes wrong, and options as `name=value`. Raises CannotDo.

    It stays until it is cleared, unless `times=…` says how often.
    """
    words = text.split()
    said = [word for word in words if "=" not in word]
    options = dict(word.split("=", 1) for word in words if "=" in word)
    match said:
        case ["qflow", what, *more]:
            return _qflow(what, more, options)
        case ["slack", method, *more]:
            return _slack(method, more, options)
        case ["qflow"]:
            raise CannotDo("QFlow fails with a status, such as 503, or with a kind, such as reset")
        case ["slack"]:
            raise CannotDo("Slack fails with a method or response_url, and an error: chat.postMessage not_in_channel")
        case _:
            hint = _meant(said[0], SIDES) if said else ""
            raise CannotDo(f"“{text}” is no fault: it takes qflow 503, or slack chat.postMessage not_in_channel{hint}")


def as_asked(planned: Planned) -> str:
    """Give a planned fault as a person asks for it."""
    match planned:
        case SlackFault(method=method, error=error):
            options = planned.model_dump(exclude={"method", "error", "times"}, exclude_defaults=True)
            words = ["slack", method, *([_DELAY, f"{options.pop(_DELAY):g}"] if error is None else [error])]
        case PlannedFault(fault=fault):
            status = fault.status if fault.kind == "http-error" else None
            left_out = {"kind"} if status is None else {"kind", "status"}
            options = fault.model_dump(exclude=left_out, exclude_defaults=True)
            options |= planned.model_dump(exclude={"fault", "times"}, exclude_defaults=True)
            words = ["qflow", fault.kind if status is None else f"{status}"]
    if planned.times is not None:
        options["times"] = planned.times
    return " ".join([*words, *(f"{name}={value}" for name, value in options.items())])


def _qflow(what: str, more: Sequence[str], options: Mapping[str, str]) -> PlannedFault:
    if not what.isdecimal() and what not in KINDS:
        raise CannotDo(f"QFlow cannot fail with {what}, but with a status, {', '.join(KINDS)}{_meant(what, KINDS)}")
    fault: dict[str, object] = {"kind": "http-error", "status": what} if what.isdecimal() else {"kind": what}
    match what, more:
        case _, []:
            pass
        case "delay", [seconds]:
            fault["seconds"] = seconds
        case _:
            raise CannotDo(f"“{' '.join(more)}” is too much behind qflow {what}: it takes options as name=value")
    plan: dict[str, object] = {"times": None}
    for name, value in options.items():
        (plan if name in _OF_PLAN else fault)[name] = value
    if plan.get("execution_id") not in {None, *NAMED}:
        raise CannotDo(f"there is no execution {plan['execution_id']}")
    return _read(PlannedFault, {**plan, "fault": fault})


def _slack(method: str, more: Sequence[str], options: Mapping[str, str]) -> SlackFault:
    calls = {call.casefold(): call for call in CALLS}
    if method.casefold() not in calls:
        raise CannotDo(f"Slack has no {method}, but {', '.join(CALLS)}{_meant(method, CALLS)}")
    match more:
        case [str() as late, seconds] if late == _DELAY:
            what: dict[str, object] = {_DELAY: seconds}
        case [error] if error != _DELAY:
            if error not in ERRORS and (meant := _meant(error, ERRORS, cutoff=_A_SLIP)):
                raise CannotDo(f"{error} is no error of Slack's that is known here{meant}")
            what = {"error": error}
        case _:
            raise CannotDo(f"Slack's {method} fails with one error, such as {method} invalid_auth, or is late: delay 5")
    return _read(SlackFault, {"times": None, **options, "method": calls[method.casefold()], **what})


def _read(model: type[_Planned], wish: dict[str, object]) -> _Planned:
    try:
        return model.model_validate(wish)
    except ValidationError as error:
        raise CannotDo(", and ".join(map(_reason, error.errors()))) from error


def _reason(details: ErrorDetails) -> str:
    """Say what is wrong with one field, in our own words for what people get wrong."""
    *_, field = details["loc"] or ["it"]
    bounds = details.get("ctx", {})
    match details["type"]:
        case "missing":
            return f"{field} is missing"
        case "greater_than_equal":
            return f"{field} must be at least {bounds['ge']}"
        case "less_than_equal":
            return f"{field} must be at most {bounds['le']}"
        case "int_parsing" | "int_type" | "float_parsing" | "float_type":
            return f"{field} must be a number"
        case "extra_forbidden":
            return f"there is no option {field}"
        case "string_pattern_mismatch":
            return f"{field} is not written like that"
        case _:
            return f"{field}: {details['msg']}"


def _meant(word: str, words: Sequence[str], *, cutoff: float = 0.6) -> str:
    close = get_close_matches(word.casefold(), words, n=1, cutoff=cutoff)
    return f". Did you mean {close[0]}?" if close else ""
