"""The details of a step: all that is known of it, in one block of rich text, where Slack parses nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.blocks import figures, wording
from bot.blocks.elements import Block, Element, box, moment, paragraph, rich_text, words
from bot.blocks.text import cut, length, one_line
from bot.qflow.events import StepEvent
from bot.qflow.execution import Execution
from bot.qflow.step import Run, Step
from bot.qflow.times import datetime_of


@dataclass(frozen=True, slots=True)
class DetailCuts:
    """How much is shown: of the message, data and every other text in UTF-16 units, and how many runs and events."""

    message: int
    text: int
    listed: int
    data: int


@dataclass(frozen=True, slots=True)
class Details:
    """The details of a step as a block. cut: whether there is more to tell than they do."""

    block: Block
    cut: bool


def step_details(execution: Execution, step: Step, cuts: DetailCuts, *, said: bool = True) -> Details:
    """Tell everything about a step: its node, times, runs, events, data and, unless `said` is off, its message."""
    parts = [paragraph(*_facts(execution, step, cuts))]
    hidden = None
    if message := wording.said(step.newest, cuts.message) if said else None:
        parts.append(box(message))
        if hidden := how_much_shown(step.newest.message, message):
            parts.append(paragraph(words(hidden)))
    for title, data in data_of(step.newest):
        shown = cut(data, cuts.data)
        parts += [paragraph(words(title, bold=True)), box(shown)]
        if more := how_much_shown(data, shown):
            parts.append(paragraph(words(more)))
            hidden = more
    unlisted = max(len(step.events), len(step.runs)) > cuts.listed
    return Details(rich_text(*parts), cut=bool(hidden) or unlisted)


def spoken_details(execution: Execution, step: Step, cuts: DetailCuts) -> Iterator[str]:
    """Say the same in lines, times in UTC."""
    spans = (span.get("text") or span["fallback"] for span in _facts(execution, step, cuts))
    yield from "".join(spans).splitlines()
    if message := wording.said(step.newest, cuts.message):
        yield f"Said: {message}"
    for title, data in data_of(step.newest):
        yield f"{title}: {one_line(cut(data, cuts.data))}"


def data_of(run: Run) -> Iterator[tuple[str, str]]:
    """Give the data of a run's events with what to call it."""
    for when, event in (("start", run.start), ("finish", run.finish)):
        if event is not None and event.data is not None:
            yield f"Data recorded at the {when}", event.data


def standing(execution: Execution, step: Step, cuts: DetailCuts) -> Iterator[Element]:
    """Tell a step's node, status and times."""
    run = step.newest
    yield words(one_line(cut(step.node_id, cuts.text)), code=True)
    yield words(f" · {wording.step_name(step, cuts.text)} · {wording.standing(step, cuts.text)}\nstarted ")
    yield moment(run.started) if run.started else words("at a time not recorded")
    if run.finished:
        yield words(" · ended ")
        yield moment(run.ended) if run.ended else words("at a time not recorded")
    elif not step.is_trigger:
        yield words(" · no finish recorded")
    took = f" · took {figures.exact(run.duration)}" if run.duration else ""
    began = execution.offset(step)
    yield words(f"{took}{f' · first began {figures.offset(began)}' if began else ''}")


def tags(step: Step, cuts: DetailCuts) -> Iterator[Element]:
    """Tell a step's tags, if there are any."""
    if found := step.events[-1].tags:
        yield words(f"\ntags {one_line(cut(', '.join(found), cuts.text))}")


Entry = tuple[str | None, str, StepEvent]
"""One line of a list: a status, what else there is to say, and the event that dates it."""


def runs(step: Step) -> Iterator[Entry]:
    """Tell every run of a loop, the newest first; a single one is told already."""
    for run in reversed(step.runs if len(step.runs) > 1 else ()):
        yield run.status, f" · {figures.exact(run.duration)}" if run.duration else "", run.latest


def events(step: Step) -> Iterator[Entry]:
    """Tell every row that QFlow recorded, the newest first."""
    for event in reversed(step.events):
        yield event.status, "" if event.event_order is None else f" · eventOrder {event.event_order}", event


def heading(noun: str, count: int) -> Element:
    """Head a list. noun: what it lists, in the plural."""
    return words(f"\n{count:,} {noun if count > 1 else noun.removesuffix('s')}", bold=True)


def line(entry: Entry, cuts: DetailCuts) -> Sequence[Element]:
    """Tell one entry of a list."""
    status, more, event = entry
    return [words(f"\n    {one_line(cut(status or 'no status', cuts.text))}{more} · recorded "), _when(event)]


def earlier(count: int) -> Element:
    """End a list of which so many more entries are not told."""
    return words(f"\n    and {count:,} earlier")


def how_much_shown(text: str | None, shown: str) -> str | None:
    """Say how much of a text is shown, where that is not all."""
    whole = length(text or "")
    return f"{length(shown):,} of {whole:,} characters shown" if whole > length(shown) and shown.endswith("…") else None


def _facts(execution: Execution, step: Step, cuts: DetailCuts) -> Iterator[Element]:
    yield from standing(execution, step, cuts)
    yield from _listed("runs", runs(step), len(step.runs), cuts)
    yield from _listed("events", events(step), len(step.events), cuts)
    yield from tags(step, cuts)


def _listed(noun: str, entries: Iterator[Entry], count: int, cuts: DetailCuts) -> Iterator[Element]:
    shown = list(islice(entries, cuts.listed))
    if not shown:
        return
    yield heading(noun, count)
    for entry in shown:
        yield from line(entry, cuts)
    if hidden := count - len(shown):
        yield earlier(hidden)


def _when(event: StepEvent) -> Element:
    recorded = datetime_of(event.created_at)
    return moment(recorded) if recorded else words("at a time not given")
