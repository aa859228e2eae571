"""The connection to Redis, where one is configured, and which processes share what of it.

Answers are shared by those who ask QFlow as the same user, and understand one another's; what is said of people and
events, by all that serve one Slack app, whatever their version and their credentials: the form of that never changes.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from slack_bolt.authorization import AuthorizeResult

from bot.config import Settings
from bot.connections.qflow import authentication_mode
from bot.qflow.packing import VERSION
from bot.qflow.store import Store


@dataclass(frozen=True, slots=True)
class Shared:
    """What is shared with other processes: answers of QFlow, and what is known of Slack's people and events."""

    answers: Store | None = None
    events: Store | None = None


@asynccontextmanager
async def shared_stores(
    settings: Settings, identity: AuthorizeResult, *, watch: Callable[[Callable[[], bool]], None]
) -> AsyncIterator[Shared]:
    """Give what this process shares with others, if it does. Redis need not be there, now or ever.

    identity: who we are in Slack. watch: given what tells whether Redis answered when it was last used.
    """
    if settings.redis_url is None:
        yield Shared()
        return
    from bot.store import opened

    answers = f"{VERSION}:{fingerprint_of(settings)}"
    async with opened(settings.redis_url.get_secret_value(), scope=answers) as store:
        watch(lambda: store.up)
        yield Shared(store, store.within(app_of(identity)))


def app_of(identity: AuthorizeResult) -> str:
    """Tell Slack apps apart, and where they are installed."""
    return f"slack:{identity.enterprise_id}:{identity.team_id}:{identity.bot_user_id}"


def fingerprint_of(settings: Settings) -> str:
    """Tell apart what may not be mixed: other gateways, and other users of QFlow, who may see other executions."""
    who = settings.qflow_client_id or settings.qflow_username or settings.qflow_token
    told = json.dumps([settings.qflow_base_url, authentication_mode(settings), who and who.get_secret_value()])
    return hashlib.sha256(told.encode()).hexdigest()[:32]
