"""A set-up that works until it is broken, and the doctor who examines it without telling a secret."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.blocks.diagnosis import diagnosis_message
from bot.config import only_settings
from bot.doctor.examination import DEADLINE, examine
from bot.doctor.known import known_from
from bot.doctor.printed import report_json, report_lines
from bot.findings import Check, Finding, Report
from bot.qflow.times import utc_now
from bot.sandbox.faults.planned import AnyFault, PlannedFault
from bot.sandbox.sandbox import Sandbox, running_sandbox

_SECRET = ("TOKEN", "SECRET", "PASSWORD", "CLIENT_ID", "USERNAME", "REDIS_URL", "_URL")


@dataclass(slots=True)
class Clinic:
    """A sandbox, the settings that lead to it, and what an examination is given. told: all that any report said."""

    sandbox: Sandbox
    changes: dict[str, str | None] = field(default_factory=dict)
    execution_id: str | None = None
    deadline: timedelta = DEADLINE
    now: Callable[[], datetime] = utc_now
    told: str = ""

    def set(self, **changes: str | None) -> None:
        """Change settings, by their environment names; None takes one away."""
        self.changes |= changes

    def grant(self, *scopes: str) -> None:
        """Let the bot token have these scopes and no others."""
        workspace = self.sandbox.slack._workspace
        app = replace(workspace.directory.app, scopes=frozenset(scopes))
        workspace.directory = replace(workspace.directory, app=app)

    def qflow_fails(self, fault: AnyFault, *, execution_id: str | None = None) -> None:
        """Let every steps call fail."""
        self.execution_id = execution_id
        self.sandbox.qflow.faults.add(PlannedFault(fault=fault, times=None))

    def turn_the_clock(self, **by: float) -> None:
        """Let this machine's clock be wrong by so much."""
        self.now = lambda: utc_now() + timedelta(**by)

    @property
    def environment(self) -> Mapping[str, str | None]:
        """The settings as they are now."""
        return {**self.sandbox.environment, **self.changes}

    async def report(self) -> Report:
        """Examine, and see that nothing that is said holds a secret or an address."""
        report = await examine(
            known_from(only_settings(**self.environment)),
            execution_id=self.execution_id,
            deadline=self.deadline,
            now=self.now,
        )
        message = diagnosis_message(report)
        lines = [line.plain for line in report_lines(report)]
        self.told += "\n".join([*lines, json.dumps(report_json(report)), message.text, json.dumps(message.blocks)])
        assert self.leaked(self.told) == []
        return report

    def leaked(self, text: str) -> list[str]:
        """Give the settings whose values stand in a text."""
        return [name for name, value in self.environment.items() if value and value in text and name.endswith(_SECRET)]


@asynccontextmanager
async def clinic() -> AsyncIterator[Clinic]:
    """Open a clinic with a set-up in which nothing is wrong."""
    async with running_sandbox(observer=lambda _: None) as sandbox:
        yield Clinic(sandbox)


def of(report: Report, check: Check) -> Finding:
    """Give what one check found."""
    (finding,) = [finding for finding in report.findings if finding.check is check]
    return finding
