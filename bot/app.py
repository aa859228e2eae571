"""The composition root: settings in, a wired bot out."""

import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TextIO

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.audit import Audit, audit_stream
from bot.config import Settings
from bot.connections.qflow import qflow_client, steps_client
from bot.connections.redis import shared_stores
from bot.connections.slack import slack_identity, slack_session, web_client
from bot.connections.slack_calls import SlackCalls
from bot.directory import Directory
from bot.findings import Report
from bot.listeners import register
from bot.listeners.actions import Actions
from bot.listeners.commands import Commands
from bot.listeners.desk import Desk
from bot.listeners.mentions import Mentions
from bot.listeners.modals import Modals
from bot.listeners.pace import Pace
from bot.listeners.patience import Patience
from bot.listeners.posts import Posts
from bot.listeners.rate_limits import PatientRetries
from bot.listeners.replies import Replies
from bot.listeners.shortcuts import Shortcuts
from bot.listeners.strays import Strays
from bot.listeners.summaries import Summaries
from bot.metrics import Metrics
from bot.policy import Listed, Policy, Rules, Us
from bot.qflow.cache import MemoryCache
from bot.qflow.counts import Counts
from bot.qflow.service import LOOKUP_DEADLINE, StepsService
from bot.qflow.store import Store
from bot.qflow.tiers import Tiers
from bot.qflow.times import utc_now
from bot.qflow.turns import Turns
from bot.quota import Quota
from bot.recent import LastLookups
from bot.seen import Seen
from bot.work import Work

_log = structlog.get_logger(__name__)

DRAIN = timedelta(seconds=10)
"""For what is under way when the bot is told to stop."""


@dataclass(frozen=True, slots=True)
class Slack:
    """Our side of Slack: who we are there, its Web API, and the way to answer by `response_url`."""

    identity: AuthorizeResult = field(repr=False)
    web: AsyncWebClient
    replies: Replies


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that is wired and known to Slack: where deliveries go in, and the work that they start.

    slack: the side of Slack that it was wired with. metrics: what it counts in.
    """

    bolt: AsyncApp
    work: Work
    slack: Slack
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Records:
    """What is written down of what happens: who asked for what, and how much of everything there was."""

    audit: Audit
    metrics: Metrics


@asynccontextmanager
async def assembled(
    settings: Settings, *, metrics: Metrics | None = None, audit_to: TextIO | None = None
) -> AsyncIterator[Bot]:
    """Assemble the bot, for as long as its connections are needed: at the end, what is under way is answered.

    Waits, with a backoff, for a Slack that cannot be reached. Raises BadSettings when Slack refuses the bot token.

    audit_to: where the audit goes unless a file is configured; None for standard output.
    """
    metrics = metrics or Metrics()
    token = settings.slack_bot_token.get_secret_value()
    calls = SlackCalls(settings.slack_api_url, metrics.slack_called)
    metrics.watch_slack(lambda: calls.running)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(slack_session(settings, calls))
        qflow = await stack.enter_async_context(qflow_client(settings))
        audit = audit_stream(settings.audit_file, otherwise=audit_to or sys.stdout)
        stream = await stack.enter_async_context(audit)
        web = web_client(settings, slack)
        web.retry_handlers.append(PatientRetries())
        told = await slack_identity(web, refused=metrics.refused)
        identity = AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=told)
        stores = shared_stores(settings, identity, watch=metrics.watch_redis)
        shared = await stack.enter_async_context(stores)
        posts = Posts(web, pace=Pace(), refused=metrics.refused)
        counts, turns = metrics.counts, Turns(settings.qflow_concurrency)
        metrics.watch_turns(turns)
        bot = wired(
            Slack(
                identity,
                web,
                Replies(slack, slack_api_url=settings.slack_api_url, posts=posts, refused=metrics.refused),
            ),
            StepsService(
                steps_client(settings, qflow, counts),
                cache=Tiers(MemoryCache(settings.cache_mib * 2**20), shared.answers, counts=counts),
                turns=turns,
            ),
            Records(Audit(stream), metrics),
            rules=_rules(settings),
            examine=partial(_examined, settings, turns, counts),
            store=shared.events,
            execution_url=settings.execution_url,
        )
        try:
            yield bot
        finally:
            left = await bot.work.drain(DRAIN)
            if left:
                _log.warning("work_cut_short", tasks=left)


def wired(
    slack: Slack,
    service: StepsService,
    records: Records,
    *,
    rules: Rules,
    examine: Callable[[str | None], Awaitable[Report]],
    store: Store | None = None,
    execution_url: str | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Bot:
    """Wire the parts together.

    examine: examines the set-up, and whether one execution can be read. store: what replicas share, if anything.
    execution_url: a template of an execution's page in QFlow. now: the present, aware.
    """

    async def authorize() -> AuthorizeResult:
        return slack.identity  # asked of Slack once: Bolt by itself would ask within each of the first requests

    bolt = AsyncApp(
        name="qflow-bot",  # Bolt would look for one in the source of all that has called it
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,  # the door has checked the signature, on the bytes
        logger=_quiet_logger(),
    )
    work = Work()
    policy = Policy(
        rules,
        us=Us(slack.identity.team_id, slack.identity.enterprise_id),
        directory=Directory(slack.web),
        quota=Quota(store),
    )
    desk = Desk(work, seen=Seen(store), policy=policy, audit=records.audit, count=records.metrics.served)
    replies, posts = slack.replies, slack.replies.posts
    modals = Modals(slack.web, replies=replies, work=work, refused=records.metrics.refused)
    patience, last_lookups = Patience(), LastLookups(store)
    summaries = Summaries(service, audit=records.audit, execution_url=execution_url)
    register(
        bolt,
        commands=Commands(
            desk=desk,
            replies=replies,
            summaries=summaries,
            last_lookups=last_lookups,
            patience=patience,
            audit=records.audit,
            examine=examine,
            now=now,
        ),
        shortcuts=Shortcuts(
            desk=desk, replies=replies, modals=modals, summaries=summaries, last_lookups=last_lookups, now=now
        ),
        mentions=Mentions(
            desk=desk, posts=posts, summaries=summaries, last_lookups=last_lookups, patience=patience, now=now
        ),
        actions=Actions(
            desk=desk,
            replies=replies,
            modals=modals,
            posts=posts,
            summaries=summaries,
            last_lookups=last_lookups,
            patience=patience,
        ),
        strays=Strays(desk=desk, replies=replies, modals=modals),
    )
    return Bot(bolt, work, slack, records.metrics)


async def _examined(settings: Settings, turns: Turns, counts: Counts, execution_id: str | None) -> Report:
    """Examine the set-up in turn with the lookups, for it asks QFlow too. Raises Busy."""
    from bot.doctor.examination import examine
    from bot.doctor.known import known_from

    async with turns.taken(execution_id or "", within=LOOKUP_DEADLINE):
        return await examine(known_from(settings), execution_id=execution_id, counts=counts)


def _rules(settings: Settings) -> Rules:
    return Rules(
        guests=settings.guests == "allow",
        people=Listed(settings.allow_users, settings.allow_usergroups),
        channels=settings.allow_channels,
        data=Listed(settings.data_users, settings.data_usergroups),
        per_person=settings.limit_person,
        per_channel=settings.limit_channel,
        contact=settings.contact,
    )


def _quiet_logger() -> logging.Logger:
    """Give Bolt a logger without its warnings: one is for a token in the environment that `authorize` supplies."""
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.ERROR)
    return logger
