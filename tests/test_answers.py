"""What people type, and what they read: through the door, the API and the response_url, over loopback."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.blocks.ids import ActionId
from bot.sandbox.executions import NAMED, named
from bot.sandbox.faults.connections import Delay
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.slack import Message
from bot.sandbox.slack.people import ALICE, BOB, GENERAL, INCIDENTS
from tests.stage import PATIENT, Stage, staged, words
from tests.test_pressing import press

DOCUMENTED = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
WRONG = (
    pytest.param("/qflow-steps since=2h", "Which execution?", id="no id"),
    pytest.param("/qflow-steps hello", "“hello” is not an execution id", id="not an id"),
    pytest.param(f"/qflow-steps {DOCUMENTED} {DOCUMENTED[:-1]}5", "2 execution ids", id="two ids"),
    pytest.param(f"/qflow-steps {DOCUMENTED} statsu", "Did you mean status?", id="unknown field"),
    pytest.param(f"/qflow-steps {DOCUMENTED} status -status", "two orders", id="two orders"),
    pytest.param(f"/qflow-steps {DOCUMENTED} untill=2h", "Did you mean until=?", id="unknown option"),
    pytest.param(f"/qflow-steps {DOCUMENTED} since=1h since=2h", "“since” is there twice", id="repeated option"),
    pytest.param(f"/qflow-steps {DOCUMENTED} until=", "has nothing behind it", id="no value"),
    pytest.param(f"/qflow-steps {DOCUMENTED} since=yesterday", "cannot read “yesterday”", id="bad date"),
    pytest.param(f"/qflow-steps {DOCUMENTED} since=1h until=2h", "is later than until", id="since after until"),
    pytest.param(f"/qflow-steps {DOCUMENTED} status={'x,' * 60}", "more statuses than fit", id="long status"),
    pytest.param(f"/qflow-steps {DOCUMENTED} data", "switched off", id="data"),
    pytest.param("/qflow-runs 1", "I do not have a command “/qflow-runs”", id="another command"),
)
REFUSED = (
    pytest.param("error-401", "no longer accepts this bot's token", id="401"),
    pytest.param("error-403", "does not let this bot's user read", id="403"),
    pytest.param("error-404", "has no steps", id="404"),
    pytest.param("error-409", "Ask again in 40 s", id="409"),
    pytest.param("error-429", "Ask again in 10 min", id="429"),
    pytest.param("error-429-retry-after", "Ask again in 2 min", id="429 with Retry-After"),
    pytest.param("error-429-bare", "Ask again in a minute or so", id="429 without a wait"),
    pytest.param("error-500", "HTTP 500", id="500"),
    pytest.param("error-502", "HTTP 502", id="502"),
    pytest.param("error-503", "HTTP 503", id="503"),
    pytest.param("error-connection", "could not be reached", id="connection"),
    pytest.param("error-broken-body", "damaged", id="broken body"),
    pytest.param("error-html", "damaged", id="HTML"),
    pytest.param("error-shape", "is not a list of steps", id="another shape"),
    pytest.param("error-redirect", "HTTP 302", id="redirect"),
    pytest.param("error-too-large", "larger than the 32 MiB", id="too large"),
)


async def test_the_documented_execution_is_summarised_with_bounds_as_bounds(stage: Stage) -> None:
    answer = await stage.say(f"/qflow-steps {DOCUMENTED}")
    assert answer.is_ephemeral
    assert "✅ 4  post-event · e3a84822\n≤ +52.9 s · ≥ 54 ms · Success" in words(answer)
    assert not re.search(r"(?<!≥ )54 ms", words(answer) + answer.text)
    assert stage.calls == [{}]


async def test_an_order_is_asked_of_the_api_and_kept_by_the_steps(stage: Stage) -> None:
    answer = await stage.say(f"/qflow-steps {DOCUMENTED} -status")
    assert stage.calls == [{"order": "-status"}]
    shown = re.findall(r"^\S+ (\d+)  ([\w-]+)", words(answer), re.MULTILINE)
    assert [number for number, _ in shown] == ["2", "3", "4", "5", "6", "1"]


async def test_a_dated_query_is_asked_as_documented_and_gets_no_verdict(stage: Stage) -> None:
    answer = await stage.say(f"/qflow-steps {DOCUMENTED} status since=2025-03-20T01:45:36.220Z")
    assert stage.calls == [{"startAt": "2025-03-20T01:45:36.220Z", "order": "status"}]
    assert answer.text.startswith("🔎 2 rows in this range, not the whole execution")
    assert "since 2025-03-20 01:45:36 UTC" in words(answer)


@pytest.mark.parametrize(("typed", "answered"), WRONG)
async def test_wrong_input_gets_its_own_private_answer_without_a_call(stage: Stage, typed: str, answered: str) -> None:
    answer = await stage.say(typed)
    assert answer.is_ephemeral
    assert answered in words(answer)
    assert not stage.calls


@pytest.mark.parametrize("typed", ["/qflow-steps", "/qflow-steps help"])
async def test_help_is_given_without_a_call(stage: Stage, typed: str) -> None:
    answer = await stage.say(typed)
    assert "What did a QFlow execution do?" in answer.text
    assert not stage.calls


@pytest.mark.parametrize(("name", "answered"), REFUSED)
async def test_each_api_error_gets_its_own_answer_without_a_secret(stage: Stage, name: str, answered: str) -> None:
    answer = await stage.say(f"/qflow-steps {named(name).execution_id}")
    said = words(answer) + answer.text
    assert answer.is_ephemeral
    assert answered in said
    assert "http:" not in said.lower()
    for forbidden in ("joe_user", "html>", stage.sandbox.qflow_origin, *stage.sandbox.environment.values()):
        assert forbidden not in said


async def test_an_order_that_the_api_refuses_is_sorted_here(stage: Stage) -> None:
    answer = await stage.say(f"/qflow-steps {named('error-400').execution_id} -startDate")
    assert stage.calls == [{"order": "-startDate"}, {}]
    assert re.findall(r"^\S+ (\d)  ", words(answer), re.MULTILINE) == ["3", "2", "1"]


async def test_a_text_with_the_word_payload_is_answered(stage: Stage) -> None:
    answer = await stage.say("/qflow-steps order-payload-7")
    assert "“order-payload-7” is not an execution id" in words(answer)


async def test_share_answers_everyone_and_names_who_shared(stage: Stage) -> None:
    answer = await stage.say(f"/qflow-steps {DOCUMENTED} share")
    assert not answer.is_ephemeral
    assert answer in stage.sandbox.slack.visible_to(BOB, INCIDENTS)
    assert "shared by <@U0ALICE>" in words(answer)
    assert {element["text"]["text"] for element in answer.blocks[-2]["elements"]} == {"Open", "Refresh"}


async def test_the_bot_need_not_be_in_the_channel(stage: Stage) -> None:
    answer = await stage.say(f"/qflow-steps {DOCUMENTED}", channel=GENERAL)
    assert answer.text.startswith("✅ No failure")


@pytest.mark.parametrize(
    "name", [execution.name for execution in NAMED.values() if not execution.name.startswith("error")]
)
async def test_every_named_execution_is_answered(stage: Stage, name: str) -> None:
    execution_id = named(name).execution_id
    answer = await stage.say(f"/qflow-steps {execution_id}")
    assert execution_id in answer.text


async def test_hostile_texts_stay_texts_wherever_they_are_shown(stage: Stage) -> None:
    seen: Message = await stage.say(f"/qflow-steps {named('hostile').execution_id}")
    shown = [seen]
    for action_id in (ActionId.PREVIOUS, ActionId.TIMELINE, ActionId.TIMELINE):
        seen = await press(stage, seen, action_id)
        shown.append(seen)
    for label in [f"step {number}," for number in range(1, 11)]:
        seen = await press(stage, seen, ActionId.DETAILS, label)
        shown.append(seen)
    seen = await press(stage, seen, ActionId.NEXT)
    for label in ("step 11,", "of step 12,"):
        seen = await press(stage, seen, ActionId.DETAILS, label)
        shown.append(seen)
    parsed = "\n".join(text for message in shown for text in [message.text, *mrkdwn_of(message.blocks)])
    assert "&lt;!channel&gt;" in parsed
    assert set(re.findall(r"<(?!!date\^)[^>]*>?", parsed)) == set()
    said = "\n".join(map(words, shown))
    for foreign in (
        "<!channel> <@U012AB3CD>",
        "<https://evil.example|click>",
        "``` end of block ```",
        "line 1 of 10,000",
    ):
        assert foreign in said


def mrkdwn_of(part: Any) -> Iterator[str]:
    """Give every text in which Slack parses mentions, links and dates."""
    match part:
        case {"type": "mrkdwn", "text": str(text)}:
            yield text
        case dict():
            for value in part.values():
                yield from mrkdwn_of(value)
        case list() | tuple():
            for value in part:
                yield from mrkdwn_of(value)


async def test_the_text_alone_tells_headline_id_and_failing_message(stage: Stage) -> None:
    execution_id = named("failed").execution_id
    answer = await stage.say(f"/qflow-steps {execution_id}")
    headline, execution, failure = answer.text.splitlines()[:3]
    assert headline == "❌ Failed at action · 6 of 6 steps finished, 1 skipped"
    assert execution_id in execution
    assert "not authorized to perform: ec2:StopInstances" in failure


async def test_500_people_asking_for_one_execution_at_once_are_one_call() -> None:
    async with staged(BOT_LIMIT_PERSON=0, BOT_LIMIT_CHANNEL=0) as stage:
        slack = stage.sandbox.slack
        stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.3), on="steps", times=1))
        deliveries = await asyncio.gather(*(stage.deliver(f"/qflow-steps {DOCUMENTED}") for _ in range(500)))
        assert {(delivery.status, delivery.error) for delivery in deliveries} == {(200, None)}
        await slack.wait_for_message(
            person=ALICE,
            channel=INCIDENTS,
            where=lambda _: len(slack.visible_to(ALICE, INCIDENTS)) == 500,
            within=PATIENT,
        )
        assert stage.calls == [{}]


async def test_an_answer_says_that_it_comes_from_the_cache(stage: Stage) -> None:
    first = await stage.say(f"/qflow-steps {DOCUMENTED}")
    again = await stage.say(f"/qflow-steps {DOCUMENTED} -status")
    assert "from cache" not in first.text
    assert "from cache" in again.text
    assert "from cache" in words(again)
    assert stage.calls == [{}]
