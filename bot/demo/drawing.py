"""Draws what is done and what appears, in a terminal or to a pipe."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from bot.demo.acts import Act, as_typed
from bot.demo.refusals import CannotDo
from bot.demo.sights import Closed, Failed, Linked, Moved, Nothing, Opened, Planned, Posted, Removed, Sight
from bot.demo.whereabouts import PEOPLE, Standpoint, member_name
from bot.outputs import forget
from bot.sandbox.screen import Pressable, draw, draw_options, draw_view
from bot.sandbox.screen.visible import one_line
from bot.sandbox.slack import Message
from bot.sandbox.slack.people import SANDBOX

SAID = "bold cyan"
NOTE = "dim"
WRONG = "bold red"

_NAMES = {user_id: member_name(user_id) for user_id in (SANDBOX.app.user_id, *(person.id for person in PEOPLE))}
_MORE = "waiting for more"


class Canvas(Console):
    """The console on standard output. It is quiet once nobody reads it: `| head` is no error, and ends no script."""

    def on_broken_pipe(self) -> None:
        """Go quiet, where rich would end whichever task is drawing."""
        self.quiet = True
        forget(sys.stdout)


class Drawing:
    """Draws on a console, whose width and colours are rich's business."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._asides: list[str] | None = []
        self._spinner: Spinner | None = None

    def announce(self, standpoint: Standpoint, act: Act) -> None:
        """Draw what a person does, as if they typed it."""
        self.gap()
        self.console.print(Text(f"{standpoint} › {one_line(as_typed(act))}", style=SAID))

    def appear(self, sight: Sight) -> None:
        """Draw what a person sees."""
        if self._spinner:
            self._spinner.update(text=_MORE)
        self._draw(sight)

    @contextmanager
    def waiting(self, sentence: str) -> Iterator[None]:
        """Draw that something is waited for, below all that is drawn meanwhile; then, that more may come."""
        self._spinner = Spinner("dots", text=sentence)
        with Live(self._spinner, console=self.console, transient=True):
            held, self._asides = self._asides or [], None
            for line in held:
                self.note(line)
            try:
                yield
            finally:
                self._asides, self._spinner = [], None

    def aside(self, line: str) -> None:
        """Draw a line of the bot's own, such as an audit's; where a person may be typing, when they have."""
        if self._asides is None:
            self.note(line)
        else:
            self._asides.append(line)

    def options(self, pressable: Pressable) -> None:
        """Draw what a menu offers."""
        self.console.print(draw_options(pressable))

    def gap(self) -> None:
        """Draw an empty line."""
        self.console.print()

    def refuse(self, cannot: CannotDo) -> None:
        """Draw why something cannot be done."""
        sentence = str(cannot)
        self.note(f"{sentence[:1].upper()}{sentence[1:]}{'' if sentence.endswith('?') else '.'}")

    def note(self, sentence: str) -> None:
        """Draw a sentence of the demo's own."""
        self.console.print(Text(sentence, style=NOTE))

    def wrong(self, sentence: str) -> None:
        """Draw what went wrong."""
        self.console.print(Text(sentence, style=WRONG))

    def _draw(self, sight: Sight) -> None:
        match sight:
            case Posted(message, is_direct=is_direct):
                self._message(message, is_direct=is_direct)
            case Opened(content):
                self.console.print(draw_view(content, width=self.console.width, names=_NAMES))
            case Removed():
                self.note("The message is gone.")
            case Closed(title):
                self.note(f"The modal “{one_line(title)}” is closed.")
            case Linked(url):
                self.note(f"The browser opens {one_line(url)}")
            case Moved(standpoint):
                self.note(f"You are {standpoint} now.")
            case Failed(error):
                self.wrong(f"The bot did not take it. Slack calls this {error}.")
            case Nothing():
                self.wrong("Nothing happened.")
            case Planned(faults):
                self._planned(faults)

    def _planned(self, faults: Sequence[str]) -> None:
        if not faults:
            self.note("No faults are planned.")
            return
        self.note("Planned, until “faults clear” or as often as they say:")
        for fault in faults:
            self.note(f"  {fault}")

    def _message(self, message: Message, *, is_direct: bool) -> None:
        if is_direct:
            self.note(f"{member_name(message.author)} sends you a direct message:")
        if message.author != SANDBOX.app.user_id:
            self.console.print(Text(f"{member_name(message.author)}:", style="bold"))
        if message.thread_ts:
            self.note("In a thread")
        drawn = {"text": message.text, "blocks": list(message.blocks)}
        self.console.print(draw(drawn, width=self.console.width, names=_NAMES, ephemeral=message.is_ephemeral))
