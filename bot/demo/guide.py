"""What the prompt tells by itself: how it is used, who there is, and which executions."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.demo.whereabouts import PEOPLE, Standpoint, channel_name, channels_of, kind_of
from bot.sandbox.executions import NAMED

WELCOME = "Type a command, a button's number, help or quit. Tab completes."

_HELP = (
    ("/qflow-steps <id> [order]", "the slash command; Tab completes ids and fields"),
    ("@qflow <id>", "mention the bot"),
    ("shortcut <text>", "use the bot's shortcut on a message of this text"),
    ("shortcut", "use its global shortcut"),
    ("2", "press button 2, or list what menu 2 offers"),
    ("2=<value>", "choose in menu 2, or write into field 2"),
    ("fill <field>=<value>", "write into a field of the open modal"),
    ("submit, close", "end the open modal"),
    ("as <person>", "be somebody else"),
    ("in <channel>", "go elsewhere"),
    ("fault qflow 503", "let QFlow fail, by a status, delay 3, reset, …"),
    ("fault slack <call> <error>", "let Slack refuse calls of a method, or response_url, or answer late: delay 5"),
    ("faults, faults clear", "which faults are planned; plan none"),
    ("list, people", "which executions and people there are"),
    ("quit", "or Ctrl-D; Ctrl-C stops waiting for an answer"),
)


def usage() -> RenderableType:
    """List what can be typed."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for typed, meaning in _HELP:
        grid.add_row(Text(typed, style="bold"), Text(meaning))
    return grid


def people(standpoint: Standpoint) -> RenderableType:
    """List the people and the channels that each is in."""
    lines: list[RenderableType] = []
    for person in PEOPLE:
        mark = "›" if person == standpoint.person else " "
        lines.append(Text.assemble(f"{mark} ", (person.name, "bold"), f"  {person.real_name}, {kind_of(person)}"))
        channels = " ".join(channel_name(channel, person) for channel in channels_of(person))
        lines.append(Padding(Text(channels, style="dim"), (0, 0, 0, 4)))
    return Group(*lines)


def executions() -> RenderableType:
    """List the named executions."""
    lines: list[RenderableType] = []
    for named in NAMED.values():
        lines.append(Text.assemble((named.execution_id, "bold"), f"  {named.name}"))
        lines.append(Padding(Text(named.shows, style="dim"), (0, 0, 0, 4)))
    return Group(*lines)
