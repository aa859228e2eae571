"""What is known of the settings: each part that can be read, whatever is wrong with the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.config import BadSettings, QFlowSettings, RedisSettings, Settings, SlackSettings, load_part
from bot.findings import Check, Finding, Who, ok, wrong

_Part = TypeVar("_Part", SlackSettings, QFlowSettings, RedisSettings, Settings)


@dataclass(frozen=True, slots=True)
class Known:
    """The parts of the settings that can be read, and a sentence for each setting that cannot."""

    slack: SlackSettings | None
    qflow: QFlowSettings | None
    redis: RedisSettings | None
    problems: Sequence[str] = ()


def known_from_environment() -> Known:
    """Read what can be read of the environment and `.env`."""
    _, problems = _read(Settings)
    slack, _ = _read(SlackSettings)
    qflow, _ = _read(QFlowSettings)
    redis, _ = _read(RedisSettings)
    return Known(slack, qflow, redis, problems)


def known_from(settings: Settings) -> Known:
    """Take the settings of a bot that runs."""
    return Known(settings, settings, settings)


def settings_findings(problems: Sequence[str]) -> Iterator[Finding]:
    """Give a finding for each setting that cannot be read."""
    if not problems:
        yield ok(Check.SETTINGS, "all that are needed are there and well-formed")
    for problem in problems:
        what, _, todo = problem.partition(": it should be ")
        yield wrong(Check.SETTINGS, what, Who.OPERATOR, f"set it to {todo}")


def _read(part: type[_Part]) -> tuple[_Part | None, Sequence[str]]:
    try:
        return load_part(part), ()
    except BadSettings as error:
        return None, error.problems
