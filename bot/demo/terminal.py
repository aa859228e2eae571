"""The demo at a terminal: takes what is typed, does it, and draws what comes of it, until the person leaves."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from bot.demo import guide
from bot.demo.acts import Act, Press
from bot.demo.conversation import Conversation
from bot.demo.drawing import Drawing
from bot.demo.refusals import CannotDo, NeedsValue
from bot.demo.typed import Wish, parse_line
from bot.sandbox.screen import choices

Ask = Callable[[str], Awaitable[str | None]]
"""Asks for a line; None when there will be no more."""


class Terminal:
    """A person at work with the prompt."""

    def __init__(self, conversation: Conversation, drawing: Drawing, ask: Ask) -> None:
        self._conversation = conversation
        self._drawing = drawing
        self._ask = ask

    async def run(self) -> None:
        """Take lines until `quit`, or until there are no more."""
        self._drawing.gap()
        self._drawing.note(guide.WELCOME)
        self._drawing.gap()
        while (line := await self._ask(f"{self._conversation.standpoint}")) is not None:
            try:
                wanted = parse_line(line)
                if wanted is Wish.QUIT:
                    return
                await self._do(wanted)
            except CannotDo as cannot:
                self._drawing.refuse(cannot)
            if line:
                self._drawing.gap()

    async def perform(self, act: Act) -> None:
        """Do one thing, unless Ctrl-C puts an end to the waiting. Raises CannotDo."""
        loop, before = asyncio.get_running_loop(), signal.getsignal(signal.SIGINT)
        performing = asyncio.create_task(self._conversation.perform(act, self._drawing.appear))
        loop.add_signal_handler(signal.SIGINT, performing.cancel)
        try:
            with self._drawing.waiting("waiting for the bot"):
                await asyncio.wait([performing])
            if performing.cancelled():
                self._drawing.note("You wait no longer; what still comes is drawn at your next act.")
            else:
                performing.result()
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            signal.signal(signal.SIGINT, before)
            performing.cancel()

    async def _do(self, wanted: Act | Wish | None) -> None:
        show = self._drawing.console.print
        match wanted:
            case None | Wish.QUIT:
                return
            case Wish.HELP:
                show(guide.usage())
            case Wish.PEOPLE:
                show(guide.people(self._conversation.standpoint))
            case Wish.LIST:
                show(guide.executions())
            case act:
                await self._act(act)

    async def _act(self, act: Act) -> None:
        try:
            await self.perform(act)
        except NeedsValue as needed:
            await self._pick(needed)

    async def _pick(self, needed: NeedsValue) -> None:
        """Ask what to choose or to write, and press again with it."""
        pressable = needed.pressable
        is_menu = bool(choices(pressable))
        if is_menu:
            self._drawing.options(pressable)
        value = await self._ask(pressable.label or "value")
        if value and is_menu:
            value = value.removeprefix(f"{pressable.number}=")  # as it is typed where nothing was asked
        if value:
            await self.perform(Press(pressable.number, value))
