"""Tells what is new to a person since they last looked: messages that came, changed or went, modals too.

They look at one channel, and notice what the bot sends them directly.
"""

from collections.abc import Iterator, Mapping

from bot.demo.forms import Forms
from bot.demo.sights import Closed, Opened, Posted, Removed, Sight
from bot.demo.whereabouts import Standpoint
from bot.sandbox.slack import Message, SlackSandbox, View
from bot.sandbox.slack.people import SANDBOX


class Eyes:
    """Looks at a Slack from where one person stands; what was there before is not new."""

    def __init__(self, slack: SlackSandbox, standpoint: Standpoint, forms: Forms) -> None:
        self._slack = slack
        self._standpoint = standpoint
        self._forms = forms
        self._messages: Mapping[str, Message] = {}
        self._modal: View | None = None
        self.look()

    def look(self) -> list[Sight]:
        """Give what is new, in the order it came; what the person said themselves is not."""
        messages, self._messages = self._messages, self._visible()
        modal, self._modal = self._modal, self._slack.view_of(self._standpoint.person)
        return [*self._posted(messages, self._messages), *self._modals(modal, self._modal)]

    def _visible(self) -> Mapping[str, Message]:
        person, channel = self._standpoint.person, self._standpoint.channel
        direct = SANDBOX.direct_with(person)
        channels = [channel] if direct in {channel, None} else [channel, direct]
        visible = (message for each in channels for message in self._slack.visible_to(person, each))
        return {message.ts: message for message in visible if message.author != person.id}

    def _posted(self, before: Mapping[str, Message], now: Mapping[str, Message]) -> Iterator[Sight]:
        for _ in before.keys() - now.keys():
            yield Removed()
        for message in sorted(now.values(), key=lambda message: message.revision):
            was = before.get(message.ts)
            if was is None or was.revision != message.revision:
                is_direct = message.channel_id != self._standpoint.channel.id
                yield Posted(message, is_change=was is not None, is_direct=is_direct)

    def _modals(self, before: View | None, now: View | None) -> Iterator[Sight]:
        if now is None:
            if before is not None:
                yield Closed(before.title)
        elif before is None or before.id != now.id:
            yield Opened(self._forms.as_seen(now))
        elif before.revision != now.revision:
            yield Opened(self._forms.as_seen(now), is_change=True)
