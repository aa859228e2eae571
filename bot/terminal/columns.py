"""Lines of columns, as wide as what stands in them."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

_GAP = "  "


def aligned(rows: Sequence[Sequence[str]], *, width: int | None = None) -> Iterator[str]:
    """Give each row as a line, its columns one below the other; the last column takes what is left of the width.

    width: in cells, of which a Chinese character takes two; None for no limit.
    """
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for *most, last in rows:
        line = "".join(f"{set_cell_size(cell, size)}{_GAP}" for cell, size in zip(most, widths, strict=False))
        yield _cut(line + last, width).rstrip()


def _cut(line: str, width: int | None) -> str:
    if width is None or cell_len(line) <= width:
        return line
    return f"{set_cell_size(line, width - 1).rstrip()}…"
