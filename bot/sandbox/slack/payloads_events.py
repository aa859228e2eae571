"""The payloads of the Events API: the app was mentioned.

Source: https://docs.slack.dev/apis/events-api and https://docs.slack.dev/reference/events/app_mention
"""

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.payloads import VERIFICATION_TOKEN, Json
from bot.sandbox.slack.people import Channel, Directory, Person


def app_mention(directory: Directory, person: Person, channel: Channel, message: Message, event_id: str) -> Json:
    """Give a mention; `user_team` is there where the channel holds people of several workspaces."""
    team, app = directory.team, directory.app
    several = channel.is_ext_shared or person.team != team
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": team.enterprise.id if team.enterprise else None,
        "api_app_id": app.id,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(message.ts)),
        "is_ext_shared_channel": channel.is_ext_shared,
        "event_context": f"4-{event_id}",
        "authorizations": [
            {
                "enterprise_id": team.enterprise.id if team.enterprise else None,
                "team_id": team.id,
                "user_id": app.user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "event": {
            "type": "app_mention",
            "user": person.id,
            "team": person.team.id,
            **({"user_team": person.team.id, "source_team": person.team.id} if several else {}),
            "text": message.text,
            "ts": message.ts,
            "event_ts": message.ts,
            "channel": channel.id,
            "client_msg_id": f"{event_id.lower()}-client",
            **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
            "blocks": list(message.blocks),
        },
    }
