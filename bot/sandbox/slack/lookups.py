"""The Web API's methods that tell who and where: users, conversations, user groups, the app itself."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.people import Channel, ChannelKind, Directory, Person
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.web_api import Method, need_scope
from bot.sandbox.slack.workspace import Workspace

READ = {
    ChannelKind.OPEN: "channels:read",
    ChannelKind.PRIVATE: "groups:read",
    ChannelKind.DIRECT: "im:read",
}
"""The scope that each kind of conversation wants (https://docs.slack.dev/reference/methods/conversations.info)."""


class Lookups:
    """`auth.test`, `users.info`, `conversations.info` and `usergroups.users.list`."""

    def __init__(self, workspace: Workspace) -> None:
        self._directory = workspace.directory

    def methods(self) -> dict[str, Method]:
        """Give the methods by name."""
        return {
            "auth.test": Method(self.auth_test),
            "users.info": Method(self.user, "users:read"),
            "conversations.info": Method(self.conversation),
            "usergroups.users.list": Method(self.group, "usergroups:read"),
        }

    def auth_test(self, _arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Tell whose token it is (https://docs.slack.dev/reference/methods/auth.test)."""
        team, app = self._directory.team, self._directory.app
        return {
            "url": f"https://{team.domain}.slack.com/",
            "team": team.domain,
            "user": app.name,
            "team_id": team.id,
            "user_id": app.user_id,
            "bot_id": app.bot_id,
            "is_enterprise_install": False,
            **({"enterprise_id": team.enterprise.id} if team.enterprise else {}),
        }

    def user(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Tell about a user. Raises Refused: `user_not_found`."""
        person = self._directory.person(str(arguments.get("user", "")))
        if person is None:
            raise Refused("user_not_found")
        return {"user": _user(self._directory, person)}

    def conversation(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Tell about a conversation the app can see. Raises Refused: `channel_not_found`, `missing_scope`."""
        app = self._directory.app
        channel = self._directory.channel(str(arguments.get("channel", "")))
        if channel is None or (channel.kind is not ChannelKind.OPEN and app.user_id not in channel.members):
            raise Refused("channel_not_found")
        need_scope(app, READ[channel.kind])
        return {"channel": _conversation(self._directory, channel)}

    def group(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Tell who is in a user group. Raises Refused: `no_such_subteam`."""
        members = self._directory.groups.get(str(arguments.get("usergroup", "")))
        if members is None:
            raise Refused("no_such_subteam")
        return {"users": sorted(members)}


def _user(directory: Directory, person: Person) -> dict[str, Any]:
    """Give the fields of https://docs.slack.dev/reference/objects/user-object that say who somebody is."""
    enterprise = person.team.enterprise
    return {
        "id": person.id,
        "team_id": person.team.id,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": False,
        "is_bot": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        **({"is_stranger": True} if not directory.is_ours(person) else {}),
        **(
            {
                "enterprise_user": {
                    "id": person.id,
                    "enterprise_id": enterprise.id,
                    "enterprise_name": enterprise.name,
                    "teams": [person.team.id],
                }
            }
            if enterprise
            else {}
        ),
        "profile": {"real_name": person.real_name, "display_name": person.name, "team": person.team.id},
    }


def _conversation(directory: Directory, channel: Channel) -> dict[str, Any]:
    """Give the fields of https://docs.slack.dev/reference/objects/conversation-object."""
    others = sorted(channel.members - {directory.app.user_id})
    direct = channel.kind is ChannelKind.DIRECT
    return {
        "id": channel.id,
        **({"user": others[0]} if direct else {"name": channel.name, "name_normalized": channel.name}),
        "is_channel": channel.kind is ChannelKind.OPEN,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_im": direct,
        "is_mpim": False,
        "is_private": channel.kind is not ChannelKind.OPEN,
        "is_archived": False,
        "is_member": directory.app.user_id in channel.members,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "context_team_id": directory.team.id,
    }
