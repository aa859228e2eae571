"""The short form of the doctor's report: what `/qflow-steps doctor` answers, a line a check."""

from collections.abc import Iterator
from itertools import islice

from bot.blocks.elements import context, header, section
from bot.blocks.fallback import fallback_text
from bot.blocks.message import Message
from bot.blocks.text import cut, one_line
from bot.findings import Finding, Report, State

_SIGNS = {State.OK: "✅", State.WARNING: "⚠️", State.WRONG: "❌", State.UNCHECKED: "➖"}
_SENTENCE, _LINE, _LISTED, _A_SECTION = 600, 160, 24, 12


def diagnosis_message(report: Report) -> Message:
    """Tell what the doctor found: first what is broken first and what to do about it, then each check."""
    lines = [_line(finding) for finding in report.findings[:_LISTED]]
    if more := len(report.findings) - len(lines):
        lines.append(f"and {more:,} more: qflow-bot doctor tells all")
    title = "Nothing is broken" if report.fine else "Something is broken"
    first = cut(report.sentence, _SENTENCE)
    blocks = [header(title), section(first), *(section("\n".join(part)) for part in _parted(lines))]
    if report.fine:
        return Message(fallback_text([first, *lines]), blocks)
    footer = "qflow-bot doctor, where the bot runs, says of each who can mend it and how."
    return Message(fallback_text([first, *lines, footer]), [*blocks, context(footer)])


def _line(finding: Finding) -> str:
    what = "ok" if finding.state is State.OK else f"{finding.state}, {one_line(cut(finding.what, _LINE))}"
    return f"{_SIGNS[finding.state]} {finding.check.value}: {what}"


def _parted(lines: list[str]) -> Iterator[list[str]]:
    waiting = iter(lines)
    while part := list(islice(waiting, _A_SECTION)):
        yield part
