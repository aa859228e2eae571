"""Who may ask what, where and how: the whole table, over the Slack of the sandbox."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot import errors
from bot.asker import Asker, Audience, Way
from bot.directory import Directory
from bot.errors import BotError
from bot.policy import Listed, Policy, Rules, Us
from bot.qflow.hold_up import HoldUp
from bot.quota import Quota
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import (
    ALICE,
    APP,
    BOB,
    DIRECT,
    ELSEWHERE,
    GUEST,
    HIDDEN,
    HOME,
    INCIDENTS,
    ORGANISATION,
    OUTSIDER,
    SHARED,
    SIBLING,
    Person,
)
from tests.clocks import Seconds

US = Us(HOME.id, ORGANISATION.id)
TEAM_ALONE = Us(HOME.id, None)
ON_CALL = "S0ONCALL"

OPEN = Rules()
GUESTS = Rules(guests=True)
ALICE_ALONE = Rules(people=Listed(users=frozenset({ALICE.id})), contact="#platform-help")
ON_CALL_ALONE = Rules(people=Listed(groups=frozenset({ON_CALL})))
NO_SUCH_GROUP = Rules(people=Listed(groups=frozenset({"S0NOBODY"})))
HERE_ALONE = Rules(channels=frozenset({INCIDENTS.id}))


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    sandbox = SlackSandbox(bot_token="xoxb-1", signing_secret="secret", observer=lambda _: None)
    async with sandbox.running():
        yield sandbox


@pytest.fixture
async def directory(slack: SlackSandbox) -> AsyncIterator[Directory]:
    async with aiohttp.ClientSession() as session:
        yield Directory(AsyncWebClient(token="xoxb-1", base_url=f"{slack.origin}/api/", session=session))


async def refusal(policy: Policy, asker: Asker) -> type[BotError] | None:
    """Give the error that an asker is refused with, if they are."""
    try:
        await policy.admit(asker, hold_up=HoldUp())
    except BotError as error:
        return type(error)
    return None


def policy_of(rules: Rules, directory: Directory, us: Us = US) -> Policy:
    return Policy(rules, us=us, directory=directory, quota=Quota())


WHO: list[tuple[Person, dict[str, type[BotError] | None]]] = [
    (ALICE, {"open": None, "guests": None, "alice": None, "on call": None, "no group": errors.Unverified}),
    (
        BOB,
        {
            "open": None,
            "guests": None,
            "alice": errors.NotListed,
            "on call": errors.NotListed,
            "no group": errors.Unverified,
        },
    ),
    (
        GUEST,
        {
            "open": errors.Guest,
            "guests": None,
            "alice": errors.Guest,
            "on call": errors.Guest,
            "no group": errors.Guest,
        },
    ),
    (
        SIBLING,
        {
            "open": None,
            "guests": None,
            "alice": errors.NotListed,
            "on call": errors.NotListed,
            "no group": errors.Unverified,
        },
    ),
    (OUTSIDER, dict.fromkeys(["open", "guests", "alice", "on call", "no group"], errors.Outsider)),
]
RULES = {
    "open": OPEN,
    "guests": GUESTS,
    "alice": ALICE_ALONE,
    "on call": ON_CALL_ALONE,
    "no group": NO_SUCH_GROUP,
}


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("person", "rules", "answer"),
    [
        pytest.param(person, RULES[rule], answer, id=f"{person.name}, {rule}")
        for person, answers in WHO
        for rule, answer in answers.items()
    ],
)
async def test_each_person_is_let_in_or_refused_for_their_own_reason(
    directory: Directory, way: Way, person: Person, rules: Rules, answer: type[BotError] | None
) -> None:
    asker = Asker(way, person.id, person.team.id, INCIDENTS.id)
    assert await refusal(policy_of(rules, directory), asker) is answer


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("channel_id", "answer"),
    [
        pytest.param(INCIDENTS.id, None, id="listed"),
        pytest.param(SHARED.id, errors.ChannelNotListed, id="another"),
        pytest.param(DIRECT.id, errors.ChannelNotListed, id="a direct message"),
        pytest.param(None, errors.ChannelNotListed, id="no channel"),
    ],
)
async def test_where_channels_are_listed_only_they_are_answered_in(
    directory: Directory, way: Way, channel_id: str | None, answer: type[BotError] | None
) -> None:
    asker = Asker(way, ALICE.id, HOME.id, channel_id)
    assert await refusal(policy_of(HERE_ALONE, directory), asker) is answer


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("person", "listed", "answer"),
    [
        pytest.param(ALICE, Listed(), errors.DataSwitchedOff, id="no list"),
        pytest.param(ALICE, Listed(users=frozenset({ALICE.id})), None, id="listed"),
        pytest.param(ALICE, Listed(groups=frozenset({ON_CALL})), None, id="in a group that is listed"),
        pytest.param(BOB, Listed(users=frozenset({ALICE.id})), errors.DataNotAllowed, id="not listed"),
        pytest.param(BOB, Listed(groups=frozenset({ON_CALL})), errors.DataNotAllowed, id="in no group that is listed"),
        pytest.param(BOB, Listed(groups=frozenset({"S0NOBODY"})), errors.Unverified, id="a group that is none"),
    ],
)
async def test_data_has_a_list_of_its_own_and_is_off_without_it(
    directory: Directory, way: Way, person: Person, listed: Listed, answer: type[BotError] | None
) -> None:
    policy = policy_of(Rules(data=listed), directory)
    asker = Asker(way, person.id, person.team.id, INCIDENTS.id)
    await policy.admit(asker, hold_up=HoldUp())
    if answer is None:
        await policy.admit_to_data(asker)
    else:
        with pytest.raises(answer):
            await policy.admit_to_data(asker)


@pytest.mark.parametrize(
    ("asker", "us", "answer"),
    [
        pytest.param(Asker(Way.PRESS, ALICE.id, None), US, errors.Outsider, id="no team"),
        pytest.param(Asker(Way.MENTION, ALICE.id, ORGANISATION.id), US, None, id="our enterprise in place of a team"),
        pytest.param(Asker(Way.MENTION, ALICE.id, "E0OTHER"), US, errors.Outsider, id="another enterprise"),
        pytest.param(Asker(Way.MENTION, ALICE.id, ORGANISATION.id), TEAM_ALONE, errors.Outsider, id="we have none"),
        pytest.param(Asker(Way.PRESS, SIBLING.id, SIBLING.team.id), TEAM_ALONE, errors.Outsider, id="a team alone"),
        pytest.param(Asker(Way.COMMAND, SIBLING.id, SIBLING.team.id, None, ORGANISATION.id), US, None, id="a sibling"),
        pytest.param(Asker(Way.COMMAND, SIBLING.id, ELSEWHERE.id, None, "E0OTHER"), US, errors.Outsider, id="foreign"),
        pytest.param(Asker(Way.PRESS, OUTSIDER.id, HOME.id), US, errors.Outsider, id="a stranger with our team's id"),
        pytest.param(Asker(Way.PRESS, "U0UNKNOWN", HOME.id), US, errors.Unverified, id="nobody Slack knows"),
    ],
)
async def test_whose_team_it_is_decides(
    directory: Directory, asker: Asker, us: Us, answer: type[BotError] | None
) -> None:
    assert await refusal(policy_of(OPEN, directory, us), asker) is answer


@pytest.mark.parametrize("error", ["ratelimited", "missing_scope", "internal_error"])
async def test_where_slack_does_not_tell_nobody_is_let_in_and_it_is_asked_again(
    slack: SlackSandbox, directory: Directory, error: str
) -> None:
    policy, asker = policy_of(OPEN, directory), Asker(Way.PRESS, ALICE.id, HOME.id)
    slack.faults.refuse("users.info", error)
    with pytest.raises(errors.Unverified) as raised:
        await policy.admit(asker, hold_up=HoldUp())
    assert (raised.value.needed is None) == (error != "missing_scope")
    assert await refusal(policy, asker) is None


async def test_what_slack_told_is_kept_and_a_member_needs_no_question_where_guests_may_ask(
    slack: SlackSandbox, directory: Directory
) -> None:
    asker = Asker(Way.PRESS, ALICE.id, HOME.id)
    await policy_of(OPEN, directory).admit(asker, hold_up=HoldUp())
    slack.faults.refuse("users.info", "internal_error", times=2)
    await policy_of(OPEN, directory).admit(asker, hold_up=HoldUp())
    await policy_of(GUESTS, directory).admit(Asker(Way.PRESS, BOB.id, HOME.id), hold_up=HoldUp())


async def test_a_refused_person_is_told_whom_to_ask(directory: Directory) -> None:
    with pytest.raises(errors.NotListed) as refused:
        await policy_of(ALICE_ALONE, directory).admit(Asker(Way.PRESS, BOB.id, HOME.id), hold_up=HoldUp())
    assert refused.value.contact == "#platform-help"


@pytest.mark.parametrize(
    ("channel_id", "audience"),
    [
        pytest.param(INCIDENTS.id, Audience.MEMBERS, id="open"),
        pytest.param(SHARED.id, Audience.OUTSIDERS, id="shared with another organisation"),
        pytest.param(HIDDEN.id, Audience.UNKNOWN, id="private, without the bot"),
        pytest.param(DIRECT.id, Audience.DIRECT, id="direct, as the scope shows that Slack wants for it"),
        pytest.param("C0NOWHERE", Audience.UNKNOWN, id="none"),
    ],
)
async def test_the_audience_of_a_channel_is_known_or_said_to_be_unknown(
    directory: Directory, channel_id: str, audience: Audience
) -> None:
    assert await directory.audience(channel_id) is audience


async def test_a_person_who_asks_too_often_waits_for_the_next_minute() -> None:
    seconds = Seconds()
    quota = Quota(timer=seconds)
    waits = [await quota.wait("person:U1", 2, hold_up=HoldUp()) for _ in range(3)]
    assert waits == [timedelta(0), timedelta(0), timedelta(minutes=1)]
    assert await quota.wait("person:U2", 2, hold_up=HoldUp()) == timedelta(0)
    seconds.now = 59
    assert await quota.wait("person:U1", 2, hold_up=HoldUp()) == timedelta(seconds=1)
    seconds.now = 60
    assert await quota.wait("person:U1", 2, hold_up=HoldUp()) == timedelta(0)


async def test_no_limit_is_none() -> None:
    quota = Quota()
    assert {await quota.wait("person:U1", 0, hold_up=HoldUp()) for _ in range(100)} == {timedelta(0)}


async def test_the_limits_are_of_the_person_and_of_the_channel(directory: Directory) -> None:
    policy = policy_of(Rules(per_person=2, per_channel=3), directory)
    alice, bob = (Asker(Way.COMMAND, person.id, HOME.id, INCIDENTS.id) for person in (ALICE, BOB))
    for asker in (alice, alice, bob):
        await policy.admit(asker, hold_up=HoldUp())
    with pytest.raises(errors.AskedTooOften) as person:
        await policy.admit(alice, hold_up=HoldUp())
    with pytest.raises(errors.AskedTooOften) as channel:
        await policy.admit(bob, hold_up=HoldUp())
    assert (person.value.in_channel, channel.value.in_channel) == (False, True)


def test_the_sandbox_bot_is_granted_what_the_policy_asks_for() -> None:
    assert {"users:read", "usergroups:read", "channels:read", "groups:read"} <= APP.scopes
