"""The command line, `qflow-bot`: one function a command, each of which imports what it needs."""

import asyncio
import contextlib
import errno
import signal
import sys
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

import structlog
import typer

from bot import __version__
from bot.config import BadSettings, Settings, load_settings
from bot.demo.in_order import InOrder, in_order
from bot.logs import configure_logs

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

_UNANSWERED = 1
_USAGE = 2
_CANNOT_LISTEN = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)

_Result = TypeVar("_Result")


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def serve() -> None:
    """Serve the bot to Slack over HTTP, until it is told to stop."""
    settings = _settings()
    configure_logs(settings.log_level)
    _run(_serve(settings))


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
    """Try the bot offline: it runs for real, against a QFlow API and a Slack on loopback.

    On a terminal it asks what to do next. Otherwise it does what the options say, in the order given.
    """
    from rich.console import Console

    from bot.demo.listing import listing
    from bot.demo.playing import play_as_json, play_at_terminal, play_script
    from bot.demo.refusals import CannotDo
    from bot.demo.script import parse_script

    if only_list:
        typer.echo("\n".join(listing()))
        return
    given = in_order(context, say=say, shortcut=shortcut, press=press, fill=fill, as_=as_, in_=in_, fault=fault)
    try:
        script = parse_script(given)
        configure_logs("WARNING")
        if as_json:
            answered = _run(play_as_json(script, sys.stdout, Console(stderr=True)))
        elif given or not _at_terminal():
            answered = _run(play_script(script, Console()))
        else:
            configure_logs("ERROR")  # where a person is drawn to, a line of the log would stand in the drawing
            answered = _run(play_at_terminal(Console()))
    except CannotDo as cannot:
        raise _ended(str(cannot)) from None
    if not answered:
        raise typer.Exit(_UNANSWERED)


@app.command()
def sandbox(
    qflow_port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    slack_port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    bot_url: Annotated[
        str, typer.Option(help="Where the bot takes what is typed.")
    ] = "http://127.0.0.1:3000/slack/events",
) -> None:
    """Start the QFlow API and the Slack of the sandbox alone, and print the environment that points a bot at them.

    On a terminal it then takes what the demo's prompt takes, and delivers it to the bot.
    """
    from bot.demo.beside import parse_bot_url
    from bot.demo.refusals import CannotDo

    configure_logs("WARNING")
    try:
        bot_url = parse_bot_url(bot_url)
    except CannotDo as cannot:
        raise _ended(str(cannot)) from None
    _run(_sandbox(qflow_port, slack_port, bot_url))


@app.command()
def healthcheck() -> None:
    """Ask the bot that runs on this machine whether it is alive, and exit with 0 or 1: for a container's health."""
    from bot.health import is_alive

    try:
        settings = load_settings()
    except BadSettings as error:
        typer.echo(f"qflow-bot: {error}", err=True)
        raise typer.Exit(_UNANSWERED) from None
    if not settings.ops_port:
        typer.echo("qflow-bot: nobody can be asked unless BOT_OPS_PORT is a port", err=True)
        raise typer.Exit(_UNANSWERED)
    if not is_alive(settings.ops_host, settings.ops_port):
        raise typer.Exit(_UNANSWERED)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _settings() -> Settings:
    try:
        return load_settings()
    except BadSettings as error:
        raise _ended(str(error)) from None


def _run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run until done; what a person at the terminal can mend is said in one line."""
    try:
        return asyncio.run(work)
    except BadSettings as error:
        raise _ended(str(error)) from None
    except OSError as error:
        if error.errno not in _CANNOT_LISTEN:
            raise
        raise _ended(
            f"cannot listen there, choose another BOT_HOST, BOT_PORT or BOT_OPS_PORT: {error.strerror}"
        ) from None


def _ended(why: str) -> typer.Exit:
    typer.echo(f"qflow-bot: {why}", err=True)
    return typer.Exit(_USAGE)


async def _serve(settings: Settings) -> None:
    from bot.server import serving

    asked, started = _stop_asked_for(), asyncio.Event()

    async def serve_until_asked() -> None:
        async with serving(settings) as request_url:
            started.set()
            structlog.get_logger(__name__).info("serving", request_url=request_url, version=__version__)
            await asked.wait()

    work = asyncio.create_task(serve_until_asked())
    stop = asyncio.create_task(asked.wait())
    await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not started.is_set():
        work.cancel()  # asked to stop while Slack was still being waited for
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def _sandbox(qflow_port: int, slack_port: int, bot_url: str) -> None:
    from rich.console import Console

    from bot.demo.beside import HOW, play_beside
    from bot.sandbox.sandbox import running_sandbox

    async with running_sandbox(observer=lambda _: None, qflow_port=qflow_port, slack_port=slack_port) as running:
        environment = "\n".join(f"{name}={value}" for name, value in running.environment.items())
        if _at_terminal():
            typer.echo(f"{environment}\n{HOW}")
            await play_beside(running, bot_url, Console())
            return
        asked = _stop_asked_for()  # before anybody can read that it runs, and stop it
        typer.echo(environment)
        sys.stdout.flush()
        await asked.wait()


def _stop_asked_for() -> asyncio.Event:
    """Give what is set by SIGTERM or Ctrl-C, from now on; the first process of a container has no other way to stop."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    return asked
