"""The prompt: reads a line from the terminal, with a history that is forgotten at the end, and completion."""

from collections.abc import Callable, Iterator, Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.bindings.completion import generate_completions
from prompt_toolkit.output import Output

from bot.demo.completion import Candidate

Complete = Callable[[str], Sequence[Candidate]]
"""Gives what may stand in place of the last word of a line."""

_MENU_LINES = 6


class Prompt:
    """Asks for lines.

    ctrl_c_leaves: whether Ctrl-C is the end, as Ctrl-D is, and does not just drop the line.
    terminal: what to read from and draw on, if it is not the process's own terminal.
    """

    def __init__(
        self, complete: Complete, *, ctrl_c_leaves: bool = False, terminal: tuple[Input, Output] | None = None
    ) -> None:
        self._on_ctrl_c = None if ctrl_c_leaves else ""
        read_from, draw_on = terminal or (None, None)
        self._completer = _Completer(complete)
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            complete_while_typing=False,
            key_bindings=_keys(complete),
            reserve_space_for_menu=_MENU_LINES,
            input=read_from,
            output=draw_on,
        )

    async def ask(self, question: str) -> str | None:
        """Give the line that is typed: None after Ctrl-D, and after Ctrl-C an empty one or None."""
        try:
            return await self._session.prompt_async(_styled(question), completer=self._completer)
        except KeyboardInterrupt:
            return self._on_ctrl_c
        except EOFError:
            return None


class _Completer(Completer):
    def __init__(self, complete: Complete) -> None:
        self._complete = complete

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002 - prompt_toolkit's signature
        line = document.text_before_cursor
        for candidate in self._complete(line):
            start = -len(_last_word(line))
            yield Completion(candidate.text, start_position=start, display_meta=candidate.meaning)


def _keys(complete: Complete) -> KeyBindings:
    """Give the Tab key, which puts the only candidate in at once, also where it is not what the word begins with."""
    keys = KeyBindings()

    @keys.add("tab")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        line = buffer.document.text_before_cursor
        found = complete(line)
        if buffer.complete_state or len(found) != 1:
            generate_completions(event)
        else:
            buffer.delete_before_cursor(len(_last_word(line)))
            buffer.insert_text(found[0].text)

    return keys


def _last_word(line: str) -> str:
    return line.rpartition(" ")[2]


def _styled(question: str) -> FormattedText:
    return FormattedText([("bold ansicyan", f"{question} › ")])
