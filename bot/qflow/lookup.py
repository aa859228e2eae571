"""A lookup: which execution's steps, between which times, in which order, of which statuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.qflow.order import Order


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a person asks for.

    execution_id: 8-4-4-4-12 hex digits in lower case; Qualys' ids are not all RFC UUIDs.
    order: None is as run.
    start_at, end_at: only events created within them, both inclusive; aware, or None for no bound.
    include_data: also ask for the input and output of every node.
    statuses: only steps of these statuses or groups of statuses; empty for all.
    """

    execution_id: str
    order: Order | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    include_data: bool = False
    statuses: Sequence[str] = ()

    @property
    def key(self) -> str:
        """Name what QFlow is asked for; the order is no part of it, because the steps are sorted here anyway."""
        return f"{self.execution_id}|{self.start_at}|{self.end_at}|{self.include_data}"

    @property
    def dated(self) -> bool:
        """Whether it asks for a part of the execution only."""
        return self.start_at is not None or self.end_at is not None
