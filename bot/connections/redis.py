"""The connection to Redis, where one is configured, and which processes share what is there."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.config import Settings
from bot.connections.qflow import authentication_mode
from bot.qflow.store import Store


@asynccontextmanager
async def shared_store(
    settings: Settings, *, watch: Callable[[Callable[[], bool]], None]
) -> AsyncIterator[Store | None]:
    """Give what this process shares with others, if it does. Redis need not be there, now or ever.

    watch: given what tells whether Redis answered when it was last used.
    """
    if settings.redis_url is None:
        yield None
        return
    from bot.store import opened

    async with opened(settings.redis_url.get_secret_value(), fingerprint=fingerprint_of(settings)) as store:
        watch(lambda: store.up)
        yield store


def fingerprint_of(settings: Settings) -> str:
    """Tell apart what may not be mixed: other gateways, and other users of QFlow, who may see other executions."""
    who = settings.qflow_client_id or settings.qflow_username or settings.qflow_token
    told = json.dumps([settings.qflow_base_url, authentication_mode(settings), who and who.get_secret_value()])
    return hashlib.sha256(told.encode()).hexdigest()[:32]
