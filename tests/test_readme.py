"""The README leads somewhere: its links, its paths and its commands are those that there are."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic.fields import FieldInfo

from bot.cli import app
from bot.config import Settings

ROOT = Path(__file__).parents[1]
PATHS = ("bot/", "tests/", "manifests/", ".ci/")


def tokens(text: str) -> list[Token]:
    """Give what a text in Markdown consists of, one after another."""
    blocks = MarkdownIt("commonmark").enable("table").parse(text)
    return [part for block in blocks for part in (block, *(block.children or ()))]


README = tokens((ROOT / "README.md").read_text(encoding="utf-8"))
LINKS = sorted({str(part.attrs[to]) for part in README for to in ("href", "src") if to in part.attrs})
CODE = [part.content for part in README if part.type in {"code_inline", "fence"}]


def anchors(text: str) -> set[str]:
    """Give the anchors that GitHub makes of the headings of a text."""
    parts = tokens(text)
    headings = [parts[number + 1].content for number, part in enumerate(parts) if part.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def typed() -> list[list[str]]:
    """Give the arguments of the bot's own command wherever the README has it typed."""
    commands = re.split(" && |\n", "\n".join(CODE))
    return [shlex.split(command)[1:] for command in commands if re.match(r"(\S*/)?qflow-bot \w", command)]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_to_what_is_there(link: str) -> None:
    path, _, anchor = link.partition("#")
    target = ROOT / (path or "README.md")
    assert link.startswith("https://") or target.exists()
    assert not anchor or link.startswith("https://") or anchor in anchors(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted({code for code in CODE if code.startswith(PATHS) and " " not in code}))
def test_a_path_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("arguments", typed(), ids=" ".join)
def test_a_command_that_is_typed_is_one_of_the_bots(arguments: list[str]) -> None:
    commands = typer.main.get_group(app).commands
    options = {option for parameter in commands[arguments[0]].params for option in parameter.opts}
    assert {argument.partition("=")[0] for argument in arguments if argument.startswith("--")} <= options


def test_what_is_looked_for_is_found() -> None:
    assert "manifests/slack/http.json" in LINKS
    assert ["serve"] in typed()
    assert "Show QFlow steps" not in anchors("## Ask it") == {"ask-it"}


def settings_table() -> str:
    """Give the table of all settings, as it is made from the code."""
    rows = [f"| `{field.alias}` | {field.description}{_default(field)} |" for field in Settings.model_fields.values()]
    return "\n".join(["| setting | what it is |", "|---|---|", *rows])


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "; required"
    if not field.default or "by default" in str(field.description):
        return ""
    return f"; `{field.default}` by default"


def test_the_settings_are_those_of_the_code() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- settings -->\n")[2].partition("\n<!-- end of settings -->")[0]
    assert table == settings_table()
