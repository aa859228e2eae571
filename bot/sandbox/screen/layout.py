"""Two ways of laying text out that rich does not have."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

GAP = 2


class Prefixed:
    """A drawing with something before its lines: the bar of a quote, the bullet of a list."""

    def __init__(self, body: RenderableType, first: Text, rest: Text | None = None) -> None:
        self._body = body
        self._first = first
        self._rest = first if rest is None else rest

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width - max(self._first.cell_len, self._rest.cell_len), 1)
        prefix = self._first
        for line in console.render_lines(self._body, options.update(width=width, height=None), pad=False):
            yield Segment(prefix.plain, console.get_style(prefix.style))
            yield from line
            yield Segment.line()
            prefix = self._rest


class Row:
    """Short texts beside each other, as many to a line as fit; only one longer than a line breaks."""

    def __init__(self, items: Sequence[Text]) -> None:
        self._items = items

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text()
        for item in self._items:
            if not line:
                line = item.copy()
            elif line.cell_len + GAP + item.cell_len <= options.max_width:
                line = Text.assemble(line, " " * GAP, item)
            else:
                yield line
                line = item.copy()
        yield line


def stacked(drawings: Sequence[RenderableType]) -> RenderableType:
    """Put drawings below each other."""
    return drawings[0] if len(drawings) == 1 else Group(*drawings)
