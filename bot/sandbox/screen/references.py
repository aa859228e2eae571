"""What Slack's text refers to: links, people, channels, everyone, dates. All that is live is marked as such.

A mention stands in « », and one that calls many people says LIVE, so that a leak is seen without colours too.
A link is followed by its address where the label does not say it.
"""

import re

from rich.text import Text

from bot.sandbox.screen import styles
from bot.sandbox.screen.dates import Reader, written
from bot.sandbox.screen.visible import one_line, visible

BROADCASTS = ("here", "channel", "everyone")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:|tel:)", re.IGNORECASE)


def unescaped(text: str) -> str:
    """Undo Slack's three escapes, the ampersand last."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def reference(content: str, reader: Reader) -> Text:
    """Draw what stood between `<` and `>` in mrkdwn, such as `https://a.example|label`, `@U1`, `!here`."""
    target, _, label = content.partition("|")
    match target[:1]:
        case "@":
            return mention(f"@{reader.name(target[1:])}")
        case "#":
            return mention(f"#{unescaped(label)}" if label else target)
        case "!":
            return _special(target[1:], label, reader)
    if _ADDRESS.match(target):
        return link(unescaped(target), unescaped(label))
    return Text(visible(unescaped(f"<{content}>")))


def mention(name: str) -> Text:
    """Draw a live mention of one person or channel; `name` carries its @ or #."""
    return Text(f"«{one_line(name)}»", style=styles.LIVE)


def call(name: str) -> Text:
    """Draw a live mention that notifies many people: a broadcast, a user group."""
    return Text(f"«LIVE:@{one_line(name)}»", style=styles.MARK)


def link(url: str, label: str = "") -> Text:
    """Draw a link; the terminal is not told of it, because its escape sequence would carry foreign text."""
    if not label or label in {url, url.removeprefix("mailto:")}:
        return Text(visible(label or url), style=styles.LINK)
    return Text.assemble((visible(label), styles.LINK), (f" ({visible(url)})", styles.DIM))


def moment(unix: str | float, form: str, fallback: str, reader: Reader) -> Text:
    """Draw a date as its form says, else its fallback, else a mark."""
    if text := written(unix, form, reader) or fallback:
        return Text(visible(text))
    return Text("«a date that is none»", style=styles.MARK)


def _special(command: str, label: str, reader: Reader) -> Text:
    name, _, argument = command.partition("^")
    if name in BROADCASTS:
        return call(name)
    if name == "subteam":
        return call(argument)
    if name == "date":
        unix, _, form = argument.partition("^")
        # An address to link to may stand behind the form, after a third ^.
        form, _, url = form.partition("^")
        drawn = moment(unix, unescaped(form), unescaped(label), reader)
        return link(unescaped(url), drawn.plain) if url else drawn
    return Text(f"«!{one_line(label or command)}»", style=styles.MARK)
