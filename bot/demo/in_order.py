"""Keeps the order of the command line: typer gives each option its values, and not which option came before which."""

from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand

_ORDER = f"{__name__}.order"


class InOrder(TyperCommand):
    """A command that remembers in which order its options were given."""

    # Any: the type of the context is private to typer.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments once more than typer does, for the order, which the parser gives and typer drops."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[_ORDER] = [(parameter.name, parameter.opts[0]) for parameter in order]
        return super().parse_args(ctx, args)


def in_order(context: typer.Context, **options: Sequence[str] | None) -> list[tuple[str, str]]:
    """Give what these repeatable options were given, each value with its option (`--say`), in the order given.

    options: the values by the name of the parameter. The command must be one of `cls=InOrder`.
    """
    values = {name: iter(given or ()) for name, given in options.items()}
    return [(option, next(values[name])) for name, option in context.meta[_ORDER] if name in values]
