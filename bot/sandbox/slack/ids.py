"""Makes the ids Slack gives out: message timestamps, triggers, views, response URLs, events, envelopes."""

import itertools
from collections.abc import Callable

Clock = Callable[[], float]


class Ids:
    """Gives ids in Slack's shapes, each one once; they count up, so that a run can be repeated and read."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)

    def ts(self) -> str:
        """Give a unique timestamp, as a message's `ts` is within its channel: seconds, then six digits.

        Source: https://docs.slack.dev/messaging/retrieving-messages (the ts is unique per channel).
        """
        return f"{int(self._clock())}.{next(self._numbers):06d}"

    def trigger_id(self) -> str:
        """Give a trigger id in the shape of the samples: three parts joined by dots."""
        number = next(self._numbers)
        return f"{int(self._clock())}.{number}.{number:032x}"

    def name(self, prefix: str) -> str:
        """Give an id such as `V0000000C1`, or any other with this prefix."""
        return f"{prefix}{next(self._numbers):09X}"
