"""Keeps Slack's two ears in order: an app's ack is heard before what the app says after it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

GRACE = 0.1
"""Seconds a call waits for an ack on its way; an app that calls before it acknowledges waits no longer."""


class InFlight:
    """The submissions whose ack is awaited.

    The ack and the next call of the Web API come over different connections, so that on loopback either may
    be read first; over the internet the ack has its lead.
    """

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count a submission until its ack was carried out."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def settled(self) -> None:
        """Wait until no ack is awaited, or for the grace."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._none.wait()
