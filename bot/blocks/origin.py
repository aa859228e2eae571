"""Where a modal was opened from, as its `private_metadata` carries it: what it shows can be shared there."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode


@dataclass(frozen=True, slots=True)
class Origin:
    """A channel and, if it was in one, a thread; no channel for what was opened from nowhere in particular."""

    channel_id: str | None = None
    thread_ts: str | None = None


def write_origin(origin: Origin) -> str:
    """Write an origin for a modal to carry."""
    fields = {"c": origin.channel_id, "t": origin.thread_ts}
    return urlencode({name: field for name, field in fields.items() if field})


def read_origin(metadata: str) -> Origin:
    """Read an origin; what cannot be read is nowhere in particular."""
    fields = dict(parse_qsl(metadata))
    return Origin(fields.get("c"), fields.get("t"))
