"""The command line, `qflow-bot`: one function a command, each of which imports what it needs."""

import asyncio
import errno
import json
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, TypeVar, get_args

import typer

from bot import __version__
from bot.config import BadSettings, OpsSettings, QFlowSettings, Transport, load_part
from bot.demo.in_order import InOrder, in_order
from bot.logs import configure_logs
from bot.outputs import forget
from bot.process import USAGE, WHERE_SET, Ended, complain, run, stop_asked_for
from bot.process import serve as serve_the_bot

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # in typer's frames a flag looks as if it took a value, and a refusal has five lines
)

_UNANSWERED = _WRONG = _STEP_FAILED = 1
_NO_ANSWER = 3

_Format = Literal["table", "json", "csv", "blocks"]
_Result = TypeVar("_Result")
_Word = TypeVar("_Word", bound=str)


def main() -> None:
    """Run the command line. A standard output that takes no more ends it, in a line."""
    try:
        app()
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        forget(sys.stdout)
        sys.exit(_ended(f"standard output takes no more: {error.strerror}").exit_code)


def _one_of(words: Iterable[_Word]) -> Callable[[str], _Word]:
    """Give what reads one of these words, and says of another which there are."""
    known = {str(word): word for word in words}

    def read(text: str) -> _Word:
        if text not in known:
            raise typer.BadParameter(f"“{text}” is none: it is one of {', '.join(known)}.")
        return known[text]

    return read


