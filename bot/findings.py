"""Findings: what an examination of the set-up found, check by check, and what follows from all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    """It works, but not for long, or not all of it."""
    WRONG = "wrong"
    UNCHECKED = "not checked"


class Check(Enum):
    """What is checked, in the order in which one thing rests on another."""

    SETTINGS = "settings"
    CLOCK = "clock"
    SLACK_TOKEN = "Slack token"  # noqa: S105 - a name
    SCOPES = "scopes"
    SIGNING_SECRET = "signing secret"  # noqa: S105 - a name
    APP_TOKEN = "app token"  # noqa: S105 - a name
    QFLOW_ADDRESS = "QFlow address"
    QFLOW_ANSWERS = "QFlow answers"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    REDIS = "Redis"


class Who(StrEnum):
    """Who can mend something."""

    SLACK_ADMIN = "a Slack admin"
    QUALYS_ADMINISTRATOR = "a Qualys administrator"
    OPERATOR = "whoever runs this bot"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Who should do what: `todo` reads on behind `should`."""

    who: Who
    todo: str

    def __str__(self) -> str:
        return f"{self.who} should {self.todo}"

    @property
    def sentence(self) -> str:
        """The same as a sentence of its own."""
        said = str(self)
        return f"{said[:1].upper()}{said[1:]}."


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `what` is a sentence without its full stop. No setting's value is in it, and no host."""

    check: Check
    state: State
    what: str
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in the order of the checks."""

    findings: Sequence[Finding]

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong; warnings are not."""
        return self._first(State.WRONG) is None

    @property
    def first(self) -> Finding | None:
        """What to look at first: what is wrong, else what there is a warning of."""
        return self._first(State.WRONG) or self._first(State.WARNING)

    @property
    def unchecked(self) -> Sequence[Check]:
        """What nothing is known of."""
        return [finding.check for finding in self.findings if finding.state is State.UNCHECKED]

    @property
    def all_clear(self) -> str:
        """Say that nothing is wrong, and no more than is known; without its full stop."""
        return "Nothing that was checked is broken" if self.unchecked else "Nothing is broken"

    @property
    def sentence(self) -> str:
        """Say what is broken first, and what to do about it; else what there is no knowing of."""
        if wrong := self._first(State.WRONG):
            then = f"; {wrong.remedy}" if wrong.remedy else ""
            return f"Broken first: {wrong.check.value}, {wrong.what}{then}."
        if warned := self._first(State.WARNING):
            then = f"; {warned.remedy}" if warned.remedy else ""
            return f"{self.all_clear}, but look at {warned.check.value}: {warned.what}{then}."
        if unknown := ", ".join(check.value for check in self.unchecked):
            return f"{self.all_clear}. Not checked: {unknown}."
        return f"{self.all_clear}, and nothing needs to be done."

    def _first(self, state: State) -> Finding | None:
        return next((finding for finding in self.findings if finding.state is state), None)


def ok(check: Check, what: str) -> Finding:
    """Find that it works."""
    return Finding(check, State.OK, what)


def wrong(check: Check, what: str, who: Who, todo: str) -> Finding:
    """Find that it does not work, and who should do what about it."""
    return Finding(check, State.WRONG, what, Remedy(who, todo))


def warning(check: Check, what: str, who: Who, todo: str) -> Finding:
    """Find that it will not work for long, or not all of it, and who should do what about it."""
    return Finding(check, State.WARNING, what, Remedy(who, todo))


def unchecked(check: Check, why: str) -> Finding:
    """Find nothing, because of something else."""
    return Finding(check, State.UNCHECKED, why)
