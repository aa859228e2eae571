"""A conversation: one person at a time, in one channel, who does things in front of the bot and sees what it does."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.demo.acts import Act, As, ClearFaults, Close, Fault, Faults, Fill, In, Press, Say
from bot.demo.delivering import Delivered, deliver
from bot.demo.eyes import Eyes
from bot.demo.faulting import plan
from bot.demo.forms import Forms
from bot.demo.screen import Screen, screen_of
from bot.demo.sights import Closed, Failed, Linked, Moved, Nothing, Opened, Posted, Removed, Sight
from bot.demo.whereabouts import Standpoint
from bot.sandbox.faults.planned import FaultPlan
from bot.sandbox.slack import Delivery, Message, SlackSandbox, View
from bot.sandbox.slack.messages import SLACKBOT
from bot.sandbox.slack.people import SANDBOX

PATIENCE = 40.0
"""Seconds to wait for an answer: longer than the bot's own deadline for one."""

Appear = Callable[[Sight], None]


class Conversation:
    """Carries out acts, one after the other.

    qflow_faults: what goes wrong at the QFlow API that the bot asks.
    settled: waits until the bot has nothing more to do about a delivery, so that nobody waits for what will not come.
    patience: how many seconds to wait for that.
    """

    def __init__(
        self,
        slack: SlackSandbox,
        *,
        qflow_faults: FaultPlan,
        settled: Callable[[Delivery | None], Awaitable[None]],
        patience: float = PATIENCE,
    ) -> None:
        self._slack = slack
        self._qflow_faults = qflow_faults
        self._settled = settled
        self._patience = patience
        self._forms = Forms()
        self._stand(Standpoint())

    @property
    def screen(self) -> Screen:
        """What is before the person."""
        return screen_of(self._slack, self.standpoint, self._forms)

    async def perform(self, act: Act, appear: Appear) -> bool:
        """Do one thing, and show what then appears as soon as it does.

        Gives whether it was answered, if it was for the bot to answer. Raises CannotDo.
        """
        if isinstance(act, Press):
            act = self.screen.meant(act)
        match act:
            case As(name):
                return self._move(self.standpoint.become(name), appear)
            case In(name):
                return self._move(self.standpoint.go(name), appear)
            case Fill(field, value):
                return self._fill(field, value, appear)
            case Fault() | Faults() | ClearFaults():
                appear(plan(act, self._qflow_faults, self._slack.faults))
                return True
            case _:
                return await self._deliver(act, appear)

    def _stand(self, standpoint: Standpoint) -> None:
        self.standpoint = standpoint
        self._eyes = Eyes(self._slack, standpoint, self._forms)

    def _move(self, standpoint: Standpoint, appear: Appear) -> bool:
        self._stand(standpoint)
        appear(Moved(standpoint))
        match self.screen.place:
            case Message() as message:
                appear(Posted(message))
            case View() as view:
                appear(Opened(self._forms.as_seen(view)))
        return True

    def _fill(self, field: str, value: str, appear: Appear) -> bool:
        modal = self.screen.modal
        self._forms.fill(modal, field, value)
        appear(Opened(self._forms.as_seen(modal), is_change=True))
        return True

    async def _deliver(self, act: Delivered, appear: Appear) -> bool:
        appeared: list[Sight] = []

        def see(sight: Sight) -> None:
            appeared.append(sight)
            appear(sight)

        self._look(appear)  # what came too late for the act before answers this one no more
        screen = self.screen
        delivery = await deliver(act, self._slack, self.standpoint, screen, self._forms)
        if isinstance(act, Press) and (url := screen.pressable(act.number).element.get("url")):
            see(Linked(url))
        await self._follow(delivery, see)
        return isinstance(act, Close) or self._answered(act, delivery, appeared, appear)

    def _answered(self, act: Delivered, delivery: Delivery | None, appeared: list[Sight], appear: Appear) -> bool:
        """Tell whether what appeared answers an act, and show that it does not where nothing else does."""
        if delivery is not None and delivery.error is not None:
            if not isinstance(act, Say) or not any(map(_is_slackbots, appeared)):
                appear(Failed(delivery.error))
            return False
        if not any(map(_is_answer, appeared)):
            appear(Nothing())
            return False
        return True

    async def _follow(self, delivery: Delivery | None, see: Appear) -> None:
        """Show whatever comes until the bot has settled."""
        watching = asyncio.create_task(self._watch(see))
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    await self._settled(delivery)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError, TimeoutError):
                await watching
        self._look(see)

    async def _watch(self, see: Appear) -> None:
        while True:
            for sight in await self._slack.wait_for(lambda: self._eyes.look() or None, within=self._patience):
                see(sight)

    def _look(self, see: Appear) -> None:
        for sight in self._eyes.look():
            see(sight)


def _is_answer(sight: Sight) -> bool:
    """Tell whether the bot did this; Slack itself, and other people, answer nothing."""
    match sight:
        case Posted(message):
            return message.author == SANDBOX.app.user_id
        case Opened() | Closed() | Removed() | Linked():
            return True
        case _:
            return False


def _is_slackbots(sight: Sight) -> bool:
    return isinstance(sight, Posted) and sight.message.author == SLACKBOT
