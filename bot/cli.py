"""The command line, `qflow-bot`: one function a command, each of which imports what it needs."""

import sys
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

import typer

from bot import __version__
from bot.demo.in_order import InOrder, in_order
from bot.logs import configure_logs
from bot.serve import USAGE, Ended, run, stop_asked_for
from bot.serve import serve as serve_the_bot

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

_UNANSWERED = 1

_Result = TypeVar("_Result")


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def serve() -> None:
    """Serve the bot to Slack over HTTP, until it is told to stop."""
    raise typer.Exit(serve_the_bot())


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
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run until done; what a person at the terminal can mend is said in one line."""
    try:
        return run(work)
    except Ended as ended:
        raise _ended(str(ended)) from None


def _ended(why: str) -> typer.Exit:
    typer.echo(f"qflow-bot: {why}", err=True)
    return typer.Exit(USAGE)


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
        asked = stop_asked_for()  # before anybody can read that it runs, and stop it
        typer.echo(environment)
        sys.stdout.flush()
        await asked.wait()
