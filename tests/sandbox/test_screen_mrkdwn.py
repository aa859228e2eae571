"""Mrkdwn as Slack reads it."""

import pytest

from bot.sandbox.screen import draw
from tests.sandbox.drawing import drawn, drawn_mrkdwn, printed, section


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("*b* _i_ ~s~ `c`", "b i s c", id="styles"),
        pytest.param("*_both_*", "both", id="styles within styles"),
        pytest.param("2*3*4 snake_case_name a ~ b", "2*3*4 snake_case_name a ~ b", id="no style within words"),
        pytest.param("* a * _ b_", "* a * _ b_", id="no style beside a space"),
        pytest.param("*a\nb*", "*a\nb*", id="no style over lines"),
        pytest.param("`*a* <!here> :x:`", "*a* <!here> :x:", id="code is not read"),
        pytest.param("*see `*` here*", "see * here", id="code within bold"),
        pytest.param("a &lt;b&gt; &amp;amp; &amp;lt;", "a <b> &amp; &lt;", id="escapes are undone once"),
        pytest.param(":x: :unheard_of: 10:52:58", "❌ :unheard_of: 10:52:58", id="emoji"),
        pytest.param("> one\n&gt; two\nthree", "▌ one\n▌ two\nthree", id="quote"),
        pytest.param("a ```*b*\n  c &lt;``` d", "a\n│ *b*\n│   c <\n d", id="preformatted"),
        pytest.param("a ``` b", "a ``` b", id="an open fence is text"),
        pytest.param("[red]x[/red]", "[red]x[/red]", id="no markup of the terminal library"),
        pytest.param("if a < b > c", "if a < b > c", id="stray angles"),
    ],
)
def test_text_is_styled_as_slack_styles_it(text: str, expected: str) -> None:
    assert drawn_mrkdwn(text) == expected


def test_styles_reach_the_terminal() -> None:
    text = printed(draw({"blocks": [section("*b* _i_ ~s~ `c`")]}), colours="standard")
    assert text == "\x1b[1mb\x1b[0m \x1b[3mi\x1b[0m \x1b[9ms\x1b[0m \x1b[36mc\x1b[0m"


def test_a_long_quote_keeps_its_bar() -> None:
    assert drawn_mrkdwn("> " + "word " * 20, width=60).splitlines() == [
        "▌ word word word word word word word word word word word",
        "▌ word word word word word word word word word",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<https://a.example/?a=1&amp;b=2>", "https://a.example/?a=1&b=2", id="link"),
        pytest.param("<https://a.example|run &lt;1&gt;>", "run <1> (https://a.example)", id="labelled link"),
        pytest.param("<mailto:a@b.example|a@b.example>", "a@b.example", id="mail"),
        pytest.param("<b>", "<b>", id="no link"),
        pytest.param("<@U1> <@U2|ann>", "«@U1» «@U2»", id="people"),
        pytest.param("<#C1> <#C1|general>", "«#C1» «#general»", id="channels"),
        pytest.param("<!subteam^S1|@oncall>", "«LIVE:@S1»", id="user group"),
        pytest.param("<!here> <!channel|x> <!everyone>", "«LIVE:@here» «LIVE:@channel» «LIVE:@everyone»", id="all"),
        pytest.param("&lt;!here&gt; &lt;@U1&gt;", "<!here> <@U1>", id="escaped mentions are text"),
        pytest.param("<!unheard^of>", "«!unheard^of»", id="an unknown command is marked"),
    ],
)
def test_what_is_live_is_marked(text: str, expected: str) -> None:
    assert drawn_mrkdwn(text) == expected
    assert drawn_mrkdwn(text, verbatim=True) == expected


def test_unless_verbatim_slack_finds_mentions_and_links_by_itself() -> None:
    text = "@here, see #general or https://a.example/x. a@here.example #1 a#b"
    assert drawn_mrkdwn(text) == ("«LIVE:@here», see «#general» or https://a.example/x. a@here.example #1 a#b")
    assert drawn_mrkdwn(text, verbatim=True) == text


def test_a_bare_link_is_underlined_and_a_verbatim_one_is_not() -> None:
    def coloured(*, verbatim: bool) -> str:
        return printed(draw({"blocks": [section("https://a.example.", verbatim=verbatim)]}), colours="standard")

    assert coloured(verbatim=False) == "\x1b[4mhttps://a.example\x1b[0m."
    assert coloured(verbatim=True) == "https://a.example."


def test_plain_text_is_not_read() -> None:
    text = {"type": "plain_text", "text": "*a* <!here> @here :x:"}
    assert drawn({"type": "section", "text": text}) == "*a* <!here> @here ❌"
    assert drawn({"type": "section", "text": {**text, "emoji": False}}) == "*a* <!here> @here :x:"