def _tell_version(*, asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _qflow_bot(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Show in Slack what a QFlow execution did, step by step."""


@app.command()
def serve(
    transport: Annotated[
        Transport | None,
        typer.Option(
            help="http or socket, where SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both set.",
            metavar="NAME",
            parser=_one_of(Transport),
        ),
    ] = None,
) -> None:
    """Serve the bot to Slack until it is told to stop.

    The exit code is 0 when it has stopped as it was told, 2 when it cannot serve for what a line on standard error
    says (a setting, a token that Slack refuses, an address that is taken), 130 or 143 after a second Ctrl-C or SIGTERM,
    which ends it at once, and 1 after an error of its own, with a traceback.
    """
    raise typer.Exit(serve_the_bot(transport))


@app.command(cls=InOrder)
def demo(
    context: typer.Context,
    say: Annotated[list[str] | None, typer.Option(help="Type a /command or an @mention.", metavar="TEXT")] = None,
    shortcut: Annotated[
        list[str] | None,
        typer.Option(help="Use the shortcut on a message, or the global one if empty.", metavar="TEXT"),
    ] = None,
    press: Annotated[
        list[str] | None,
        typer.Option(help="Press a button by number, choose in a menu; submit; close.", metavar="N[=VALUE]"),
    ] = None,
    fill: Annotated[list[str] | None, typer.Option(help="Fill in a field of a modal.", metavar="FIELD=VALUE")] = None,
    as_: Annotated[list[str] | None, typer.Option("--as", help="Be somebody else.", metavar="PERSON")] = None,
    in_: Annotated[list[str] | None, typer.Option("--in", help="Go to another channel.", metavar="CHANNEL")] = None,
    fault: Annotated[
        list[str] | None, typer.Option(help="Let a side fail: qflow 503, slack users.info ratelimited.", metavar="WHAT")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what the sandbox saw, a JSON object a line.")] = False,
    only_list: Annotated[bool, typer.Option("--list", help="List the executions that the sandbox knows.")] = False,
) -> None:
    """Try the bot offline, in a sandbox on this machine.

    The bot runs for real, against a QFlow API and a Slack on loopback, and reads no settings. On a terminal it asks
    what to do next. Otherwise it does what the options say, in the order given; the exit code is then 1 when something
    got no answer, and 2 when something could not be done.
    """
    from rich.console import Console

    from bot.demo.drawing import Canvas
    from bot.demo.listing import listing
    from bot.demo.playing import play_as_json, play_at_terminal, play_script
    from bot.demo.refusals import CannotDo
    from bot.demo.script import parse_script

    given = in_order(context, say=say, shortcut=shortcut, press=press, fill=fill, as_=as_, in_=in_, fault=fault)
    if only_list:
        if given or as_json:
            raise _ended(f"--list goes alone, without {given[0][0] if given else '--json'}")
        typer.echo("\n".join(listing()))
        return
    try:
        script = parse_script(given)
        configure_logs("WARNING")
        with _ended_at_once_by_ctrl_c():
            if as_json:
                answered = _run(play_as_json(script, sys.stdout, Console(stderr=True)))
            elif given or not _at_terminal():
                answered = _run(play_script(script, Canvas()))
            else:
                configure_logs("ERROR")  # where a person is drawn to, a line of the log would stand in the drawing
                answered = _run(play_at_terminal(Canvas()))
    except CannotDo as cannot:
        raise _ended(str(cannot)) from None
    if not answered:
        raise typer.Exit(_UNANSWERED)


@app.command()
def sandbox(
    qflow_port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.", metavar="PORT")] = 0,
    slack_port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.", metavar="PORT")] = 0,
    bot_url: Annotated[
        str, typer.Option(help="Where the bot takes what is typed.", metavar="URL")
    ] = "http://127.0.0.1:3000/slack/events",
    transport: Annotated[
        Transport,
        typer.Option(help="How the bot takes it, http or socket.", metavar="NAME", parser=_one_of(Transport)),
    ] = Transport.HTTP,
) -> None:
    """Start the sandbox alone, for a bot of your own.

    It prints the settings that point a bot at its QFlow API and its Slack, and ends by Ctrl-C or SIGTERM. On a terminal
    it then takes what the demo's prompt takes, and delivers it to the bot.
    """
    from bot.demo.beside import parse_bot_url
    from bot.demo.refusals import CannotDo

    configure_logs("WARNING")
    try:
        bot_url = parse_bot_url(bot_url)
    except CannotDo as cannot:
        raise _ended(str(cannot)) from None
    work = _sandbox(qflow_port, slack_port, bot_url if transport is Transport.HTTP else "")
    _run(work, places="--qflow-port or --slack-port")


@app.command()
def healthcheck() -> None:
    """Ask the bot on this machine whether it is alive.

    For a container's health: the exit code is 0 when it is, 1 when it is not or cannot be asked.
    """
    from bot.health import is_alive

    try:
        settings = load_part(OpsSettings, strict=False)
    except BadSettings as error:
        raise _ended(f"{error}\n{WHERE_SET}", _UNANSWERED) from None
    if not settings.ops_port:
        raise _ended("nobody can be asked unless BOT_OPS_PORT is a port", _UNANSWERED)
    if not is_alive(settings.ops_host, settings.ops_port):
        raise _ended(f"no bot answers on {settings.ops_host}, port {settings.ops_port}", _UNANSWERED)


@app.command()
def manifest(
    transport: Annotated[str | None, typer.Option(help="http, or socket for Socket Mode.", metavar="NAME")] = None,
    url: Annotated[
        str | None,
        typer.Option(
            help="For http: the https address that leads to the bot, with /slack/events or without.", metavar="URL"
        ),
    ] = None,
) -> None:
    """Print the manifest of the bot's Slack app.

    It is ready to be pasted where Slack makes an app from a manifest.
    """
    from bot.manifest import NoManifest, asked_manifest

    try:
        asked = asked_manifest(transport, url)
    except NoManifest as error:
        raise _ended(str(error)) from None
    typer.echo(json.dumps(asked, indent=2, ensure_ascii=False))


@app.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})  # -startDate is an order
def steps(
    context: typer.Context,
    execution_id: Annotated[
        str, typer.Argument(help="As you have it, a whole URL if need be.", metavar="EXECUTION_ID")
    ],
    order: Annotated[
        str | None,
        typer.Argument(help="A field such as startDate, or duration; a - before it turns it round.", metavar="ORDER"),
    ] = None,
    since: Annotated[str | None, typer.Option(help="2024-10-15, 2024-10-15T08:30Z, or 2h ago.", metavar="WHEN")] = None,
    until: Annotated[str | None, typer.Option(help="The same.", metavar="WHEN")] = None,
    status: Annotated[
        str | None,
        typer.Option(
            help="succeeded, running, failed, skipped, other, or as QFlow spells it; several with commas.",
            metavar="LIST",
        ),
    ] = None,
    data: Annotated[bool, typer.Option("--data", help="Show the nodes' input and output, too.")] = False,
    form: Annotated[
        _Format,
        typer.Option(
            "--format",
            help="table, json, csv, or blocks, which is the message as Slack would get it.",
            metavar="NAME",
            parser=_one_of(get_args(_Format)),
        ),
    ] = "table",
) -> None:
    """Look an execution's steps up, here in the terminal.

    It needs the settings of QFlow alone. The exit code is 0 when no step failed, 1 when one did, 2 when what is asked
    or a setting cannot be read, 3 without an answer.
    """
    from bot.blocks.errors import error_sentences
    from bot.errors import QFlowError, WrongInput
    from bot.qflow.times import utc_now
    from bot.terminal.asked import NoSuchOption, check_options, parse_lookup
    from bot.terminal.output import show

    configure_logs("WARNING")
    try:
        words = [execution_id, order or "", *context.args]
        check_options(words, [option for known in context.command.params for option in known.opts if option[0] == "-"])
        lookup = parse_lookup(words, since=since, until=until, status=status, data=data, now=utc_now())
        failed = asyncio.run(show(load_part(QFlowSettings), lookup, form))
    except BadSettings as error:
        raise _ended(f"{error}\n{WHERE_SET}") from None
    except NoSuchOption as error:
        raise _ended(str(error)) from None
    except WrongInput as error:
        raise _ended(error_sentences(error)) from None
    except QFlowError as error:
        raise _ended(error_sentences(error), _NO_ANSWER) from None
    if failed:
        raise typer.Exit(_STEP_FAILED)


@app.command()
def doctor(
    execution_id: Annotated[
        str | None, typer.Argument(help="An execution that the bot should be able to read.", metavar="EXECUTION_ID")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Examine the set-up: what is wrong, who can mend it, how.

    The exit code is 0 when nothing is wrong, whatever it warns of or cannot check, 1 when something is, such as a
    setting that is missing, and 2 when EXECUTION_ID is none.
    """
    from bot.arguments import parse_execution_id
    from bot.blocks.errors import error_sentences
    from bot.doctor.examination import examine
    from bot.doctor.known import known_from_environment
    from bot.doctor.printed import print_report
    from bot.errors import WrongInput

    configure_logs("WARNING")
    try:
        asked = parse_execution_id(execution_id) if execution_id else None
    except WrongInput as error:
        raise _ended(error_sentences(error)) from None
    report = asyncio.run(examine(known_from_environment(), execution_id=asked))
    print_report(report, as_json=as_json)
    if not report.fine:
        raise typer.Exit(_WRONG)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def _ended_at_once_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the process without a word: for what leaves nothing to tidy up."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _run(work: Coroutine[Any, Any, _Result], *, places: str = "port") -> _Result:
    """Run until done; what a person at the terminal can mend is said in one line. places: as in `run`."""
    try:
        return run(work, places=places)
    except Ended as ended:
        raise _ended(str(ended)) from None


def _ended(why: str, code: int = USAGE) -> typer.Exit:
    complain(why)
    return typer.Exit(code)


async def _sandbox(qflow_port: int, slack_port: int, bot_url: str) -> None:
    from rich.console import Console

    from bot.demo.beside import HOW, play_beside
    from bot.sandbox.sandbox import running_sandbox

    async with running_sandbox(observer=lambda _: None, qflow_port=qflow_port, slack_port=slack_port) as running:
        settings = running.environment if bot_url else running.socket_environment
        environment = "\n".join(f"{name}={value}" for name, value in settings.items())
        if _at_terminal():
            typer.echo(f"{environment}\n{HOW}")
            await play_beside(running, bot_url, Console())
            return
        asked = stop_asked_for()  # before anybody can read that it runs, and stop it
        typer.echo(environment)
        sys.stdout.flush()
        await asked.wait()
