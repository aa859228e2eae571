"""What a person does in the demo: each act is a value, whether it was typed at the prompt or on the command line."""

from dataclasses import dataclass

from bot.demo.faults import Planned, as_asked


@dataclass(frozen=True, slots=True)
class Say:
    """Type something: a slash command if it begins with `/`, a mention of the bot if it begins with `@`."""

    text: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Use the bot's shortcut on a message of this text by somebody else; its global shortcut when there is none."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """Press the button of this number. value: what to choose, if it is a menu, or to write, if it is a field."""

    number: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """Write into a field of the open modal, named by its action id or its label."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Submit:
    """Submit the open modal."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the open modal."""


@dataclass(frozen=True, slots=True)
class As:
    """Become the person of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class In:
    """Go to the channel of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Let a side fail."""

    planned: Planned


@dataclass(frozen=True, slots=True)
class Faults:
    """See which faults are planned."""


@dataclass(frozen=True, slots=True)
class ClearFaults:
    """Let nothing fail any more."""


Act = Say | Shortcut | Press | Fill | Submit | Close | As | In | Fault | Faults | ClearFaults


def as_typed(act: Act) -> str:
    """Give an act as it is typed at the prompt."""
    match act:
        case Say(text):
            return text
        case Shortcut(text):
            return f"shortcut {text}".rstrip()
        case Press(number, None):
            return f"{number}"
        case Press(number, value):
            return f"{number}={value}"
        case Fill(field, value):
            return f"fill {field}={value}"
        case Submit() | Close():
            return type(act).__name__.lower()
        case As(name):
            return f"as {name}"
        case In(name):
            return f"in {name}"
        case Fault(planned):
            return f"fault {as_asked(planned)}"
        case Faults():
            return "faults"
        case ClearFaults():
            return "faults clear"
