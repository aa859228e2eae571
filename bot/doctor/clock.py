"""This machine's clock against the `Date` of the answers from outside.

Slack's signatures are refused when they are more than five minutes old by this clock,
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.blocks import figures
from bot.findings import Check, Finding, Who, ok, unchecked, warning, wrong

WORTH_A_WARNING = timedelta(seconds=60)
TOO_FAR = timedelta(seconds=300)

_HALF_A_SECOND = timedelta(milliseconds=500)
"""What a `Date` leaves out on average."""


class Clocks:
    """Takes note of what others' clocks say. now: what this machine's clock says, aware."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._ahead: dict[str, timedelta] = {}

    def note(self, whose: str, date: str | None) -> None:
        """Take note of the `Date` of an answer that has just come, unless it has none that can be read."""
        try:
            told = parsedate_to_datetime(date or "")
            self._ahead[whose] = self._now() - told - _HALF_A_SECOND
        except (ValueError, TypeError, OverflowError):
            return

    def finding(self) -> Finding:
        """Tell how far this machine's clock is off; Slack's counts, and QFlow's alone where Slack's is not known."""
        if not self._ahead:
            return unchecked(Check.CLOCK, "no answer came that tells the time")
        decides = abs(self._ahead.get("Slack", next(iter(self._ahead.values()))))
        if max(map(abs, self._ahead.values())) <= WORTH_A_WARNING:
            known = " and ".join(f"{whose}'s" for whose in sorted(self._ahead, reverse=True))
            return ok(Check.CLOCK, f"within a minute of {known}")
        what = f"this machine's clock is {', '.join(self._off())}"
        if decides >= TOO_FAR:
            return wrong(
                Check.CLOCK,
                f"{what}: beyond 5 minutes from Slack's, no signature of Slack's is accepted",
                Who.OPERATOR,
                "set this machine's clock by NTP",
            )
        return warning(Check.CLOCK, what, Who.OPERATOR, "see that NTP keeps this machine's clock")

    def _off(self) -> list[str]:
        return [
            f"{figures.span(abs(ahead))} {'ahead of' if ahead > timedelta(0) else 'behind'} {whose}'s"
            for whose, ahead in sorted(self._ahead.items(), reverse=True)
        ]
