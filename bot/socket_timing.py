"""How long things take in Socket Mode: known to whoever chooses the transport, which imports no more than it uses."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take.

    silence: after which a socket counts as dead; a ping is sent after two thirds of it.
    settled: when a socket has lasted, so that the next one is opened at once.
    first_wait, longest_wait: between tries to open one, with jitter of up to twice the first.
    """

    silence: timedelta = timedelta(seconds=30)
    settled: timedelta = timedelta(seconds=10)
    first_wait: timedelta = timedelta(seconds=0.5)
    longest_wait: timedelta = timedelta(seconds=30)


TIMING = Timing()
