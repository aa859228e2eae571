"""Faults that a person asks for: how they are read, and what the bot then meets."""

import pytest

from bot.demo.acts import ClearFaults, Fault, Faults, Say
from bot.demo.conversation import Conversation
from bot.demo.faults import KINDS, as_asked, parse_fault
from bot.demo.refusals import CannotDo
from bot.demo.script import DOCUMENTED
from bot.demo.sights import Nothing, Planned
from bot.sandbox.executions import named
from bot.sandbox.slack.faults import CALLS
from tests.demo.stage import perform, texts

FAILED = named("failed").execution_id
HELP = Say("/qflow-steps help")


def fault(text: str) -> Fault:
    return Fault(parse_fault(text))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("qflow 503", "qflow 503", id="a status"),
        pytest.param(" qflow  delay 3 ", "qflow delay seconds=3.0", id="a delay"),
        pytest.param("qflow reset times=2", "qflow reset times=2", id="so many times"),
        pytest.param("qflow 429 wait=5", "qflow 429 wait=5", id="a status with waiting"),
        pytest.param("qflow http-error status=404", "qflow 404", id="a status by its kind"),
        pytest.param(f"qflow html execution_id={FAILED}", f"qflow html execution_id={FAILED}", id="one execution"),
        pytest.param("slack CHAT.postmessage no_text", "slack chat.postMessage no_text", id="a method"),
        pytest.param("slack response_url expired_url", "slack response_url expired_url", id="a response URL"),
        pytest.param("slack response_url delay 5", "slack response_url delay 5", id="a slow response URL"),
        pytest.param("slack views.open no_text delay=5", "slack views.open no_text delay=5.0", id="slow and refused"),
        pytest.param(
            "slack users.info ratelimited retry_after=7", "slack users.info ratelimited retry_after=7", id="a wait"
        ),
    ],
)
def test_a_fault_is_read_and_told_as_it_is_asked_for(text: str, asked: str) -> None:
    planned = parse_fault(text)
    assert as_asked(planned) == asked
    assert parse_fault(asked) == planned


@pytest.mark.parametrize("text", [*(f"qflow {kind}" for kind in KINDS), *(f"slack {call} no_text" for call in CALLS)])
def test_every_kind_and_every_call_can_be_asked_for_and_stays_until_it_is_cleared(text: str) -> None:
    needed = {"qflow delay": " seconds=1.0", "qflow http-error": " status=503"}.get(text, "")
    planned = parse_fault(text + needed)
    assert planned.times is None
    assert parse_fault(as_asked(planned)) == planned


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("", "it takes qflow 503, or slack chat.postMessage", id="nothing"),
        pytest.param("times=2", "it takes qflow 503, or slack chat.postMessage", id="options alone"),
        pytest.param("qlfow 503", "Did you mean qflow?", id="a slip in the side"),
        pytest.param("qflow", "QFlow fails with a status, such as 503, or with a kind", id="no kind"),
        pytest.param("qflow rest", "Did you mean reset?", id="a slip in the kind"),
        pytest.param("qflow 200", "status must be at least 400", id="no error"),
        pytest.param("qflow 9999", "status must be at most 599", id="no status"),
        pytest.param("qflow delay", "seconds is missing", id="no seconds"),
        pytest.param("qflow delay soon", "seconds must be a number", id="no number"),
        pytest.param("qflow reset 3", "“3” is too much behind qflow reset", id="too much"),
        pytest.param("qflow reset hard=1", "there is no option hard", id="an unknown option"),
        pytest.param("qflow reset execution_id=x", "there is no execution x", id="an unknown execution"),
        pytest.param("slack", "fails with a method or response_url, and an error", id="no method"),
        pytest.param("slack chat.postMesage no_text", "Did you mean chat.postMessage?", id="a slip in the method"),
        pytest.param("slack views.open", "fails with one error, such as views.open invalid_auth", id="no error name"),
        pytest.param("slack views.open a b", "fails with one error", id="two errors"),
        pytest.param("slack views.open delay", "or is late: delay 5", id="no time"),
        pytest.param("slack views.open delay soon", "delay must be a number", id="no number of seconds"),
        pytest.param("slack views.open Sorry", "error is not written like that", id="no error of Slack's"),
        pytest.param("slack views.open invalid_blcoks", "Did you mean invalid_blocks?", id="a slip in the error"),
        pytest.param("slack views.open rate_limited", "Did you mean ratelimited?", id="an error spelt otherwise"),
    ],
)
def test_what_is_no_fault_gets_a_hint(text: str, hint: str) -> None:
    with pytest.raises(CannotDo) as cannot:
        parse_fault(text)
    assert hint in str(cannot.value)
    assert "\n" not in str(cannot.value)


async def test_the_bot_meets_a_fault_of_qflow_until_it_is_cleared(conversation: Conversation) -> None:
    assert await perform(conversation, fault("qflow 403")) == [Planned(["qflow 403"])]
    failed = texts(await perform(conversation, DOCUMENTED))
    assert await perform(conversation, ClearFaults()) == [Planned([])]
    answered = texts(await perform(conversation, DOCUMENTED))
    assert answered[-1].startswith("✅ No failure")
    assert not failed[-1].startswith("✅")


async def test_the_bot_meets_a_fault_of_slack_so_many_times(conversation: Conversation) -> None:
    dead, closed = fault("slack response_url used_url times=1"), fault("slack chat.postEphemeral fatal_error times=1")
    silent = fault("slack chat.postMessage messages_tab_disabled times=1")
    assert await perform(conversation, dead, closed, silent, HELP) == [Nothing()]
    assert await perform(conversation, HELP) != [Nothing()]
    assert await perform(conversation, Faults()) == [Planned([])]


async def test_what_is_planned_is_told_for_both_sides(conversation: Conversation) -> None:
    acts = fault("slack chat.postMessage not_in_channel"), fault("qflow reset"), Faults()
    told = [Planned(["qflow reset", "slack chat.postMessage not_in_channel"])]
    assert await perform(conversation, *acts) == told
