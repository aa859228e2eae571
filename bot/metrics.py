"""What is counted and measured, as Prometheus reads it. The only file that names prometheus_client.

No label tells who asked, where, or about which execution: https://prometheus.io/docs/practices/naming/#labels
"""

import platform
import re
from collections.abc import Callable
from datetime import timedelta
from typing import get_args

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector

from bot import __version__
from bot.asker import Way
from bot.outcome import Outcome
from bot.qflow.counts import Counts, Found, Where
from bot.qflow.turns import Turns

CONTENT_TYPE = CONTENT_TYPE_LATEST

_ACK_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds, up to the three that Slack waits."""
_ANSWER_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 25.0, 40.0)
"""Seconds, with the two that patience lasts and the 25 of a whole lookup among them."""

_SLACK_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0, 30.0)
"""Seconds, with the three that a trigger lives and the 30 after which nobody waits any longer."""

_WORD = re.compile(r"[a-z_]+")
_SLACKS_WORDS = frozenset(
    {
        *("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"),
        *("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope"),
        *("not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived", "restricted_action"),
        *("messages_tab_disabled", "user_not_found"),
        *("expired_url", "used_url", "expired_trigger_id", "exchanged_trigger_id", "not_found", "hash_conflict"),
        *("invalid_blocks", "msg_blocks_too_long", "msg_too_long", "invalid_arguments", "view_too_large"),
        *("timeout", "unreachable", "broken", "queue_full"),
    }
)
"""The refusals with a series of their own; what Slack sends is foreign text, and the log has the rest of it."""


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        # one more series for each would say nothing but when it began; the library forgot to type this
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        build = Info("qflow_bot_build", "What runs", registry=self._registry)
        build.info({"version": __version__, "python": platform.python_version()})
        self._requests = self._counter("requests", "What people asked for, by way and outcome", "way", "outcome")
        for way in Way:
            for outcome in Outcome:
                self._requests.labels(way, outcome)
        self._acks = self._histogram("ack", "From a delivery's arrival to its ack", _ACK_BUCKETS)
        self._answers = self._histogram("answer", "From a person's request to its answer", _ANSWER_BUCKETS)
        self._replays = self._counter("replays", "Deliveries that came in before, turned away at the door")
        self._refusals = self._counter("slack_refusals", "Calls that Slack did not take, by its word", "call", "error")
        self._slack = self._histogram("slack_call", "Calls to Slack", _SLACK_BUCKETS, "call", "status")
        self._calls = self._counter("qflow_calls", "Calls to QFlow, by status or how they failed", "status")
        self._lookups = self._counter("cache_lookups", "Lookups, refreshes too, by what the cache had", "found")
        for found in Found:
            self._lookups.labels(found)
        self._flights = self._counter("flights_joined", "Lookups that joined another one's call, by whose", "where")
        for where in get_args(Where):
            self._flights.labels(where)

    @property
    def counts(self) -> Counts:
        """What the QFlow side is given to count with."""
        return Counts(asked=self._asked, found=self._found, joined=self._joined)

    def served(self, way: Way, outcome: Outcome, took: timedelta) -> None:
        """Count what became of something that a person asked for, and note how long its answer took."""
        self._requests.labels(way, outcome).inc()
        if outcome is not Outcome.DUPLICATE:
            self._answers.observe(took.total_seconds())

    def acked(self, seconds: float) -> None:
        """Note how long an ack took."""
        self._acks.observe(seconds)

    def replayed(self) -> None:
        """Count a delivery that the door turned away, because it came in before."""
        self._replays.inc()

    def refused(self, call: str, said: str) -> None:
        """Count what Slack refused. call: a method of its API, or `response_url`. said: its word, or what failed."""
        word = next((word for word in _WORD.findall(said) if word in _SLACKS_WORDS), "other")
        self._refusals.labels(call, word).inc()

    def slack_called(self, call: str, status: str, seconds: float) -> None:
        """Note how long a call to Slack took, and what came of it: an HTTP status, or how it failed."""
        self._slack.labels(call, status).observe(seconds)

    def watch_slack(self, running: Callable[[], int]) -> None:
        """Show how many calls to Slack are under way."""
        self._gauge("slack_calls_running", "Calls to Slack under way").set_function(running)

    def watch_turns(self, turns: Turns) -> None:
        """Show how many calls to QFlow are under way, and how many wait for their turn."""
        self._gauge("qflow_calls_running", "Calls to QFlow under way").set_function(lambda: turns.running)
        self._gauge("qflow_calls_waiting", "Calls to QFlow that wait for a turn").set_function(lambda: turns.waiting)

    def watch_redis(self, up: Callable[[], bool]) -> None:
        """Show whether Redis answered when it was last used; a bot that has none does not show this."""
        self._gauge("redis_up", "Whether Redis answered when it was last used").set_function(up)

    def watch_sockets(self, connected: Callable[[], int]) -> None:
        """Show how many sockets to Slack are connected; over HTTP there are none, and this is not shown."""
        self._gauge("sockets_connected", "Sockets to Slack that are connected").set_function(connected)

    def rendered(self) -> bytes:
        """Give all of it as text, of the type CONTENT_TYPE."""
        return generate_latest(self._registry)

    def _asked(self, status: str) -> None:
        self._calls.labels(status).inc()

    def _found(self, found: Found) -> None:
        self._lookups.labels(found).inc()

    def _joined(self, where: Where) -> None:
        self._flights.labels(where).inc()

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"qflow_bot_{name}", f"{what}.", labels, registry=self._registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"qflow_bot_{name}", f"{what}.", registry=self._registry)

    def _histogram(self, name: str, what: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        name, what = f"qflow_bot_{name}_seconds", f"{what}, in seconds."
        return Histogram(name, what, labels, buckets=buckets, registry=self._registry)
