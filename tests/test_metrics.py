"""What is counted: in Prometheus' words, and of nobody in particular."""

import re
from datetime import timedelta

import pytest

from bot.asker import Way
from bot.metrics import Metrics
from bot.outcome import Outcome
from bot.qflow.counts import Found
from bot.qflow.turns import Turns

_LONG = timedelta(minutes=1)


def sample(metrics: Metrics, series: str) -> float | None:
    """Give the value of a series as it is scraped, None where there is none."""
    found = re.search(rf"^{re.escape(series)} (\S+)$", metrics.rendered().decode(), re.MULTILINE)
    return float(found[1]) if found else None


def test_every_way_and_outcome_is_there_before_anybody_asks() -> None:
    metrics = Metrics()
    for way in Way:
        for outcome in Outcome:
            assert sample(metrics, f'qflow_bot_requests_total{{outcome="{outcome}",way="{way}"}}') == 0
    metrics.served(Way.MENTION, Outcome.REFUSED, timedelta(0))
    assert sample(metrics, 'qflow_bot_requests_total{outcome="refused",way="mention"}') == 1


def test_no_series_tells_when_another_one_began() -> None:
    assert "_created" not in Metrics().rendered().decode()


def test_latencies_are_histograms_that_tell_what_slack_and_people_wait() -> None:
    metrics = Metrics()
    metrics.acked(0.002)
    metrics.served(Way.PRESS, Outcome.ANSWERED, timedelta(seconds=2.5))
    assert sample(metrics, 'qflow_bot_ack_seconds_bucket{le="0.0025"}') == 1
    assert sample(metrics, 'qflow_bot_answer_seconds_bucket{le="2.0"}') == 0
    assert sample(metrics, 'qflow_bot_answer_seconds_bucket{le="3.0"}') == 1


def test_two_bots_of_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.replayed()
    assert (sample(one, "qflow_bot_replays_total"), sample(other, "qflow_bot_replays_total")) == (1, 0)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        pytest.param("404 expired_url", "expired_url", id="a word"),
        pytest.param('200 {"ok":false,"error":"invalid_blocks"}', "invalid_blocks", id="a word in JSON"),
        pytest.param("500 <html>token xoxb-1 of U0ALICE</html>", "other", id="foreign text"),
        pytest.param("not a response_url of Slack's", "other", id="ours"),
    ],
)
def test_a_refusal_is_counted_by_slacks_word_and_by_no_other_text(said: str, error: str) -> None:
    metrics = Metrics()
    metrics.refused("response_url", said)
    assert sample(metrics, f'qflow_bot_slack_refusals_total{{call="response_url",error="{error}"}}') == 1
    assert "xoxb" not in metrics.rendered().decode()


def test_what_the_bot_does_not_have_is_not_shown() -> None:
    metrics = Metrics()
    assert sample(metrics, "qflow_bot_redis_up") is None
    assert sample(metrics, "qflow_bot_sockets_connected") is None
    metrics.watch_redis(lambda: False)
    metrics.watch_sockets(lambda: 2)
    assert sample(metrics, "qflow_bot_redis_up") == 0
    assert sample(metrics, "qflow_bot_sockets_connected") == 2


async def test_the_queue_is_read_when_it_is_asked_for() -> None:
    metrics, turns = Metrics(), Turns(1)
    metrics.watch_turns(turns)
    async with turns.taken("0e72b4a1", within=_LONG):
        assert sample(metrics, "qflow_bot_qflow_calls_running") == 1
    assert sample(metrics, "qflow_bot_qflow_calls_running") == 0


def test_names_follow_prometheus_conventions() -> None:
    metrics = Metrics()
    metrics.watch_turns(Turns(1))
    metrics.counts.found(Found.STALE)
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", metrics.rendered().decode(), re.MULTILINE))
    ours = {name: kind for name, kind in kinds.items() if not name.startswith("process_")}
    assert all(name.startswith("qflow_bot_") for name in ours)
    assert all(name.endswith("_total") for name, kind in ours.items() if kind == "counter")
    assert all(name.endswith("_seconds") for name, kind in ours.items() if kind == "histogram")
    assert "qflow_bot_build_info" in ours
