"""Everything that can go wrong, as one tree. Errors carry data; their sentences are in `bot.blocks.errors`.

BotError
├── WrongInput                what was typed cannot be looked up; no call was made
│   ├── MissingExecutionId    nothing that was typed is an execution id
│   ├── NotAnExecutionId      something stands where the id should, and is none
│   ├── SeveralExecutionIds   one lookup, more than one id
│   ├── UnknownField          an order by a field that steps do not have
│   ├── UnknownOption         `name=value` with a name that does not exist
│   ├── RepeatedOption        the same option, or the order, twice
│   ├── MissingValue          `name=` with nothing behind it
│   ├── BadDate               a date that cannot be read
│   ├── EmptyRange            since lies after until
│   ├── LongStatus            more status text than a button can carry
│   ├── DataSwitchedOff       `data` where nobody is allowed to see it
│   ├── DataForEveryone       `data` where everyone would see it
│   └── UnknownCommand        a slash command that this bot does not have
├── Refused                   the policy lets this person have no answer, or none yet; nothing was fetched
│   ├── Outsider              a person of another organisation
│   ├── Guest                 a guest of the workspace
│   ├── NotListed             a person who is on no list of those allowed
│   ├── ChannelNotListed      a channel that is on no list of those allowed
│   ├── DataNotAllowed        `data`, by a person who may see all but that
│   ├── Unverified            Slack does not tell what the policy must know
│   └── AskedTooOften         more than the limit per person or channel
├── StaleButton               a button whose value this version cannot read
├── CannotShare               Slack does not let the bot post in the channel
├── CannotOpen                Slack does not open the modal that was asked for
├── NotAudited                the audit cannot be written, so that nobody may be answered
├── QFlowError                QFlow was asked and gave no steps
│   ├── NotAuthenticated      401
│   ├── NotPermitted          403
│   ├── ExecutionNotFound     404, or an answer without any row
│   ├── NothingInRange        no row between since and until
│   ├── RequestRefused        400 or 422: a parameter that QFlow does not take
│   ├── TooManyRequests       409 or 429
│   ├── ServerFailed          5xx
│   ├── UnexpectedStatus      any other status, redirects included
│   ├── TimedOut              no whole answer within the deadline
│   ├── Busy                  so many lookups wait that this one cannot be served in time
│   ├── Unreachable           no connection, or one that broke
│   ├── BodyTooLarge          more bytes than the body cap
│   ├── BrokenBody            not JSON
│   └── UnexpectedBody        JSON, but not a list of steps
├── Restarting                the process is going before the answer was there
└── InternalError             our own fault; the log has the traceback
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


class BotError(Exception):
    """The root of the tree: whatever the bot knows how to answer."""


class WrongInput(BotError):
    """What was typed cannot be looked up; no call was made."""


class MissingExecutionId(WrongInput):
    """Nothing that was typed is an execution id."""


@dataclass(eq=False)
class NotAnExecutionId(WrongInput):
    """`text` stands where the execution id should, and is none."""

    text: str


@dataclass(eq=False)
class SeveralExecutionIds(WrongInput):
    """More than one execution id was typed."""

    execution_ids: Sequence[str]


@dataclass(eq=False)
class UnknownField(WrongInput):
    """`field` cannot be ordered by; `nearest` is the field most like it, if any is."""

    field: str
    nearest: str | None


@dataclass(eq=False)
class UnknownOption(WrongInput):
    """There is no option called `option`; `nearest` is the one most like it, if any is."""

    option: str
    nearest: str | None


@dataclass(eq=False)
class RepeatedOption(WrongInput):
    """The option was given more than once."""

    option: str


@dataclass(eq=False)
class MissingValue(WrongInput):
    """The option stands without a value."""

    option: str


@dataclass(eq=False)
class BadDate(WrongInput):
    """The value of `option`, `text`, is no date, date-time or time ago."""

    option: str
    text: str


@dataclass(eq=False)
class EmptyRange(WrongInput):
    """`since` lies after `until`."""

    since: datetime
    until: datetime


@dataclass(eq=False)
class LongStatus(WrongInput):
    """The statuses to filter by take more than `limit` characters."""

    limit: int


class DataSwitchedOff(WrongInput):
    """`data` was asked for, and nobody may see it here."""


class DataForEveryone(WrongInput):
    """`data` was asked for where everyone would see it."""


@dataclass(eq=False)
class UnknownCommand(WrongInput):
    """Slack delivered a slash command that this bot does not have."""

    command: str


@dataclass(eq=False)
class Refused(BotError):
    """The policy lets this person have no answer; `contact` is whom to ask, where that is configured."""

    contact: str | None = None


class Outsider(Refused):
    """The person does not belong to the organisation that the bot is installed in."""


class Guest(Refused):
    """The person is a guest of the workspace, and guests are refused here."""


class NotListed(Refused):
    """The person is neither on the list of users nor in a user group that is."""


class ChannelNotListed(Refused):
    """The channel is not on the list, or the question came from no channel."""


class DataNotAllowed(Refused):
    """The person may not see the input and output data of steps."""


@dataclass(eq=False)
class Unverified(Refused):
    """Slack does not answer a question that the policy must ask.

    needed: the scope that the bot lacks for it, empty where Slack does not name it; None where it lacks none.
    """

    needed: str | None = None


@dataclass(eq=False)
class AskedTooOften(Refused):
    """More was asked than the limit allows; the next question is answered after `wait`.

    in_channel: whether it is the channel's limit, and not the person's.
    """

    wait: timedelta = timedelta(0)
    in_channel: bool = False


class StaleButton(BotError):
    """A button's value is malformed, foreign, or of another version of this bot."""


