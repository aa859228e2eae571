"""The garbage collector: it looks seldom, and never at what the start has made."""

import gc

_YOUNG = 100_000
"""How many new objects it lets be before it looks at them: a start or a large answer is many, and none is garbage.

Of a command hardly one object is, so that this many hold little that could be freed.
"""


def look_seldom() -> None:
    """Keep the collector from looking at new objects all the time."""
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


def leave_what_stays() -> None:
    """Keep it from what there is, for nearly all of that stays."""
    gc.freeze()
