"""Waits for a bot that runs by itself: nobody tells when it is done, so what it shows has to tell."""

from contextlib import suppress

from bot.sandbox.slack import Delivery, SlackSandbox

LULL = 1.5
"""Seconds without a change after which the bot is taken to be done."""


async def lull(slack: SlackSandbox, delivery: Delivery | None, *, seconds: float = LULL) -> None:
    """Wait until something changed since a delivery, however long that takes, and then until nothing more does.

    What the bot was not told of, or did not take, is not waited for.
    """
    if delivery is None or delivery.error is not None:
        return
    revision = await slack.wait_for_change(since=delivery.revision)
    with suppress(TimeoutError):
        while True:
            revision = await slack.wait_for_change(since=revision, within=seconds)
