"""What is known of the settings: each part that can be read, whatever is wrong with the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.config import (
    BadSettings,
    QFlowSettings,
    RedisSettings,
    Settings,
    SlackSettings,
    chosen_transport,
    load_part,
    misnamed_settings,
)
from bot.doctor.audit import audit_file_findings
from bot.findings import Check, Finding, Who, ok, warning, wrong
from bot.setting_names import Misnamed

_Part = TypeVar("_Part", SlackSettings, QFlowSettings, RedisSettings, Settings)

_FINE = ok(Check.SETTINGS, "all that are needed are there and well-formed")


@dataclass(frozen=True, slots=True)
class Known:
    """The parts of the settings that can be read, and what there is to find about the rest."""

    slack: SlackSettings | None
    qflow: QFlowSettings | None
    redis: RedisSettings | None
    findings: Sequence[Finding] = (_FINE,)


def known_from_environment() -> Known:
    """Read what can be read of the environment and `.env`."""
    whole, problems = _read(Settings)
    slack, _ = _read(SlackSettings)
    qflow, _ = _read(QFlowSettings)
    redis, _ = _read(RedisSettings)
    return Known(slack, qflow, redis, tuple(_settings_findings(whole, problems, misnamed_settings())))


def known_from(settings: Settings) -> Known:
    """Take the settings of a bot that runs, and the names that it wondered about when it started."""
    return Known(settings, settings, settings, (_FINE, *_name_findings(settings.doubted)))


def _settings_findings(
    settings: Settings | None, problems: Sequence[str], names: Sequence[Misnamed]
) -> Iterator[Finding]:
    """Give a finding for each setting that cannot be read, and for each name that is none's."""
    if settings and not any(name.refused for name in names):
        yield _FINE
    for problem in problems:
        what, _, todo = problem.partition(": it should be ")
        yield wrong(Check.SETTINGS, what, Who.OPERATOR, f"set it to {todo}")
    yield from _name_findings(names)
    if settings:
        yield from _transport_findings(settings)
        yield from audit_file_findings(settings.audit_file)


def _name_findings(names: Sequence[Misnamed]) -> Iterator[Finding]:
    for name in names:
        find = wrong if name.refused else warning
        yield find(Check.SETTINGS, name.what, Who.OPERATOR, name.todo)


def _transport_findings(settings: Settings) -> Iterator[Finding]:
    """Warn where a bot that is only told to serve would not know how."""
    try:
        chosen_transport(settings)
    except BadSettings as error:
        what, _, todo = str(error).partition(": ")
        yield warning(Check.SETTINGS, what, Who.OPERATOR, todo)


def _read(part: type[_Part]) -> tuple[_Part | None, Sequence[str]]:
    try:
        return load_part(part, strict=False), ()
    except BadSettings as error:
        return None, error.problems
