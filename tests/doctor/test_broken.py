"""Set-ups that are broken in one place: the doctor names it, and who can mend it, and tells no secret."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.blocks.diagnosis import diagnosis_message
from bot.doctor.examination import examine
from bot.doctor.known import known_from
from bot.findings import Check, State, Who
from bot.manifest import BOT_SCOPES
from bot.sandbox.faults.connections import Reset, Silence
from bot.sandbox.faults.replies import HalfJson, Html, HttpError, OtherShape, Redirect
from bot.sandbox.slack.faults import Call
from bot.sandbox.tokens import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME
from tests.doctor.clinic import Clinic, of
from tests.redis_server import free_port
from tests.stage import Stage

FAILED = "fa11ed00-0000-4000-8000-000000000001"
NOBODYS = "fa11ed00-0000-4000-8000-00000000dead"

Break = Callable[[Clinic], None]


def slack_says(method: Call, word: str) -> Break:
    """Let Slack answer a method with an error."""
    return lambda patient: patient.sandbox.slack.faults.refuse(method, word, times=9)


def client(secret: str = CLIENT_SECRET) -> dict[str, str | None]:
    return {"QFLOW_TOKEN": None, "QFLOW_CLIENT_ID": CLIENT_ID, "QFLOW_CLIENT_SECRET": secret}


def user(password: str = PASSWORD) -> dict[str, str | None]:
    return {"QFLOW_TOKEN": None, "QFLOW_USERNAME": USERNAME, "QFLOW_PASSWORD": password}


def token_of_no_use(patient: Clinic) -> None:
    """Let a token be issued that QFlow then does not take."""
    patient.set(**client())
    patient.qflow_fails(HttpError(status=401))


def https_to_http(patient: Clinic) -> None:
    patient.set(QFLOW_BASE_URL=patient.sandbox.qflow_origin.replace("http://", "https://"))


def not_slack(patient: Clinic) -> None:
    patient.set(SLACK_API_URL=patient.sandbox.qflow_origin)


def hangs(patient: Clinic) -> None:
    patient.qflow_fails(Silence())
    patient.deadline = timedelta(seconds=0.5)


NOTHING_THERE = f"http://127.0.0.1:{free_port()}"


@pytest.mark.parametrize(
    ("sabotage", "check", "says", "who"),
    [
        pytest.param(
            lambda patient: patient.set(SLACK_BOT_TOKEN="xoxb-of-another-app"),
            *(Check.SLACK_TOKEN, "refuses SLACK_BOT_TOKEN (invalid_auth)", Who.OPERATOR),
            id="a bad bot token",
        ),
        pytest.param(
            slack_says("auth.test", "token_revoked"),
            *(Check.SLACK_TOKEN, "(token_revoked)", Who.SLACK_ADMIN),
            id="a revoked bot token",
        ),
        pytest.param(
            slack_says("auth.test", "token_expired"),
            *(Check.SLACK_TOKEN, "(token_expired)", Who.SLACK_ADMIN),
            id="a bot token that rotated",
        ),
        pytest.param(
            not_slack, Check.SLACK_TOKEN, "something other than Slack answers", Who.OPERATOR, id="not Slack at all"
        ),
        pytest.param(
            lambda patient: patient.grant("commands", "app_mentions:read"),
            *(Check.SCOPES, "lacks chat:write (sharing from a window, answering mentions, ", Who.SLACK_ADMIN),
            id="a required scope is missing",
        ),
        pytest.param(
            lambda patient: patient.set(SLACK_SIGNING_SECRET="Verification1Token2abcde"),
            *(Check.SIGNING_SECRET, "is not 32 hex digits", Who.OPERATOR),
            id="another thing in the signing secret's place",
        ),
        pytest.param(
            lambda patient: patient.set(SLACK_APP_TOKEN="xapp-of-another-app"),
            *(Check.APP_TOKEN, "refuses SLACK_APP_TOKEN (invalid_auth)", Who.OPERATOR),
            id="a bad app token",
        ),
        pytest.param(
            lambda patient: (
                patient.set(SLACK_APP_TOKEN=patient.sandbox.socket_environment["SLACK_APP_TOKEN"]),
                slack_says("apps.connections.open", "not_allowed_token_type")(patient),
            ),
            *(Check.APP_TOKEN, "(not_allowed_token_type)", Who.OPERATOR),
            id="an app token of another type",
        ),
        pytest.param(
            lambda patient: (
                patient.set(SLACK_APP_TOKEN=patient.sandbox.socket_environment["SLACK_APP_TOKEN"]),
                slack_says("apps.connections.open", "missing_scope")(patient),
            ),
            *(Check.APP_TOKEN, "(missing_scope)", Who.SLACK_ADMIN),
            id="an app token without connections:write",
        ),
        pytest.param(
            lambda patient: patient.turn_the_clock(minutes=7),
            *(Check.CLOCK, "7 min 00 s ahead of Slack's", Who.OPERATOR),
            id="a clock ahead",
        ),
        pytest.param(
            lambda patient: patient.turn_the_clock(hours=-2),
            *(Check.CLOCK, "2 h 00 min behind Slack's", Who.OPERATOR),
            id="a clock behind",
        ),
        pytest.param(
            lambda patient: patient.set(QFLOW_TOKEN="eyJ-some-old-token"),
            *(Check.AUTHENTICATION, "refuses QFLOW_TOKEN", Who.OPERATOR),
            id="401 for a token",
        ),
        pytest.param(
            lambda patient: patient.set(**client("not-the-secret")),
            *(Check.AUTHENTICATION, "refuses QFLOW_CLIENT_ID and QFLOW_CLIENT_SECRET", Who.OPERATOR),
            id="401 for a client",
        ),
        pytest.param(
            lambda patient: patient.set(**user("not-the-password")),
            *(Check.AUTHENTICATION, "refuses QFLOW_USERNAME and QFLOW_PASSWORD", Who.OPERATOR),
            id="401 for a user",
        ),
        pytest.param(
            token_of_no_use,
            *(Check.AUTHENTICATION, "gives a token", Who.QUALYS_ADMINISTRATOR),
            id="401 for a token just issued",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(HttpError(status=403)),
            *(Check.PERMISSION, "does not let the bot's user read executions", Who.QUALYS_ADMINISTRATOR),
            id="403",
        ),
        pytest.param(
            lambda patient: setattr(patient, "execution_id", NOBODYS),
            *(Check.PERMISSION, "no steps for that execution", Who.QUALYS_ADMINISTRATOR),
            id="404",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(HttpError(status=429, wait=40)),
            *(Check.QFLOW_ANSWERS, "asked too often", Who.OPERATOR),
            id="429",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(HttpError(status=503)),
            *(Check.QFLOW_ANSWERS, "QFlow fails (HTTP 503)", Who.QUALYS_ADMINISTRATOR),
            id="503",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(Html()),
            *(Check.QFLOW_ANSWERS, "a web page answers in QFlow's place", Who.OPERATOR),
            id="HTML in QFlow's place",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(Html(status=404)),
            *(Check.QFLOW_ANSWERS, "a web page answers in QFlow's place", Who.OPERATOR),
            id="HTML that was not found in QFlow's place",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(Redirect()),
            *(Check.QFLOW_ANSWERS, "is not the QFlow API", Who.OPERATOR),
            id="a redirect",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(OtherShape(), execution_id=FAILED),
            *(Check.QFLOW_ANSWERS, "is not the QFlow API", Who.OPERATOR),
            id="another API",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(HalfJson(), execution_id=FAILED),
            *(Check.QFLOW_ANSWERS, "is not the QFlow API", Who.OPERATOR),
            id="damaged JSON",
        ),
        pytest.param(
            lambda patient: patient.qflow_fails(Reset()),
            *(Check.QFLOW_ANSWERS, "breaks off", Who.OPERATOR),
            id="a connection that breaks",
        ),
        pytest.param(hangs, Check.QFLOW_ANSWERS, "no answer within", Who.OPERATOR, id="a QFlow that hangs"),
        pytest.param(
            lambda patient: patient.set(QFLOW_BASE_URL=NOTHING_THERE),
            *(Check.QFLOW_ANSWERS, "nothing listens", Who.OPERATOR),
            id="an unreachable host",
        ),
        pytest.param(https_to_http, Check.QFLOW_ANSWERS, "does not speak TLS", Who.OPERATOR, id="a host without TLS"),
        pytest.param(
            lambda patient: patient.set(REDIS_URL=NOTHING_THERE.replace("http", "redis")),
            *(Check.REDIS, "cannot be reached", Who.OPERATOR),
            id="no Redis",
        ),
        pytest.param(
            lambda patient: patient.set(REDIS_URL=patient.sandbox.qflow_origin.replace("http", "redis")),
            *(Check.REDIS, "cannot be reached", Who.OPERATOR),
            id="something else in Redis' place",
        ),
    ],
)
async def test_the_fault_is_named_first_with_who_can_mend_it(
    patient: Clinic, sabotage: Break, check: Check, says: str, who: Who
) -> None:
    sabotage(patient)
    report = await patient.report()
    finding = of(report, check)
    assert says in finding.what
    assert (finding.state, finding.remedy and finding.remedy.who) == (State.WRONG, who)
    assert report.sentence.startswith(f"Broken first: {check.value}, ")
    assert str(finding.remedy) in report.sentence
    assert [found.check for found in report.findings if found.state is State.WRONG] == [check]
    assert not report.fine


async def test_nothing_is_wrong_with_a_set_up_that_works(patient: Clinic) -> None:
    patient.execution_id = FAILED
    patient.set(SLACK_APP_TOKEN=patient.sandbox.socket_environment["SLACK_APP_TOKEN"])
    report = await patient.report()
    assert [finding.check for finding in report.findings] == list(Check)
    assert {finding.check for finding in report.findings if finding.state is not State.OK} == set(report.unchecked)
    assert report.fine
    assert report.sentence == "Nothing that was checked is broken. Not checked: signing secret, Redis."


async def test_a_signing_secret_that_may_be_another_apps_is_not_called_right(patient: Clinic) -> None:
    patient.set(SLACK_SIGNING_SECRET="f" * 32)
    finding = of(await patient.report(), Check.SIGNING_SECRET)
    assert finding.state is State.UNCHECKED
    assert "signature_refused" in finding.what


@pytest.mark.parametrize("credentials", [pytest.param(client(), id="client"), pytest.param(user(), id="user")])
async def test_credentials_that_bring_a_token_are_fine(patient: Clinic, credentials: dict[str, str | None]) -> None:
    patient.set(**credentials)
    report = await patient.report()
    assert of(report, Check.AUTHENTICATION).state is State.OK
    assert report.fine


async def test_permission_is_not_checked_without_an_execution(patient: Clinic) -> None:
    finding = of(await patient.report(), Check.PERMISSION)
    assert (finding.state, finding.remedy) == (State.UNCHECKED, None)
    assert "doctor <executionId>" in finding.what


@pytest.mark.parametrize(
    ("sabotage", "check", "says"),
    [
        pytest.param(
            lambda patient: patient.grant(*BOT_SCOPES),
            *(Check.SCOPES, "lacks the optional app_mentions:read (being mentioned)"),
            id="an optional scope is missing",
        ),
        pytest.param(
            lambda patient: patient.turn_the_clock(seconds=90), Check.CLOCK, "1 min 30 s ahead of", id="a clock adrift"
        ),
        pytest.param(
            slack_says("auth.test", "ratelimited"), Check.SLACK_TOKEN, "(ratelimited)", id="a Slack asked too often"
        ),
    ],
)
async def test_a_warning_leaves_the_rest_fine(patient: Clinic, sabotage: Break, check: Check, says: str) -> None:
    sabotage(patient)
    report = await patient.report()
    finding = of(report, check)
    assert finding.state is State.WARNING
    assert says in finding.what
    assert report.fine
    assert report.sentence.startswith(f"Nothing that was checked is broken, but look at {check.value}: ")


async def test_what_hangs_harms_no_other_check(patient: Clinic) -> None:
    hangs(patient)
    report = await patient.report()
    fine = {finding.check for finding in report.findings if finding.state is State.OK}
    assert fine == {
        Check.SETTINGS,
        Check.CLOCK,
        Check.SLACK_TOKEN,
        Check.SCOPES,
        Check.QFLOW_ADDRESS,
    }
    assert [finding.check for finding in report.findings] == list(Check)


async def test_a_slack_that_is_not_there_is_named(patient: Clinic) -> None:
    patient.set(SLACK_API_URL=NOTHING_THERE)
    finding = of(await patient.report(), Check.SLACK_TOKEN)
    assert (finding.state, finding.what) == (State.WRONG, "Slack cannot be reached")


async def test_a_clock_that_is_not_slacks_is_not_taken_for_it(patient: Clinic) -> None:
    not_slack(patient)
    patient.set(QFLOW_BASE_URL=NOTHING_THERE)
    assert of(await patient.report(), Check.CLOCK).state is State.UNCHECKED


async def test_a_running_bot_is_examined_by_its_own_settings(stage: Stage) -> None:
    report = await examine(known_from(stage.settings), execution_id=FAILED)
    message = diagnosis_message(report)
    assert message.text.splitlines()[0] == "Nothing that was checked is broken."
    assert "permission: ok" in message.text
    assert "No failure" in (await stage.say("/qflow-steps 0e72b4a1-abea-45b2-9ae9-91cd87506404")).text


async def test_a_proxy_that_cannot_be_read_is_a_finding_too(patient: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://user:hunter2@proxy.example")
    patient.set(QFLOW_BASE_URL="https://gateway.example")
    report = await patient.report()
    finding = of(report, Check.QFLOW_ANSWERS)
    assert (finding.state, finding.what) == (State.WRONG, "it cannot be checked (ValueError)")
    assert "hunter2" not in patient.told


async def test_several_faults_are_all_told_and_the_first_is_what_the_others_rest_on(patient: Clinic) -> None:
    patient.set(SLACK_BOT_TOKEN="xoxb-of-another-app", REDIS_URL=NOTHING_THERE.replace("http", "redis"))
    patient.qflow_fails(HttpError(status=403))
    report = await patient.report()
    wrong = [finding.check for finding in report.findings if finding.state is State.WRONG]
    assert wrong == [Check.SLACK_TOKEN, Check.PERMISSION, Check.REDIS]
    assert report.sentence.startswith("Broken first: Slack token, ")


async def test_a_bot_that_runs_repeats_which_names_it_wondered_about(patient: Clinic) -> None:
    patient.set(REDIS_URI="redis://made-up")
    report = await patient.report()
    assert [finding.state for finding in report.findings if finding.check is Check.SETTINGS] == [
        State.OK,
        State.WARNING,
    ]
    assert "but look at settings: REDIS_URI is no setting of this bot" in report.sentence
