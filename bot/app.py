"""The composition root: settings in, a wired bot out."""

import hashlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import stamina
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.config import BadSettings, Settings
from bot.connections.qflow import authentication, qflow_client
from bot.connections.slack import slack_session, slack_word, web_client
from bot.listeners import register
from bot.listeners.actions import Actions
from bot.listeners.commands import Commands
from bot.listeners.mentions import Mentions
from bot.listeners.modals import Modals
from bot.listeners.patience import Patience
from bot.listeners.posts import Posts
from bot.listeners.replies import Replies
from bot.listeners.shortcuts import Shortcuts
from bot.listeners.strays import Strays
from bot.listeners.summaries import Summaries
from bot.qflow.cache import MemoryCache
from bot.qflow.client import StepsClient
from bot.qflow.service import StepsService
from bot.qflow.shared import Store
from bot.qflow.tiers import Tiers
from bot.qflow.times import utc_now
from bot.qflow.turns import Turns
from bot.recent import LastLookups
from bot.work import Work

_log = structlog.get_logger(__name__)

_PASSING_ERRORS = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""What Slack's methods answer when the fault may pass, https://docs.slack.dev/reference/methods/auth.test#errors"""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that is wired and known to Slack: where deliveries go in, and the work that they start."""

    bolt: AsyncApp
    work: Work


@asynccontextmanager
async def assembled(settings: Settings) -> AsyncIterator[Bot]:
    """Assemble the bot, for as long as its connections are needed.

    Waits, with a backoff, for a Slack that cannot be reached. Raises BadSettings when Slack refuses the bot token.
    """
    token = settings.slack_bot_token.get_secret_value()
    async with (
        slack_session(settings) as slack,
        qflow_client(settings) as qflow,
        _store(settings) as store,
    ):
        web = web_client(settings, slack)
        identity = await _identity(web)
        yield wired(
            identity=AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=identity),
            web=web,
            replies=Replies(slack, slack_api_url=settings.slack_api_url),
            client=StepsClient(qflow, authentication=authentication(settings, qflow)),
            cache=Tiers(MemoryCache(settings.cache_mib * 2**20), store),
            turns=Turns(settings.qflow_concurrency),
            execution_url=settings.execution_url,
        )


def wired(
    *,
    identity: AuthorizeResult,
    web: AsyncWebClient,
    replies: Replies,
    client: StepsClient,
    cache: Tiers,
    turns: Turns,
    execution_url: str | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Bot:
    """Wire the parts together.

    identity: who we are in Slack. execution_url: a template of an execution's page in QFlow. now: the present, aware.
    """

    async def authorize() -> AuthorizeResult:
        return identity  # asked of Slack once: Bolt by itself would ask within each of the first requests

    bolt = AsyncApp(
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,  # the door has checked the signature, on the bytes
        logger=_quiet_logger(),
    )
    work = Work()
    modals, posts, patience, last_lookups = Modals(web), Posts(web), Patience(), LastLookups()
    summaries = Summaries(StepsService(client, cache=cache, turns=turns, now=now), execution_url=execution_url)
    register(
        bolt,
        commands=Commands(
            work=work, replies=replies, summaries=summaries, last_lookups=last_lookups, patience=patience, now=now
        ),
        shortcuts=Shortcuts(
            work=work, replies=replies, modals=modals, summaries=summaries, last_lookups=last_lookups, now=now
        ),
        mentions=Mentions(
            work=work, posts=posts, summaries=summaries, last_lookups=last_lookups, patience=patience, now=now
        ),
        actions=Actions(work=work, replies=replies, modals=modals, posts=posts, summaries=summaries, patience=patience),
        strays=Strays(work=work, replies=replies, modals=modals),
    )
    return Bot(bolt, work)


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Store | None]:
    """Give what this process shares with others, if it does. Redis need not be there, now or ever."""
    if settings.redis_url is None:
        yield None
        return
    from bot.store import opened

    async with opened(settings.redis_url.get_secret_value(), fingerprint=_fingerprint(settings)) as store:
        yield store


def _fingerprint(settings: Settings) -> str:
    """Tell apart what may not be mixed: other gateways, and other users of QFlow, who may see other executions."""
    who = settings.qflow_client_id or settings.qflow_username or settings.qflow_token
    kind = "client" if settings.qflow_client_id else "user" if settings.qflow_username else "token"
    told = json.dumps([settings.qflow_base_url, kind, who and who.get_secret_value()])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


async def _identity(web: AsyncWebClient) -> AsyncSlackResponse:
    """Ask Slack who we are, until it answers."""
    try:
        async for attempt in stamina.retry_context(on=_passes, attempts=None, timeout=None, wait_max=30.0):
            with attempt:
                return await web.auth_test()
    except SlackApiError as error:
        raise BadSettings(
            f"SLACK_BOT_TOKEN is refused by Slack ({slack_word(error)}): it should be one in use"
        ) from None
    raise AssertionError  # without a limit on its attempts, the loop above has no end


def _passes(error: Exception) -> bool:
    """Tell whether Slack may answer if it is asked again: unless it says that the token is not good, it may."""
    word = slack_word(error) if isinstance(error, SlackApiError) else None
    passing = word is None or word in _PASSING_ERRORS
    if passing:
        _log.warning("slack_not_answering", error=word or type(error).__name__)
    return passing


def _quiet_logger() -> logging.Logger:
    """Give Bolt a logger without its warnings: one is for a token in the environment that `authorize` supplies."""
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.ERROR)
    return logger
