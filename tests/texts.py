"""Any text, for property tests: every code point, halves of characters too, and often those that act up.

Hypothesis' own text needs a table of all characters, which takes seconds to build and is cached outside of the tests.
"""

from hypothesis import strategies as st

_ODD = (
    *("\x00", "\t", "\n", "\r", "\r\n", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u200b", "\u200e", "\u202e"),
    *("\u2028", "\u2060", "\u2066", "\ufeff", "\ufff9", "\U000e0041", "\ud83d", "\udc68"),
    *("e\u0301", "\u0301", "\u200d", "\ufe0f", "👨‍👩‍👧‍👦", "🇩🇪", "🇩", "👍🏽", "각", "\u0600", "ﷺ"),
    *("&", "<", ">", "&amp;", "<!channel>", "<@U012AB3CD>", "<http://a.example|b>", "```", ":smile:", "@here", " "),
)


def any_text(*, often: tuple[str, ...] = (), most: int = 40) -> st.SearchStrategy[str]:
    """Make texts of at most so many parts; `often` adds parts that should be among them."""
    parts = st.sampled_from([*_ODD, *often]) | st.integers(0, 0x10FFFF).map(chr)
    return st.lists(parts, max_size=most).map("".join)
