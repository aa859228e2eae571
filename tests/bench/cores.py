"""Which core does what: the load on one, the program under test on the others, where there is more than one."""

import os
from collections.abc import Set as AbstractSet

import psutil


def pin_load() -> None:
    """Keep this process, which is the load, on its core."""
    _pin(os.getpid(), load_cores())


def pin_program(process_id: int) -> None:
    """Keep a program under test off the core of the load."""
    _pin(process_id, program_cores())


def load_cores() -> AbstractSet[int]:
    """Give the core of the load."""
    return set(_ALL[:1])


def program_cores() -> AbstractSet[int]:
    """Give the cores of the program under test."""
    return set(_ALL[1:] or _ALL)


def described() -> str:
    """Say which core does what."""
    if not _PINS:
        return f"{os.cpu_count()} cores, nothing is pinned: this system cannot"
    return f"load on core {_listed(load_cores())}, program under test on {_listed(program_cores())}"


_PINS = hasattr(os, "sched_setaffinity")
_ALL = sorted(os.sched_getaffinity(0)) if _PINS else list(range(os.cpu_count() or 1))


def _pin(process_id: int, cores: AbstractSet[int]) -> None:
    if _PINS:
        psutil.Process(process_id).cpu_affinity(sorted(cores))


def _listed(cores: AbstractSet[int]) -> str:
    return ", ".join(map(str, sorted(cores)))
