"""The short form of the doctor's report: what `/qflow-steps doctor` answers, a line a check."""

from collections.abc import Iterable, Iterator

from bot.blocks import limits
from bot.blocks.elements import Block, header, section
from bot.blocks.fallback import fallback_text
from bot.blocks.message import Message
from bot.blocks.text import cut, length, one_line
from bot.findings import Finding, Report, State

_SIGNS = {State.OK: "✅", State.WARNING: "⚠️", State.WRONG: "❌", State.UNCHECKED: "➖"}
_TITLES = {State.WRONG: "Something is broken", State.WARNING: "Something to look at"}
_SENTENCE, _WHAT, _REMEDY, _LISTED = 600, 160, 200, 20


def diagnosis_message(report: Report) -> Message:
    """Tell what the doctor found, each thing once: what to look at first, if anything, then each other check."""
    first = report.first
    others = [finding for finding in report.findings if finding is not first]
    lines = [_line(finding) for finding in others[:_LISTED]]
    if more := len(others) - len(lines):
        lines.append(f"and {more:,} more, which whoever runs this bot can see in its terminal")
    if first is None:
        clear = report.all_clear
        return Message(fallback_text([f"{clear}.", *lines]), [header(clear), *_sections(lines)])
    told = cut(report.sentence, _SENTENCE)
    blocks = [header(_TITLES[first.state]), section(told), *_sections(lines)]
    return Message(fallback_text([told, *lines]), blocks)


def _line(finding: Finding) -> str:
    what = "ok" if finding.state is State.OK else f"{finding.state}, {one_line(cut(finding.what, _WHAT))}"
    remedy = f". {one_line(cut(finding.remedy.sentence, _REMEDY))}" if finding.remedy else ""
    return f"{_SIGNS[finding.state]} {finding.check.value}: {what}{remedy}"


def _sections(lines: Iterable[str]) -> Iterator[Block]:
    """Put as many lines into a section as Slack takes."""
    part = ""
    for line in lines:
        longer = f"{part}\n{line}" if part else line
        if length(longer) > limits.SECTION_TEXT:
            yield section(part)
            longer = line
        part = longer
    if part:
        yield section(part)
