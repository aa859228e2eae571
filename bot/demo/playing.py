"""Plays the demo: starts the sandbox and the bot, and puts a person in front of it."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TextIO

from rich.console import Console

from bot.app import assembled
from bot.config import only_settings
from bot.demo.acts import Act
from bot.demo.audited import audit_to
from bot.demo.completion import Candidate, candidates
from bot.demo.conversation import Conversation
from bot.demo.drawing import Drawing
from bot.demo.forms import fields
from bot.demo.listing import JsonLines
from bot.demo.prompt import Prompt
from bot.demo.script import DOCUMENTED, play
from bot.demo.sights import Failed, Nothing, Sight
from bot.demo.terminal import Terminal
from bot.sandbox.observations import Observer
from bot.sandbox.sandbox import running_sandbox
from bot.sandbox.slack import View
from bot.server import door


async def play_at_terminal(console: Console) -> bool:
    """Ask for the documented execution, and then take what is typed; whether that is answered, the person sees."""
    drawing = Drawing(console)
    async with conversing(_unobserved, audit_to=audit_to(drawing.aside)) as conversation:
        terminal = Terminal(conversation, drawing, Prompt(partial(complete, conversation)).ask)
        drawing.announce(conversation.standpoint, DOCUMENTED)
        await terminal.perform(DOCUMENTED)
        await terminal.run()
    return True


async def play_script(script: Sequence[Act], console: Console) -> bool:
    """Do what a script says and draw it; tell whether all was answered. Raises CannotDo."""
    drawing = Drawing(console)
    beside = Drawing(Console(stderr=True))
    async with conversing(_unobserved, audit_to=audit_to(beside.note)) as conversation:
        return await play(script, conversation, announce=drawing.announce, appear=drawing.appear)


async def play_as_json(script: Sequence[Act], stream: TextIO, complaints: Console) -> bool:
    """Do what a script says and write what the sandbox sees, as JSON; what was not answered is a complaint."""
    drawing = Drawing(complaints)

    def complain(sight: Sight) -> None:
        if isinstance(sight, Failed | Nothing):
            drawing.appear(sight)

    lines = JsonLines(stream)
    async with conversing(lines) as conversation:
        answered = await play(script, conversation, announce=lambda *_: None, appear=complain)
    lines.end()
    return answered


@asynccontextmanager
async def conversing(observer: Observer, *, audit_to: TextIO | None = None) -> AsyncIterator[Conversation]:
    """Give a conversation with the real bot, which talks to the sandbox. audit_to: instead of standard error."""
    async with running_sandbox(observer=observer) as sandbox:
        settings = only_settings(**sandbox.environment, BOT_HOST="127.0.0.1", BOT_PORT=0)
        async with assembled(settings, audit_to=audit_to or sys.stderr) as bot, door(bot, settings) as request_url:
            sandbox.slack.request_url = request_url
            try:
                yield Conversation(
                    sandbox.slack, qflow_faults=sandbox.qflow.faults, settled=lambda _: bot.work.settled()
                )
            finally:
                await bot.work.drain(timedelta(0))  # nobody is left who waits for it


def complete(conversation: Conversation, line: str) -> Sequence[Candidate]:
    """Give what may stand in place of the last word of a line typed in this conversation."""
    place = conversation.screen.place
    there = fields(place) if isinstance(place, View) else []
    return candidates(line, conversation.standpoint, [field.action_id for field in there])


def _unobserved(_: object) -> None:
    """See nothing."""
