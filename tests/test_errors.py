"""The error tree."""

import re
from collections.abc import Iterator

from bot import errors
from bot.errors import BotError


def drawn() -> Iterator[tuple[str, str]]:
    """Read the tree in the module's docstring: each class and the one that it hangs on."""
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"([│ ]*)(?:[├└]── )?([A-Z]\w+)(?:  |$)", line):
            depth = (found.start(2)) // 4
            above[depth:] = [found[2]]
            yield found[2], above[depth - 1] if depth else "Exception"


def defined() -> Iterator[tuple[str, str]]:
    for found in vars(errors).values():
        if isinstance(found, type) and found.__module__ == errors.__name__:
            (base,) = found.__bases__
            yield found.__name__, base.__name__


def test_the_tree_in_the_docstring_names_every_class_and_what_it_hangs_on() -> None:
    assert list(drawn()) == list(defined())


def test_every_class_is_a_bot_error_and_says_what_it_means() -> None:
    for name, _ in defined():
        error = getattr(errors, name)
        assert issubclass(error, BotError)
        assert error.__doc__
        assert not error.__doc__.startswith(f"{name}(")
