"""Slack: whether it takes the bot token and the app token, and whether the signing secret can be one."""

import re
from collections.abc import Sequence

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot.config import SlackSettings
from bot.connections.refusals import may_pass, slacks_word
from bot.connections.slack import slack_session, web_client
from bot.doctor.clock import Clocks
from bot.doctor.scopes import scopes_finding
from bot.findings import Check, Finding, Who, ok, unchecked, warning, wrong

_WORD = re.compile(r"[a-z][a-z0-9_]{0,60}")
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
_LOOKS_RIGHT = (
    "it looks like one, but whether it is this app's can only be seen by a request of Slack's: if it is not, the log "
    "says signature_refused"
)
_NO_CONNECTION = (aiohttp.ClientError, TimeoutError, OSError)


async def bot_token_findings(settings: SlackSettings, clocks: Clocks) -> Sequence[Finding]:
    """Ask Slack whose token it is, and with which scopes: `auth.test` says both, and the time.

    https://docs.slack.dev/reference/methods/auth.test
    """
    async with slack_session(settings) as session:
        try:
            answer = await web_client(settings, session).auth_test()
        except SlackApiError as error:
            word = _word(error)
            clocks.note("Slack", _header(error.response, "date") if word else None)
            finding = _refused(Check.SLACK_TOKEN, "SLACK_BOT_TOKEN", word)
        except _NO_CONNECTION:
            finding = _unreachable(Check.SLACK_TOKEN)
        else:
            clocks.note("Slack", _header(answer, "date"))
            return ok(Check.SLACK_TOKEN, "Slack takes it"), scopes_finding(_header(answer, "x-oauth-scopes"))
    return finding, unchecked(Check.SCOPES, "Slack tells them with a token that it takes")


async def app_token_findings(settings: SlackSettings) -> Sequence[Finding]:
    """Ask Slack for the address of a socket; the socket is not opened, because Slack would deliver to it.

    https://docs.slack.dev/reference/methods/apps.connections.open
    """
    token = settings.slack_app_token
    if token is None:
        return (unchecked(Check.APP_TOKEN, "SLACK_APP_TOKEN is not set, so Slack is served over HTTP"),)
    async with slack_session(settings) as session:
        try:
            await web_client(settings, session).apps_connections_open(app_token=token.get_secret_value())
        except SlackApiError as error:
            return (_refused(Check.APP_TOKEN, "SLACK_APP_TOKEN", _word(error)),)
        except _NO_CONNECTION:
            return (_unreachable(Check.APP_TOKEN),)
    return (ok(Check.APP_TOKEN, "Slack takes it, and offers a socket"),)


async def signing_secret_findings(settings: SlackSettings) -> Sequence[Finding]:
    """Judge the signing secret by its look; only a request that Slack signed could tell more."""
    return (_signing_secret(settings.slack_signing_secret),)


def _signing_secret(secret: SecretStr | None) -> Finding:
    if secret is None:
        return unchecked(Check.SIGNING_SECRET, "SLACK_SIGNING_SECRET is not set; Socket Mode needs none")
    if _SIGNING_SECRET.fullmatch(secret.get_secret_value()):
        return unchecked(Check.SIGNING_SECRET, _LOOKS_RIGHT)
    return wrong(
        Check.SIGNING_SECRET,
        "SLACK_SIGNING_SECRET is not 32 hex digits in small letters, as Slack's are",
        Who.OPERATOR,
        "copy Signing Secret, and not Verification Token, from the Slack app's Basic Information page",
    )


def _refused(check: Check, setting: str, word: str | None) -> Finding:
    if word is None:
        todo = "check SLACK_API_URL, and any proxy between"
        return wrong(check, "something other than Slack answers in its place", Who.OPERATOR, todo)
    if may_pass(word):
        return warning(check, f"Slack does not answer just now ({word})", Who.OPERATOR, "ask again in a minute")
    who, todo = _remedy(check, word)
    return wrong(check, f"Slack refuses {setting} ({word})", who, todo)


def _remedy(check: Check, word: str) -> tuple[Who, str]:
    match word, check:
        case ("token_revoked" | "account_inactive", Check.SLACK_TOKEN):
            return Who.SLACK_ADMIN, "install the app again, and hand its new token over for SLACK_BOT_TOKEN"
        case ("token_expired", Check.SLACK_TOKEN):
            return Who.SLACK_ADMIN, "switch token rotation off, and hand a new token over for SLACK_BOT_TOKEN"
        case ("not_allowed_token_type", Check.APP_TOKEN):
            return Who.OPERATOR, "take the token from App-Level Tokens on the app's Basic Information page"
        case ("missing_scope", Check.APP_TOKEN):
            return Who.SLACK_ADMIN, "make an app-level token with the scope connections:write"
        case (_, Check.APP_TOKEN):
            return Who.OPERATOR, "take a token from App-Level Tokens in use, and see that Socket Mode is switched on"
        case _:
            return Who.OPERATOR, "copy the Bot User OAuth Token from the app's OAuth & Permissions page once more"


def _word(error: SlackApiError) -> str | None:
    """Give Slack's word for what is wrong; None where what answered does not speak as Slack does."""
    word = slacks_word(error)
    return word if word and _WORD.fullmatch(word) else None


def _unreachable(check: Check) -> Finding:
    return wrong(check, "Slack cannot be reached", Who.OPERATOR, "check the network, the proxy and SLACK_API_URL")


def _header(answer: object, name: str) -> str | None:
    headers = getattr(answer, "headers", None) or {}
    return next((str(value) for key, value in headers.items() if str(key).lower() == name), None)
