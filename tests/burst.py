"""Many commands at once, each for an execution of its own, and the answers that each of them got."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.sandbox.slack import Delivery, Message, SlackSandbox
from bot.sandbox.slack.people import ALICE, INCIDENTS

UNLIMITED = {"BOT_QFLOW_CONCURRENCY": "64", "BOT_LIMIT_PERSON": "0", "BOT_LIMIT_CHANNEL": "0"}
"""The settings of a bot that lets one person type a burst."""

_AT_ONCE = 25


def execution_id(number: int) -> str:
    """Give an id that nobody knows, whose first part is its number."""
    return f"{number:08x}-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Burst:
    """What became of a burst. acked: the numbers of the commands that the bot acknowledged."""

    slack: SlackSandbox
    acked: set[int]

    def answers(self) -> Counter[int]:
        """Count the answers of each command; that it takes a while is none."""
        ours = [message for message in self.slack.visible_to(ALICE, INCIDENTS) if _is_answer(message)]
        return Counter(int(message.text.split("-0000-4000-8000-")[0][-8:], 16) for message in ours)

    async def all_answered(self) -> None:
        """Wait until each that was acked is answered."""
        changes = self.slack._workspace.changes
        await changes.until(lambda: self.acked <= set(self.answers()) or None, within=20)


async def burst(
    slack: SlackSandbox, commands: int, *, after: int, do: Callable[[], Awaitable[None]], first: int = 1
) -> Burst:
    """Type so many commands, and do something when so many of them were acknowledged."""
    acked: set[int] = set()
    turns = asyncio.Semaphore(_AT_ONCE)
    due = asyncio.Event()

    async def one(number: int) -> None:
        async with turns:
            delivery: Delivery = await slack.command(
                f"/qflow-steps {execution_id(number)}", person=ALICE, channel=INCIDENTS
            )
        if delivery.error is None:
            acked.add(number)
        if len(acked) >= after:
            due.set()

    async def meanwhile() -> None:
        await due.wait()
        await do()

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(meanwhile())
        for number in range(first, first + commands):
            group.create_task(one(number))
    return Burst(slack, acked)


def _is_answer(message: Message) -> bool:
    ours = message.author != ALICE.id and "-0000-4000-8000-" in message.text
    return ours and not message.text.startswith("Asking")
