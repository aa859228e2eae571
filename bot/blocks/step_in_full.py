"""A step in full: all that is known of it, as much as a modal holds, over several blocks.

No limit of a single rich text block is published, so each holds no more than a section may; the view's own limits,
100 blocks and 250 kB, bind the whole. https://docs.slack.dev/surfaces/modals
"""

import json
from collections.abc import Iterator, Sequence

from bot.blocks import limits, wording
from bot.blocks.details import (
    DetailCuts,
    Entry,
    data_of,
    earlier,
    events,
    heading,
    how_much_shown,
    line,
    runs,
    standing,
    step_details,
    tags,
)
from bot.blocks.elements import Block, Element, box, context, paragraph, rich_text, section, words
from bot.blocks.fallback import fallback_text
from bot.blocks.message import Message, fits
from bot.blocks.text import cut, length
from bot.qflow.execution import Execution
from bot.qflow.step import Step

MOST_SAID = (60_000, 30_000, 15_000)
"""How much of the message is shown, in UTF-16 units: the most of these that fits, as escaped in JSON."""
MOST_DATA = (18_000, 9_000, 4_500)
"""The same for the data of each event of the newest run."""
_FOR_THE_MESSAGE, _FOR_DATA, _FOR_A_LIST = 90_000, 25_000, 40_000
"""Characters of JSON: for what it said, for the data of an event, and for each of the two lists, so that the view stays
well within its size."""
_LINES_A_BLOCK = 50
_FACTS = DetailCuts(message=0, text=2_000, listed=0, data=0)
_LISTED = DetailCuts(message=0, text=200, listed=0, data=0)
_REDUCED = (
    DetailCuts(message=9_000, text=200, listed=50, data=2_000),
    DetailCuts(message=4_000, text=200, listed=10, data=1_000),
    DetailCuts(message=500, text=50, listed=3, data=0),
)
_ROOM_ABOVE = context(200 * "é")
"""For what is said above it where no modal takes it, and a message has to."""


def step_in_full(execution: Execution, step: Step) -> Message:
    """Tell all of a step; reduced, what one block holds of it, and a message takes with a line above it."""
    said = wording.step_title(step), wording.step_line(execution, step, message=0)
    title = section("\n".join(said))
    facts = rich_text(paragraph(*standing(execution, step, _FACTS), *tags(step, _FACTS)))
    blocks = [
        title,
        facts,
        *_boxed(step.newest.message, MOST_SAID, _FOR_THE_MESSAGE),
        *_data(step),
        *_listed("runs", runs(step), len(step.runs)),
        *_listed("events", events(step), len(step.events)),
    ]

    def reduce() -> Sequence[Block]:
        forms = [[title, step_details(execution, step, cuts).block] for cuts in _REDUCED]
        return next((form for form in forms if fits([_ROOM_ABOVE, *form])), forms[-1])

    return Message(fallback_text(said), blocks, reduce)


def _data(step: Step) -> Iterator[Block]:
    for title, data in data_of(step.newest):
        yield rich_text(paragraph(words(title, bold=True)))
        yield from _boxed(data, MOST_DATA, _FOR_DATA)


def _boxed(text: str | None, mosts: Sequence[int], room: int) -> Sequence[Block]:
    """Show the most of a text that fits, and say how much that is; nothing where there is none."""
    blocks: list[Block] = []
    for most in mosts:
        shown = cut(text or "", most).strip()
        hidden = how_much_shown(text, shown)
        blocks = [*(rich_text(box(piece)) for piece in _pieces(shown)), *([context(hidden)] if hidden else [])]
        if _size(blocks) <= room:
            break
    return blocks


def _pieces(text: str) -> Iterator[str]:
    """Split a text where a line ends, else where a word does, into pieces of at least half of what they may hold."""
    while text:
        fits = length(text[: limits.SECTION_TEXT]) <= limits.SECTION_TEXT
        most = limits.SECTION_TEXT if fits else limits.SECTION_TEXT // 2
        end = len(text)
        if end > most:
            ends = (text.rfind(mark, most // 2, most) + 1 for mark in "\n ")
            end = next(filter(None, ends), most)
        yield text[:end].rstrip("\n")
        text = text[end:]


def _listed(noun: str, entries: Iterator[Entry], count: int) -> Iterator[Block]:
    """List as many entries as there is room for, the newest first."""
    told, room = 0, _FOR_A_LIST
    spans: list[Element] = []
    for entry in entries:
        more = line(entry, _LISTED)
        room -= _size(more)
        if room < 0:
            break
        if not told:
            spans.append(heading(noun, count))
        spans += more
        told += 1
        if told % _LINES_A_BLOCK == 0:
            yield _told(spans)
            spans = []
    if told and told < count:
        spans.append(earlier(count - told))
    if spans:
        yield _told(spans)


def _told(spans: Sequence[Element]) -> Block:
    """Tell lines in a block of their own, which needs no line before them."""
    first, *rest = spans
    return rich_text(paragraph({**first, "text": first["text"].lstrip("\n")}, *rest))


def _size(part: Sequence[Block]) -> int:
    return len(json.dumps(part))
