"""The ways in. A listener acks and hands on; what it hands on parses, asks the service, builds and responds.

This page is the whole routing table. The first listener that matches is called, so the strays come last.
"""

import re

from slack_bolt.async_app import AsyncApp

from bot.blocks.ids import IN_PLACE, ActionId, CallbackId
from bot.listeners.actions import Actions
from bot.listeners.commands import Commands
from bot.listeners.mentions import Mentions
from bot.listeners.shortcuts import Shortcuts
from bot.listeners.strays import Strays

_ANY = re.compile("")


def register(
    app: AsyncApp, *, commands: Commands, shortcuts: Shortcuts, mentions: Mentions, actions: Actions, strays: Strays
) -> None:
    """Tell the app which listener takes what."""
    app.command("/qflow-steps")(commands.qflow_steps)

    app.event("app_mention")(mentions.mentioned)
    app.shortcut(CallbackId.FROM_MESSAGE)(shortcuts.from_message)
    app.shortcut(CallbackId.FORM)(shortcuts.open_form)
    app.view(CallbackId.FORM)(shortcuts.submit_form)
    for action_id in IN_PLACE:
        app.action(action_id)(actions.show)
    app.action(ActionId.OPEN)(actions.open)
    app.action(ActionId.FULL)(actions.open)
    app.action(ActionId.SHARE)(actions.share)
    app.action(ActionId.SHARE_ANYWAY)(actions.share)

    app.command(_ANY)(strays.command)
    app.action(_ANY)(strays.pressed)
    app.shortcut(_ANY)(strays.pressed)
    app.view(_ANY)(strays.unanswerable)
    app.view_closed(_ANY)(strays.unanswerable)
    app.options(_ANY)(strays.unanswerable)
    app.event(_ANY)(strays.unanswerable)
