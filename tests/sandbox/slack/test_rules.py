"""Every rule of the tables: what just keeps it is taken, what just breaks it is refused by Slack's name."""

from typing import Any

import aiohttp
import pytest

from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.limits import LIMITS
from bot.sandbox.slack.people import ALICE, INCIDENTS
from bot.sandbox.slack.shapes import SHAPES, UNKNOWN_HERE
from tests.sandbox.slack.pairs import LIMIT_PAIRS, SHAPE_PAIRS, actions
from tests.sandbox.slack.test_response_urls import post
from tests.sandbox.slack.test_web_api import call

RULES = LIMITS | SHAPES
PAIRS = LIMIT_PAIRS | SHAPE_PAIRS
OF_VIEWS = sorted(name for name in RULES if name.startswith("view.") or name == "blocks.surface")
OF_MESSAGES = sorted(RULES.keys() - set(OF_VIEWS))


def as_message(payload: Any) -> dict[str, Any]:
    return payload if isinstance(payload, dict) else {"text": "fallback", "blocks": payload}


async def say(http: aiohttp.ClientSession, slack: SlackSandbox, rule: str, payload: Any) -> dict[str, Any]:
    """Send a message by the method that the rule is of."""
    method = rule.removesuffix(".text") if rule.startswith("chat.") else "chat.postMessage"
    arguments: dict[str, Any] = {"channel": INCIDENTS.id, **as_message(payload)}
    if method == "chat.postEphemeral":
        arguments["user"] = ALICE.id
    if method == "chat.update":
        posted = await call(http, slack, "chat.postMessage", channel=INCIDENTS.id, text="before")
        arguments["ts"] = posted["ts"]
    return await call(http, slack, method, **arguments)


async def show(http: aiohttp.ClientSession, slack: SlackSandbox, view: Any) -> dict[str, Any]:
    """Show a view: a modal to who just typed a command, or a Home tab."""
    if view["type"] == "home":
        return await call(http, slack, "views.publish", user_id=ALICE.id, view=view)
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    return await call(http, slack, "views.open", trigger_id=delivery.payload["trigger_id"], view=view)


def test_every_rule_has_its_pair() -> None:
    assert PAIRS.keys() == RULES.keys()


def test_every_rule_names_its_source() -> None:
    assert [name for name, rule in RULES.items() if not rule.source] == []


@pytest.mark.parametrize("rule", OF_MESSAGES)
async def test_a_message_that_just_keeps_a_rule_is_taken(
    slack: SlackSandbox, http: aiohttp.ClientSession, rule: str
) -> None:
    answer = await say(http, slack, rule, PAIRS[rule].inside)
    assert answer["ok"], answer


@pytest.mark.parametrize("rule", OF_MESSAGES)
async def test_a_message_that_just_breaks_a_rule_is_refused(
    slack: SlackSandbox, http: aiohttp.ClientSession, rule: str
) -> None:
    answer = await say(http, slack, rule, PAIRS[rule].outside)
    assert (answer["ok"], answer["error"]) == (False, RULES[rule].error)
    shown = slack.visible_to(ALICE, INCIDENTS)
    assert [message.text for message in shown] == (["before"] if rule == "chat.update.text" else [])


@pytest.mark.parametrize(
    "rule", [name for name in OF_MESSAGES if name not in {"chat.update.text", "chat.postEphemeral.text"}]
)
async def test_a_response_url_refuses_the_same(slack: SlackSandbox, http: aiohttp.ClientSession, rule: str) -> None:
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    url = delivery.payload["response_url"]
    assert await post(http, url, as_message(PAIRS[rule].outside)) == (400, RULES[rule].error)
    assert await post(http, url, as_message(PAIRS[rule].inside)) == (200, "ok")


@pytest.mark.parametrize("rule", OF_VIEWS)
async def test_a_view_that_just_keeps_a_rule_is_taken(
    slack: SlackSandbox, http: aiohttp.ClientSession, rule: str
) -> None:
    answer = await show(http, slack, PAIRS[rule].inside)
    assert answer["ok"], answer


@pytest.mark.parametrize("rule", OF_VIEWS)
async def test_a_view_that_just_breaks_a_rule_is_refused(
    slack: SlackSandbox, http: aiohttp.ClientSession, rule: str
) -> None:
    answer = await show(http, slack, PAIRS[rule].outside)
    error = RULES[rule].error
    assert answer["error"] == ("invalid_arguments" if error == "invalid_blocks" else error)
    assert slack.view_of(ALICE) is None


@pytest.mark.parametrize("rule", sorted(name for name in LIMITS if PAIRS[name].none is not None))
async def test_nothing_at_all_is_taken_where_the_lower_bound_is_zero(
    slack: SlackSandbox, http: aiohttp.ClientSession, rule: str
) -> None:
    if rule.startswith("view."):
        answer = await show(http, slack, PAIRS[rule].none)
    else:
        answer = await say(http, slack, rule, PAIRS[rule].none)
    assert answer["ok"] == (LIMITS[rule].least == 0)


@pytest.mark.parametrize("rule", sorted(name for name in PAIRS if PAIRS[name].below is not None))
async def test_the_lower_end_of_a_size_holds(slack: SlackSandbox, http: aiohttp.ClientSession, rule: str) -> None:
    assert (await say(http, slack, rule, PAIRS[rule].lowest))["ok"]
    answer = await say(http, slack, rule, PAIRS[rule].below)
    assert (answer["ok"], answer["error"]) == (False, RULES[rule].error)


def test_every_lower_end_is_tried() -> None:
    tried = {name for name in PAIRS if PAIRS[name].below is not None}
    assert tried == {name for name, limit in LIMITS.items() if limit.least > 1}


@pytest.mark.parametrize("kind", sorted(name for name in UNKNOWN_HERE if " " not in name))
async def test_what_this_sandbox_does_not_know_is_refused_as_unsupported(
    slack: SlackSandbox, http: aiohttp.ClientSession, kind: str
) -> None:
    for blocks in ([{"type": kind}], [actions({"type": kind})]):
        assert (await say(http, slack, "blocks.type", blocks))["error"] == "invalid_blocks"
