"""The scopes of the bot token: those that the manifests ask for, against those that were granted."""

from collections.abc import Mapping

from bot.findings import Check, Finding, Who, ok, unchecked, warning, wrong
from bot.manifest import BOT_SCOPES, OPTIONAL_BOT_SCOPES

_ADD = "add it under OAuth & Permissions, and install the app again"


def scopes_finding(granted: str | None) -> Finding:
    """Judge what Slack says was granted, with commas between; None where it does not say."""
    if granted is None:
        return unchecked(Check.SCOPES, "Slack did not say which are granted")
    scopes = {scope.strip() for scope in granted.split(",")}
    if lacking := _lacking(BOT_SCOPES, scopes):
        return wrong(Check.SCOPES, f"the bot token lacks {lacking}", Who.SLACK_ADMIN, _ADD)
    if lacking := _lacking(OPTIONAL_BOT_SCOPES, scopes):
        return warning(
            Check.SCOPES, f"the bot token lacks the optional {lacking}", Who.SLACK_ADMIN, f"{_ADD}, if that is wanted"
        )
    return ok(Check.SCOPES, "all that the manifest asks for are granted, the optional ones too")


def _lacking(wanted: Mapping[str, str], granted: set[str]) -> str:
    return ", ".join(f"{scope} ({purpose})" for scope, purpose in wanted.items() if scope not in granted)
