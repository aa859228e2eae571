"""A prompt in front of a bot that runs by itself, as its own process, beside the sandbox."""

from functools import partial
from urllib.parse import urlsplit

from rich.console import Console

from bot.demo.conversation import Conversation
from bot.demo.drawing import Drawing
from bot.demo.lull import LULL, lull
from bot.demo.playing import complete
from bot.demo.prompt import Prompt
from bot.demo.refusals import CannotDo
from bot.demo.terminal import Terminal
from bot.sandbox.sandbox import Sandbox

HOW = "# Put this in the bot's .env and start `qflow-bot serve`; Ctrl-C ends the sandbox."
"""A comment, so that it may stand below the settings in a `.env`."""


def parse_bot_url(text: str) -> str:
    """Read the address of the bot. Raises CannotDo for what is none."""
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise CannotDo(f"--bot-url: “{text}” is no address: it looks like http://127.0.0.1:3000/slack/events")
    return text


async def play_beside(sandbox: Sandbox, bot_url: str, console: Console) -> None:
    """Take what is typed and deliver it to the bot, until the person leaves or presses Ctrl-C."""
    conversation = conversing_beside(sandbox, bot_url)
    prompt = Prompt(partial(complete, conversation), ctrl_c_leaves=True)
    await Terminal(conversation, Drawing(console), prompt.ask).run()


def conversing_beside(sandbox: Sandbox, bot_url: str, *, quiet: float = LULL) -> Conversation:
    """Give a conversation with the bot at this address, or in Socket Mode if it is empty.

    What was done is over when nothing changed for so many seconds.
    """
    sandbox.slack.request_url = bot_url
    settled = partial(lull, sandbox.slack, seconds=quiet)
    return Conversation(sandbox.slack, qflow_faults=sandbox.qflow.faults, settled=settled)
