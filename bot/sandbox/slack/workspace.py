"""Everything this Slack remembers, in one place that its parts share."""

from bot.sandbox.observations import Observer
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.ids import Clock, Ids
from bot.sandbox.slack.in_flight import InFlight
from bot.sandbox.slack.messages import MessageBook
from bot.sandbox.slack.people import Directory
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import ViewBook


class Workspace:
    """The state of one sandbox: who is there, what was said and opened, its clock and its observer.

    origin: where it is served, once it is.
    """

    def __init__(self, directory: Directory, observer: Observer, clock: Clock) -> None:
        self.origin = ""
        self.directory = directory
        self.observe = observer
        self.clock = clock
        self.ids = Ids(clock)
        self.changes = Changes()
        self.faults = Faults()
        self.in_flight = InFlight()
        self.messages = MessageBook(self.changes)
        self.triggers = Triggers(self.ids.trigger_id, clock)
        self.views = ViewBook(self.changes, self.ids)
