"""The trigger ids that come with what people do: good for one view, within three seconds."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.sandbox.slack.ids import Clock
from bot.sandbox.slack.refused import Refused

LIFETIME = 3.0
"""Seconds a trigger can be used (https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses)."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: whose act it stands for, and the view the act was in, if it was in one."""

    person_id: str
    made_at: float
    view_id: str | None = None
    is_spent: bool = False


class Triggers:
    """Gives out trigger ids and takes each back once."""

    def __init__(self, new_id: Callable[[], str], clock: Clock) -> None:
        self._new_id = new_id
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}

    def make(self, person_id: str, *, view_id: str | None = None) -> str:
        """Give a new trigger id."""
        trigger_id = self._new_id()
        self._triggers[trigger_id] = Trigger(person_id, self._clock(), view_id)
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        """Use a trigger up.

        Raises Refused: `invalid_trigger_id`, `exchanged_trigger_id` when it was used before,
        `expired_trigger_id` (https://docs.slack.dev/reference/methods/views.open#errors).
        """
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_spent:
            raise Refused("exchanged_trigger_id")
        if self._clock() - trigger.made_at > LIFETIME:
            raise Refused("expired_trigger_id")
        self._triggers[trigger_id] = replace(trigger, is_spent=True)
        return trigger
