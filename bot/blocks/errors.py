"""The sentences for everything that can go wrong: what happened, and what to do next. The only place they are in."""

from dataclasses import dataclass

from bot import errors
from bot.blocks import figures
from bot.blocks.elements import context, mrkdwn_section, section
from bot.blocks.fallback import fallback_text
from bot.blocks.message import Message
from bot.blocks.text import cut, one_line
from bot.qflow.order import FIELDS

_QUOTED = 60
_EXAMPLE = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
_SIX_PERMISSIONS = "`READ ALL`, `READ WF BY TAGS`, `READ MY`, `LIST ALL`, `LIST WF BY TAGS`, `LIST MY`"
_OPERATOR = "Whoever runs this bot"


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What happened, which may quote foreign text, and what to do next, in our own words as mrkdwn."""

    what: str
    next: str


def error_message(error: errors.BotError, *, request_id: str) -> Message:
    """Answer an error. request_id: what to quote to whoever runs the bot; input that is wrong needs none."""
    said = _sentences(error)
    blocks = [section(f"⚠️ {said.what}"), mrkdwn_section(said.next)]
    quoted = [] if isinstance(error, errors.WrongInput) else [f"request {request_id}"]
    blocks += map(context, quoted)
    return Message(fallback_text([said.what, said.next.replace("`", ""), *quoted]), blocks)


def error_sentences(error: errors.BotError) -> str:
    """Say what happened and what to do next in plain words, where no blocks can stand."""
    said = _sentences(error)
    return f"{said.what} {said.next.replace('`', '')}"


def _sentences(error: errors.BotError) -> _Sentences:
    match error:
        case errors.WrongInput():
            return _wrong_input(error)
        case errors.QFlowError():
            return _qflow(error)
        case errors.Refused():
            return _refused(error)
        case errors.StaleButton():
            return _Sentences(
                "This message is too old, run the command again.", f"Type `/qflow-steps {_EXAMPLE}`, with your own id."
            )
        case errors.Restarting(unconfirmed=True):
            return _Sentences(
                "I am restarting, and Slack did not say whether it took the answer.",
                "If you do not see it in a moment, please ask again.",
            )
        case errors.Restarting():
            return _Sentences("I am restarting, please ask again.", "In a moment I am back.")
        case errors.CannotShare("not_in_channel" | "channel_not_found"):
            return _Sentences(
                "I am not in that conversation, so I could not post there.",
                "Type `/invite @qflow` in the channel, then try once more. Where nobody can be invited, such as a "
                "direct message, the command with `share` at its end needs no invitation.",
            )
        case errors.CannotShare("timeout" | "broken"):
            return _Sentences(
                "Slack did not say whether it took the message.",
                "Look whether it is there before you try once more.",
            )
        case errors.CannotShare():
            return _Sentences(
                "Slack did not take the message, so nothing was posted.",
                "Try once more in a minute. If it goes on, send the request id to whoever runs this bot.",
            )
        case errors.CannotOpen():
            return _Sentences(
                "Slack did not open the window for this.",
                "Press or choose it once more, or type `/qflow-steps` and the execution id. If it goes on, send the "
                "request id to whoever runs this bot.",
            )
        case errors.NotAudited():
            return _Sentences(
                "I could not write down who asked, so I may not answer.",
                "Tell whoever runs this bot, with the request id below: the log says what stands in the way.",
            )
        case _:
            return _Sentences(
                "Something went wrong inside this bot, and it is not your fault.",
                "Try once more. If it goes on, send the request id below to whoever runs this bot: the log has more.",
            )


def _wrong_input(error: errors.WrongInput) -> _Sentences:
    match error:
        case errors.MissingExecutionId():
            return _Sentences(
                "Which execution? There is no execution id in what you typed.",
                f"Put it first: `/qflow-steps {_EXAMPLE}`. `/qflow-steps help` tells the rest.",
            )
        case errors.NotAnExecutionId(text):
            return _Sentences(
                f"{_quoted(text)} is not an execution id.",
                f"One looks like `{_EXAMPLE}`: hex digits in groups of 8, 4, 4, 4 and 12. "
                "QFlow shows it in the execution's details, and the Run call returns it as `executionId`.",
            )
        case errors.SeveralExecutionIds(execution_ids):
            return _Sentences(
                f"Those are {len(execution_ids)} execution ids: {one_line(cut(', '.join(execution_ids), 200))}.",
                "I look up one at a time: send the command once for each.",
            )
        case errors.UnknownField(field, nearest):
            return _Sentences(
                f"Steps cannot be ordered by {_quoted(field)}.{_did_you_mean(nearest)}",
                f"They can by {_listed(FIELDS)}. A `-` before it turns the order round: `-startDate`.",
            )
        case errors.UnknownOption(option, nearest):
            return _Sentences(
                f"There is no option {_quoted(option)}.{_did_you_mean(nearest and f'{nearest}=')}",
                "There are `since=`, `until=`, `status=` and `order=`, and the words `data` and `share`.",
            )
        case errors.RepeatedOption("order"):
            return _Sentences(
                "Those are two orders.", "Keep the one that you want: a single field, `-` before it or not."
            )
        case errors.RepeatedOption(option):
            return _Sentences(
                f"{_quoted(option)} is there twice.",
                f"Keep one `{option}=`; several statuses go into one, with commas.",
            )
        case errors.MissingValue(option):
            return _Sentences(
                f"{_quoted(f'{option}=')} has nothing behind it.",
                "Write the value behind it, as in `since=2h`, `until=2024-10-25`, `status=failed`, `order=-status`.",
            )
        case errors.BadDate(option, text):
            return _Sentences(
                f"I cannot read {_quoted(text)} as a time for {option}.",
                f"Write a date, `{option}=2024-10-15`, a date and time, `{option}=2024-10-15T00:00:00Z`, "
                f"or how long ago, `{option}=30m`, `{option}=2h`, `{option}=3d`. Without an offset, times are UTC.",
            )
        case errors.EmptyRange(since, until):
            return _Sentences(
                f"since ({figures.utc_time(since)}) is later than until ({figures.utc_time(until)}), an empty range.",
                "Swap them, or leave one out.",
            )
        case errors.LongStatus(limit):
            return _Sentences(
                f"Those are more statuses than fit: {limit} characters at most.",
                "Name fewer, or a group of them: `succeeded`, `running`, `failed`, `skipped`, `other`.",
            )
        case errors.DataSwitchedOff():
            return _Sentences(
                "The input and output data of steps are switched off here.",
                "Leave `data` out, and you get the steps without them.",
            )
        case errors.DataForEveryone():
            return _Sentences(
                "The input and output data of steps are only ever shown to you alone.",
                "Ask with `/qflow-steps` and `data`, without `share`; or leave `data` out here.",
            )
        case errors.UnknownCommand(command):
            return _Sentences(f"I do not have a command {_quoted(command)}.", "Mine is `/qflow-steps help`.")
        case _:
            return _Sentences("I cannot read that.", "`/qflow-steps help` tells how to ask.")


def _refused(error: errors.Refused) -> _Sentences:
    contact = error.contact or "whoever runs this bot"
    match error:
        case errors.Outsider():
            return _Sentences(
                "QFlow executions are shown to members of the organisation that runs this bot alone.",
                f"If you need to know what this one did, ask {contact}.",
            )
        case errors.Guest():
            return _Sentences(
                "Guests of this workspace are not shown QFlow executions.",
                f"If you need to see them, ask {contact}.",
            )
        case errors.NotListed():
            return _Sentences(
                "You are not among those who may see QFlow executions here.",
                f"If you need to, ask {contact}.",
            )
        case errors.ChannelNotListed():
            return _Sentences(
                "QFlow executions are shown in certain channels only, and this is none of them.",
                f"Ask in one of those, or ask {contact} which they are.",
            )
        case errors.DataNotAllowed():
            return _Sentences(
                "You are not among those who may see the input and output data of steps.",
                f"Leave `data` out, and you get the steps without them; if you need them, ask {contact}.",
            )
        case errors.AskedTooOften(wait=wait, in_channel=in_channel):
            return _Sentences(
                f"{'This channel has' if in_channel else 'You have'} asked more often than I answer.",
                f"Ask again in {figures.wait(wait)}.",
            )
        case errors.Unverified(needed=str(needed)):
            scope = f" ({one_line(cut(needed, _QUOTED))})" if needed else ""
            return _Sentences(
                f"I lack a scope in Slack{scope} to see who you are, so I cannot show you QFlow executions.",
                f"It does not help to ask again. Tell {contact} to install the app again with its manifest's scopes.",
            )
        case _:
            return _Sentences(
                "Slack does not tell me who you are just now, so I cannot show you QFlow executions.",
                f"Try again in a minute. If it goes on, ask {contact}.",
            )


def _qflow(error: errors.QFlowError) -> _Sentences:
    execution = f"execution {error.execution_id}"
    match error:
        case errors.NotAuthenticated(renewable=True):
            return _Sentences(
                f"QFlow refuses this bot's credentials, so I cannot read {execution}.",
                f"{_OPERATOR} should check `QFLOW_CLIENT_ID` and `QFLOW_CLIENT_SECRET`, or `QFLOW_USERNAME` and "
                "`QFLOW_PASSWORD`: the account must be active, without single sign-on. Then ask again.",
            )
        case errors.NotAuthenticated():
            return _Sentences(
                f"QFlow no longer accepts this bot's token, so I cannot read {execution}.",
                f"{_OPERATOR} must set a new `QFLOW_TOKEN`: the bot cannot renew this kind itself. Then ask again.",
            )
        case errors.NotPermitted():
            return _Sentences(
                f"QFlow does not let this bot's user read {execution}.",
                f"A Qualys administrator can change that: QFlow's documentation names {_SIX_PERMISSIONS} "
                "(it does not say whether one is enough), and the user's role needs API access.",
            )
        case errors.ExecutionNotFound():
            return _Sentences(
                f"QFlow has no steps for {execution}.",
                "Either the id is wrong, or the execution is older than 30 days, or this bot's QFlow user may not see "
                "it. Compare the id with QFlow's own list first.",
            )
        case errors.NothingInRange():
            return _Sentences(
                f"QFlow has no steps for {execution} between those times.",
                "Ask once without `since=` and `until=`, which shows when it ran. Only if there is nothing either, the "
                "id is wrong, the execution is older than 30 days, or this bot's QFlow user may not see it.",
            )
        case errors.RequestRefused():
            return _Sentences(
                f"QFlow does not take this request for {execution}.",
                "If you gave `since=` or `until=`, ask without them. If not, or if that fails too, tell whoever runs "
                "this bot.",
            )
        case errors.TooManyRequests(retry_after=None):
            return _Sentences(
                f"QFlow is being asked too often, so it did not give {execution}.", "Ask again in a minute or so."
            )
        case errors.TooManyRequests(retry_after=wait) if wait is not None:
            return _Sentences(
                f"QFlow is being asked too often, so it did not give {execution}.",
                f"Ask again in {figures.wait(wait)}.",
            )
        case errors.ServerFailed(status=status):
            return _Sentences(
                f"QFlow failed (HTTP {status}) when asked for {execution}.",
                "The fault is on QFlow's side. Ask again in a minute; if it goes on, see Qualys' status page.",
            )
        case errors.UnexpectedStatus(status=status):
            return _Sentences(
                f"Something answered HTTP {status} in QFlow's place when asked for {execution}.",
                f"{_OPERATOR} should check `QFLOW_BASE_URL`: it must be the API gateway's address.",
            )
        case errors.TimedOut(deadline=deadline):
            return _Sentences(
                f"QFlow did not give {execution} within {figures.wait(deadline)}.",
                "It may be slow just now. Ask again in a minute.",
            )
        case errors.Busy(wait=wait):
            return _Sentences(
                f"So many lookups are waiting for QFlow that {execution} cannot be served in time.",
                f"Ask again in {figures.wait(wait)}, or so.",
            )
        case errors.Unreachable():
            return _Sentences(
                f"QFlow could not be reached for {execution}, or broke off.",
                "Ask again in a minute. If it goes on, whoever runs this bot should check the network and "
                "`QFLOW_BASE_URL`.",
            )
        case errors.BodyTooLarge(limit=limit):
            return _Sentences(
                f"The answer for {execution} is larger than the {limit // 2**20} MiB that I read.",
                "Ask for a part of it: `since=` and `until=` narrow it down.",
            )
        case errors.BrokenBody():
            return _Sentences(
                f"QFlow's answer for {execution} is damaged: it is not JSON.",
                "Ask again in a minute. If it goes on, whoever runs this bot should check `QFLOW_BASE_URL`.",
            )
        case _:
            return _Sentences(
                f"QFlow's answer for {execution} is not a list of steps.",
                f"{_OPERATOR} should check that `QFLOW_BASE_URL` is the API gateway's address, and that the bot is "
                "up to date.",
            )


def _quoted(text: str) -> str:
    return f"“{one_line(cut(text, _QUOTED))}”"


def _did_you_mean(nearest: str | None) -> str:
    return f" Did you mean {nearest}?" if nearest else ""


def _listed(names: tuple[str, ...]) -> str:
    *most, last = (f"`{name}`" for name in names)
    return f"{', '.join(most)} or {last}"
