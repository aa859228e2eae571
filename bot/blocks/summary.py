"""The summary of an execution: the answer to what happened, in one message.

Top to bottom: the headline; which execution and when; what the failing step said; ten steps a page; where the answer
came from. Foreign texts are cut shorter, a rung at a time, until the message keeps the whole-message budget.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.blocks import elements, figures, wording
from bot.blocks.controls import controls, full_button, refresh_button, step_button
from bot.blocks.cuts import RUNGS, SPOKEN, Cuts
from bot.blocks.details import spoken_details, step_details
from bot.blocks.elements import Block, Element
from bot.blocks.fallback import fallback_message, fallback_text
from bot.blocks.message import Message, fits
from bot.blocks.paging import Page, page_of
from bot.blocks.shown import Shown, write_value
from bot.blocks.surface import Sharing, Surface
from bot.blocks.timeline import timeline
from bot.qflow.execution import Execution
from bot.qflow.service import Provenance
from bot.qflow.step import Step
from bot.qflow.verdict import failing_step


@dataclass(frozen=True, slots=True)
class Source:
    """Where a summary comes from.

    as_of: the moment of QFlow's answer. request_id: what to quote when something is wrong with the answer.
    provenance: where the answer was taken from. silent_since: since when QFlow does not answer, where it does not.
    url: of the execution's page in QFlow, where one is configured.
    notice: what to say above it all, in our own words.
    """

    as_of: datetime
    request_id: str
    provenance: Provenance = Provenance.QFLOW
    silent_since: datetime | None = None
    url: str | None = None
    notice: str | None = None


def execution_summary(
    execution: Execution,
    shown: Shown,
    source: Source,
    *,
    surface: Surface = Surface.EPHEMERAL,
    sharing: Sharing = Sharing.ONE_PRESS,
) -> Message:
    """Summarise an execution as its lookup asks for it. sharing: how it can be shared from there."""
    failed = failing_step(execution.verdict)
    page = page_of(execution, shown, failed)
    placed = replace(shown, page=page.number)
    said = _Summary(execution, placed, failed, page, source, surface, sharing)
    text = fallback_text(said.sentences(), ending=said.sharer())
    return Message(text, _fitting(said), lambda: [*said.top(RUNGS[-1]), *said.refresh(), said.foot()])


@dataclass(frozen=True, slots=True)
class _Summary:
    """The parts of one summary."""

    execution: Execution
    shown: Shown
    failed: Step | None
    page: Page
    source: Source
    surface: Surface
    sharing: Sharing
    worded: dict[tuple[int, int, int, int], tuple[str, str]] = field(default_factory=dict)

    def top(self, cuts: Cuts) -> Iterator[Block]:
        """Give the answer: the headline, which execution, and what the failing step said."""
        if self.source.notice:
            yield elements.context(self.source.notice)
        yield elements.header(wording.headline(self.execution))
        yield elements.mrkdwn_context(" · ".join(self._identity()))
        if failed := self.failed:
            message = wording.said(failed.newest, cuts.failure, lines=cuts.lines)
            left = "said" if message else "failed and left no message"
            yield elements.section(
                f"{wording.step_title(failed, cuts.name)} {left}", self._button(failed, cuts, "the failing ")
            )
            if message:
                yield elements.rich_text(elements.box(message))
            if self.shown.opens(failed):
                yield from self._details(failed, cuts)

    def steps(self, cuts: Cuts) -> Iterator[Block]:
        """Give the page's steps, and which they are."""
        if self.shown.timeline:
            yield elements.rich_text(elements.box(timeline(self.execution, self.page.steps)))
        else:
            for step in self.page.steps:
                yield from self._step(step, cuts)
        if shown := self._which():
            yield elements.context(shown)

    def controls(self) -> Iterator[Block]:
        """Give what can be pressed besides the steps."""
        block_id = f"{self.source.request_id}:{write_value(self.shown)}"
        return controls(self.shown, self.page, self.surface, block_id=block_id, sharing=self.sharing)

    def refresh(self) -> Iterator[Block]:
        """Give the one button of the reduced form."""
        yield elements.actions(refresh_button(self.shown))

    def foot(self) -> Block:
        """Give the source of the answer, and what is missing from it."""
        answered = wording.answered(self.source.provenance, _clock(self.source.as_of), _clock(self.source.silent_since))
        parts = [self.sharer(), answered, *self._caveats(), f"request {self.source.request_id}"]
        return elements.mrkdwn_context(" · ".join(filter(None, parts)))

    def sharer(self) -> str:
        """Name who shared it, in mrkdwn, if someone did."""
        return f"shared by <@{self.shown.shared_by}>" if self.shown.shared_by else ""

    def sentences(self) -> Iterator[str]:
        """Say all of that in lines, the answer first."""
        yield wording.headline(self.execution)
        yield f"Execution {self.execution.execution_id}"
        if failed := self.failed:
            message = wording.said(failed.newest, RUNGS[0].failure, lines=RUNGS[0].lines)
            said = f"said: {fallback_message(message)}" if message else "failed and left no message"
            yield f"{wording.step_title(failed)} {said}"
            if self.shown.opens(failed):
                yield from spoken_details(self.execution, failed, SPOKEN)
        if self.source.notice:
            yield self.source.notice
        if self.execution.began:
            yield wording.extent(self.execution, figures.utc_time(self.execution.began))
        since = self.source.silent_since
        of, silent = figures.utc_clock(self.source.as_of), figures.utc_clock(since) if since else ""
        yield " · ".join([wording.answered(self.source.provenance, of, silent), *self._caveats()])
        if shown := self._which():
            yield shown
        if self.shown.timeline:
            yield "As a timeline:"
        for step in self.page.steps:
            yield ": ".join(self._words(step, RUNGS[0]))
            if self._opens_below(step) and not self.shown.timeline:
                yield from spoken_details(self.execution, step, SPOKEN)

    def _step(self, step: Step, cuts: Cuts) -> Iterator[Block]:
        yield elements.section("\n".join(self._words(step, cuts)), self._button(step, cuts))
        if self._opens_below(step):
            yield from self._details(step, cuts)

    def _words(self, step: Step, cuts: Cuts) -> tuple[str, str]:
        """Give a step's title and line, worded once for the blocks and the text; what is said above is not repeated."""
        key = (step.number, cuts.name, cuts.message, cuts.status)
        if key not in self.worded:
            message = 0 if step is self.failed else cuts.message
            line = wording.step_line(self.execution, step, message=message, status=cuts.status)
            self.worded[key] = (wording.step_title(step, cuts.name), line)
        return self.worded[key]

    def _details(self, step: Step, cuts: Cuts) -> Iterator[Block]:
        said_above = step is self.failed and not wording.is_longer(step.newest, cuts.failure, cuts.lines)
        details = step_details(self.execution, step, cuts.details, said=not said_above) if cuts.details else None
        if details:
            yield details.block
        if not details or details.cut:
            yield elements.actions(full_button("Open in full", step, self.shown, wording.numbered(step, cuts.name)))

    def _opens_below(self, step: Step) -> bool:
        """Tell whether a step's details stand below its line; the failing one's stand above, below what it said."""
        return self.shown.opens(step) and step is not self.failed

    def _button(self, step: Step, cuts: Cuts, which: str = "") -> Element:
        return step_button(step, self.shown, self.surface, f"{which}{wording.numbered(step, cuts.name)}")

    def _identity(self) -> Iterator[str]:
        yield f"`{self.execution.execution_id}`"
        if self.source.url:
            yield f"<{self.source.url}|Open in QFlow>"
        if self.execution.began:
            yield wording.extent(self.execution, figures.local_time(self.execution.began))

    def _which(self) -> str | None:
        page = self.page
        return wording.page_shown(page.first, page.last, page.arranged, self.execution, self.shown.lookup)

    def _caveats(self) -> Sequence[str]:
        return wording.caveats(self.execution, self.shown.lookup)


def _fitting(said: _Summary) -> list[Block]:
    """Build on the first rung that fits; the last one fits whatever the texts are."""
    for cuts in RUNGS:
        blocks = [*said.top(cuts), *said.steps(cuts), *said.controls(), said.foot()]
        if fits(blocks):
            break
    return blocks


def _clock(moment: datetime | None) -> str:
    return figures.local_time(moment, "{time_secs}") if moment else ""
