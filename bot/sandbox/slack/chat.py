"""The Web API's methods that post, change and remove messages: `chat.*`."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.content import message_content
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Channel, ChannelKind
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.web_api import Method
from bot.sandbox.slack.workspace import Workspace


class Chat:
    """The methods of https://docs.slack.dev/reference/methods?family=chat that a bot answers with."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> dict[str, Method]:
        """Give the methods by name."""
        return {
            "chat.postMessage": Method(self.post_message, "chat:write", observed=True),
            "chat.postEphemeral": Method(self.post_ephemeral, "chat:write", observed=True),
            "chat.update": Method(self.update, "chat:write", observed=True),
            "chat.delete": Method(self.delete, "chat:write", observed=True),
        }

    def post_message(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Post for everyone in a channel the app is in, or that is open if it may write there uninvited.

        A user's id in place of a channel's means the app's direct messages with them; that this wants no scope of its
        own is not documented (https://docs.slack.dev/reference/methods/chat.postMessage).
        """
        channel = self._direct(arguments) or self._channel(arguments)
        if not self._is_in(channel) and "chat:write.public" not in self._workspace.directory.app.scopes:
            raise Refused("not_in_channel")
        message = self._post(channel, arguments, None, text_limit="chat.postMessage.text")
        return {"channel": channel.id, "ts": message.ts, "message": self._as_json(message)}

    def post_ephemeral(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Post for one person, in a channel that both the app and the person are in."""
        channel = self._channel(arguments)
        if not self._is_in(channel):
            raise Refused("not_in_channel")
        user_id = str(arguments.get("user", ""))
        if user_id not in channel.members:
            raise Refused("user_not_in_channel")
        message = self._post(channel, arguments, user_id, text_limit="chat.postEphemeral.text")
        return {"message_ts": message.ts}

    def update(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Change a message of the app's own; blocks that are not given again are gone."""
        message = self._own(arguments, "cant_update_message")
        content = message_content(arguments, text_limit="chat.update.text")
        changed = self._workspace.messages.change(message, text=content.text, blocks=content.blocks)
        return {
            "channel": changed.channel_id,
            "ts": changed.ts,
            "text": changed.text,
            "message": self._as_json(changed),
        }

    def delete(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Remove a message of the app's own."""
        message = self._workspace.messages.delete(self._own(arguments, "cant_delete_message"))
        return {"channel": message.channel_id, "ts": message.ts}

    def _post(self, channel: Channel, arguments: Mapping[str, Any], seen_by: str | None, *, text_limit: str) -> Message:
        content = message_content(arguments, text_limit=text_limit)
        return self._workspace.messages.add(
            Message(
                ts=self._workspace.ids.ts(),
                channel_id=channel.id,
                author=self._workspace.directory.app.user_id,
                text=content.text,
                blocks=content.blocks,
                seen_by=seen_by,
                thread_ts=arguments.get("thread_ts"),
            )
        )

    def _channel(self, arguments: Mapping[str, Any]) -> Channel:
        channel = self._workspace.directory.channel(str(arguments.get("channel", "")))
        if channel is None or (channel.kind is not ChannelKind.OPEN and not self._is_in(channel)):
            raise Refused("channel_not_found")
        return channel

    def _direct(self, arguments: Mapping[str, Any]) -> Channel | None:
        """Give the direct messages with the user whose id stands in place of a channel's, if one does."""
        directory = self._workspace.directory
        person = directory.person(str(arguments.get("channel", "")))
        return None if person is None else directory.direct_with(person)

    def _own(self, arguments: Mapping[str, Any], otherwise: str) -> Message:
        channel = self._channel(arguments)
        message = self._workspace.messages.find(channel.id, str(arguments.get("ts", "")))
        if message is None or message.is_ephemeral:
            raise Refused("message_not_found")
        if message.author != self._workspace.directory.app.user_id:
            raise Refused(otherwise)
        return message

    def _is_in(self, channel: Channel) -> bool:
        return self._workspace.directory.app.user_id in channel.members

    def _as_json(self, message: Message) -> dict[str, Any]:
        app = self._workspace.directory.app
        return {
            "type": "message",
            "user": message.author,
            "bot_id": app.bot_id,
            "app_id": app.id,
            "team": self._workspace.directory.team.id,
            "ts": message.ts,
            "text": message.text,
            "blocks": list(message.blocks),
            **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        }
