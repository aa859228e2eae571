"""Draws Slack messages and modals in a terminal, as a person would see them in Slack.

Only this package knows rich. What it gives is printed with `rich.console.Console.print`, which decides on
colours; nothing in it looks at the environment or, when `now` is given, at the clock.
"""

from bot.sandbox.screen.elements import draw_options
from bot.sandbox.screen.message import draw, draw_view
from bot.sandbox.screen.pressables import Pressable, choices, interactive

__all__ = ["Pressable", "choices", "draw", "draw_options", "draw_view", "interactive"]
