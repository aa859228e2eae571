"""Slices: long work, done a slice at a time, so that the event loop turns to others in between.

A thread would not free the loop: what reads and folds holds the interpreter's lock.
"""

import asyncio
from collections.abc import Generator
from typing import TypeVar

_T = TypeVar("_T")

Sliced = Generator[None, None, _T]
"""Work that stops after each slice, and gives its result after the last."""


async def in_turn(work: Sliced[_T]) -> _T:
    """Do the work, the event loop turning between its slices."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: _T = done.value
            return result
        await asyncio.sleep(0)


def at_once(work: Sliced[_T]) -> _T:
    """Do the work without a pause, where no event loop waits."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: _T = done.value
            return result
