"""What people type in front of this Slack, and the shortcuts they use: commands, messages, mentions."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.slack import payloads, payloads_events, payloads_interactions
from bot.sandbox.slack.deliveries import Deliveries, Delivery
from bot.sandbox.slack.doors import Kind, Post
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.payloads import Act
from bot.sandbox.slack.people import Channel, Person
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.sights import Sights
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace


class Acts(Sights, ABC):
    """One method for each thing a person can do; each gives the delivery it led to.

    They raise LookupError for what the person could not do: what is not on the screen cannot be pressed.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._response_urls = ResponseUrls(workspace)

    @property
    @abstractmethod
    def deliveries(self) -> Deliveries:
        """The way to the app."""

    async def command(self, typed: str, *, person: Person, channel: Channel, thread_ts: str | None = None) -> Delivery:
        """Type a slash command, and wait for its ack.

        Slack does not send it from threads, nor for people outside the app's organisation: the person is told
        (https://docs.slack.dev/interactivity/implementing-slash-commands, https://docs.slack.dev/apis/slack-connect).
        """
        self._check_is_in(person, channel)
        name = typed.partition(" ")[0]
        if thread_ts is not None:
            return self.deliveries.withhold(person, channel, f"{name} is not supported in threads. Sorry!")
        if not self._workspace.directory.is_ours(person):
            return self.deliveries.withhold(person, channel, f"{name} is not a valid command.")
        payload = payloads.command(self._workspace.directory, self._act(person, channel), typed)
        return await self.deliveries.command(Post(Kind.COMMAND, payload), person, channel)

    def say(
        self,
        text: str,
        *,
        person: Person,
        channel: Channel,
        thread_ts: str | None = None,
        blocks: Sequence[Mapping[str, Any]] = (),
    ) -> Message:
        """Say something for everyone in a channel; the app is not told."""
        self._check_is_in(person, channel)
        return self._workspace.messages.add(
            Message(
                ts=self._workspace.ids.ts(),
                channel_id=channel.id,
                author=person.id,
                text=text,
                blocks=tuple(blocks),
                thread_ts=thread_ts,
            )
        )

    async def mention(
        self,
        text: str,
        *,
        person: Person,
        channel: Channel,
        thread_ts: str | None = None,
        blocks: Sequence[Mapping[str, Any]] = (),
    ) -> Delivery:
        """Mention the app in a channel it is in; what it does not take is sent again, up to three times.

        Slack waits a minute and five before the second and third retry; here no time passes.
        """
        directory = self._workspace.directory
        if directory.app.user_id not in channel.members:
            raise LookupError("the app is not in this channel, so it hears of no mention")
        mentioning = f"<@{directory.app.user_id}> {text}"
        said = self.say(mentioning, person=person, channel=channel, thread_ts=thread_ts, blocks=blocks)
        event_id = self._workspace.ids.name("Ev")
        payload = payloads_events.app_mention(directory, person, channel, said, event_id)
        return await self.deliveries.event(Post(Kind.EVENT, payload))

    async def redeliver(self, delivery: Delivery, *, reason: str = "http_timeout") -> Delivery:
        """Deliver an event again although it was acknowledged, as when the ack is lost on the way."""
        return await self.deliveries.send(
            Post(Kind.EVENT, delivery.payload, retry_num=delivery.tries, retry_reason=reason)
        )

    async def shortcut(self, callback_id: str, *, person: Person, message: Message | None = None) -> Delivery:
        """Use a shortcut: on a message, or a global one; both are for people of the app's organisation."""
        directory = self._workspace.directory
        if not directory.is_ours(person):
            raise LookupError("outsiders are not offered the app's shortcuts")
        now = self._workspace.ids.ts()
        if message is None:
            payload = payloads_interactions.global_shortcut(directory, self._act(person), callback_id, now)
        else:
            if message.is_ephemeral:
                raise LookupError("shortcuts are not offered on ephemeral messages")
            act = self._act(person, self._channel_of(person, message))
            payload = payloads_interactions.message_shortcut(directory, act, callback_id, message, now)
        return await self.deliveries.send(Post(Kind.INTERACTION, payload))

    def _act(
        self,
        person: Person,
        channel: Channel | None = None,
        *,
        original: Message | None = None,
        view: View | None = None,
    ) -> Act:
        trigger_id = self._workspace.triggers.make(person.id, view_id=view.id if view else None)
        if channel is None:
            return Act(person, trigger_id)
        return Act(person, trigger_id, channel, self._response_urls.make(person, channel, original=original))

    def _check_is_in(self, person: Person, channel: Channel) -> None:
        if person.id not in channel.members:
            raise LookupError(f"{person.name} is not in {channel.id}")

    def _channel_of(self, person: Person, message: Message) -> Channel:
        channel = self._workspace.directory.channel(message.channel_id)
        if channel and any(seen.ts == message.ts for seen in self.visible_to(person, channel)):
            return channel
        raise LookupError(f"{person.name} does not see this message")
