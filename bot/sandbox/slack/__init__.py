"""A strict Slack on loopback: it sends what Slack sends, keeps Slack's rules, and shows what each one sees.

It knows Slack from its documentation and from what others saw of it; every fact names its source.
"""

from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.slack.views import View

__all__ = ["Delivery", "Message", "SlackSandbox", "View"]
