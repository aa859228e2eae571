"""An execution full of text that wants to be more than text when it is shown in Slack.

Live mentions, links and fences are those of Slack's mrkdwn
(docs.slack.dev/messaging/formatting-message-text).
"""

from bot.sandbox.executions.named import NamedExecution
from bot.sandbox.executions.recorder import Recorder, Row

_MENTIONS = "<!channel> <@U012AB3CD> <!here> <!everyone> <!subteam^S012AB3CD> <#C012AB3CD> @here @channel"
_LINKS = (
    "<https://evil.example|click> <mailto:a@evil.example|write> https://evil.example/?q=1 "
    "www.evil.example [click](https://evil.example)"
)
_FENCES = "``` end of block ``` `code` *bold* _italic_ ~struck~ > quote\n> quote\n&amp; &lt;!channel&gt;"
_CONTROLS = "bell \x07 null \x00 escape \x1b[31mred\x1b[0m delete \x7f return \rover\ttab \x85 \u2028 \u2029 end"
_INVISIBLE = "zero\u200bwidth\u200cjoiner\u200d\u2060\ufeff, soft\u00adhyphen, no\u00a0break"
_BACKWARDS = "invoice\u202efdp.exe \u2066isolated\u2069 \u202b\u05e9\u05dc\u05d5\u05dd\u202c"
_FAMILIES = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 40 + " e" + "\u0301" * 60
_SURROGATES = "half a character \ud800 and the other half \udfff"
_ONE_LINE = "x" * 2**20
_MANY_LINES = "\n".join(f"line {number} of 10,000" for number in range(1, 10_001))


def _hostile(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        record.finished("node-deadbe01-filter", 1_000, _MENTIONS),
        record.finished("node-deadbe02-<!channel>", 2_000, "a node type that mentions everyone"),
        record.finished("node-deadbe03-action", 3_000, _LINKS, "<https://evil.example|Success>"),
        record.finished("node-deadbe04-action", 4_000, _FENCES, "``` <!here> ```"),
        record.finished("node-deadbe05-action", 5_000, _CONTROLS, tags=[_MENTIONS, _LINKS, _CONTROLS, ""]),
        record.finished("node-deadbe06-*bold*", 6_000, _INVISIBLE, "Succ\u200bess"),
        record.finished("node-deadbe07-action", 7_000, _BACKWARDS, "\u202essecuS"),
        record.finished("node-deadbe08-action", 8_000, _FAMILIES, "\u2705" * 100),
        record.finished("node-deadbe09-action", 9_000, _SURROGATES, "\ud83d"),
        record.finished("node-deadbe0a-action", 10_000, _ONE_LINE),
        record.finished("node-deadbe0b-action", 11_000, _MANY_LINES, "Failed"),
    ]


EXECUTIONS = (
    NamedExecution(
        "deadbeef-0000-4000-8000-000000000010",
        "hostile",
        "Texts with live mentions, links, fences, control and half characters, a megabyte, 10,000 lines.",
        _hostile,
    ),
)
"""The executions of this file, in the order to list them."""