@dataclass(eq=False)
class CannotShare(BotError):
    """Slack does not let the bot post in the channel; `reason` is Slack's word for it."""

    reason: str


@dataclass(eq=False)
class CannotOpen(BotError):
    """Slack does not open the modal that was asked for; `reason` is its word for it."""

    reason: str


@dataclass(eq=False)
class NotAudited(BotError):
    """Who asked cannot be written down, and nobody is answered without that; `reason` is the system's word for it."""

    reason: str


@dataclass(eq=False)
class QFlowError(BotError):
    """QFlow was asked for `execution_id` and gave no steps."""

    execution_id: str


@dataclass(eq=False)
class NotAuthenticated(QFlowError):
    """401: QFlow accepts neither the token nor, where it is renewable, the credentials for a new one."""

    renewable: bool = False


class NotPermitted(QFlowError):
    """403: the bot's QFlow user may not read executions."""


class ExecutionNotFound(QFlowError):
    """404, or an answer without any row: which of the two a missing execution gets is not documented."""


class NothingInRange(QFlowError):
    """QFlow answered, and has no row between since and until."""


class RequestRefused(QFlowError):
    """QFlow does not take a parameter of the request."""


@dataclass(eq=False)
class TooManyRequests(QFlowError):
    """409 or 429: QFlow wants to be asked less; `retry_after` where it said when."""

    retry_after: timedelta | None


@dataclass(eq=False)
class ServerFailed(QFlowError):
    """QFlow failed with this 5xx status."""

    status: int


@dataclass(eq=False)
class UnexpectedStatus(QFlowError):
    """QFlow answered with a status that means nothing here, such as a redirect."""

    status: int


@dataclass(eq=False)
class TimedOut(QFlowError):
    """QFlow gave no whole answer within `deadline`, in however many tries."""

    deadline: timedelta


@dataclass(eq=False)
class Busy(QFlowError):
    """More was asked of the bot than QFlow can be asked in time; a turn would come in about `wait`."""

    wait: timedelta


class Unreachable(QFlowError):
    """QFlow could not be connected to, or the connection broke."""


@dataclass(eq=False)
class BodyTooLarge(QFlowError):
    """QFlow's answer has more than `limit` bytes."""

    limit: int


class BrokenBody(QFlowError):
    """QFlow's answer is not JSON."""


class UnexpectedBody(QFlowError):
    """QFlow's answer is JSON, but holds no list of steps."""


@dataclass(eq=False)
class Restarting(BotError):
    """The process is going before the answer was there.

    unconfirmed: Slack was being given something when it had to, which it may have taken.
    """

    unconfirmed: bool = False


class InternalError(BotError):
    """Something of ours failed; the log has the traceback, under the request's id."""
