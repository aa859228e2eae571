"""The redactor: by key at any depth, our own secrets however written, the log's fields; in linear time."""

import json
import time
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redact import Redacted, Redactor
from bot.redact.keys import KEYS
from bot.redact.shapes import SHAPES

REDACTOR = Redactor()
MIB = 2**20


@pytest.mark.parametrize("words", [key.words for key in KEYS])
def test_every_key_is_known_in_every_spelling(words: str) -> None:
    first, *rest = words.split()
    titled = [word.title() for word in rest]
    spelt = [
        "".join([first, *titled]),
        "".join([first.title(), *titled]),
        "_".join([first, *rest]),
        "-".join(["x", first, *rest]),
        "_".join(["DB", first.upper(), *(word.upper() for word in rest)]),
        "db" + "".join([first.title(), *titled]),
        words,
        f"{words}2",
    ]
    for key in spelt:
        assert REDACTOR.value({key: "made up"}) == ({key: "[redacted]"}, 1), key
        assert REDACTOR.text(f"before {key}=made-up") == Redacted(f"before {key}=[redacted]", 1), key
        assert REDACTOR.text(f'a "{key}": "made up" b').text == f'a "{key}": "[redacted]" b', key


@pytest.mark.parametrize(
    ("value", "redacted", "count"),
    [
        pytest.param({"password": 123456}, {"password": "[redacted]"}, 1, id="a number"),
        pytest.param({"tokens": 3}, {"tokens": 3}, 0, id="a count"),
        pytest.param({"tokens": ["a", "b"]}, {"tokens": ["[redacted]", "[redacted]"]}, 2, id="several"),
        pytest.param({"token": None, "hasToken": True}, {"token": None, "hasToken": True}, 0, id="none"),
        pytest.param(
            {"credentials": {"user": "a", "more": [{"pin": 1}]}},
            {"credentials": {"user": "[redacted]", "more": [{"pin": "[redacted]"}]}},
            2,
            id="all below a key",
        ),
        pytest.param(
            [{"name": "API_KEY", "value": "a"}, {"Name": "port", "Value": "1"}],
            [{"name": "API_KEY", "value": "[redacted]"}, {"Name": "port", "Value": "1"}],
            1,
            id="a name and a value",
        ),
        pytest.param("[1, 2", "[1, 2", 0, id="no JSON"),
        pytest.param(7, 7, 0, id="a bare number"),
    ],
)
def test_a_value_is_redacted_by_its_keys(value: Any, redacted: Any, count: int) -> None:
    assert REDACTOR.value(value) == (redacted, count)


def test_json_in_a_string_in_json_is_redacted_by_its_keys() -> None:
    value = {"body": json.dumps({"inner": json.dumps({"credentials": {"user": "a"}})})}
    redacted, count = REDACTOR.value(value)
    assert count == 1
    assert json.loads(json.loads(redacted["body"])["inner"]) == {"credentials": {"user": "[redacted]"}}


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        pytest.param('{"a": "token=made-up", "a": "fine"}', '{"a": "token=[redacted]", "a": "fine"}', id="a key twice"),
        pytest.param('secrets=["a]b", {"c": "d"}] e', "secrets=[redacted] e", id="brackets within brackets"),
        pytest.param("secrets=['a', 'b'] c", "secrets=[redacted] c", id="brackets that are no JSON"),
        pytest.param("password=***made-up", "password=[redacted]", id="a mask that is none"),
        pytest.param("password=%secret", "password=[redacted]", id="a placeholder that is none"),
        pytest.param("password=[redacted]made-up", "password=[redacted]", id="what is hidden in part"),
        pytest.param("token=made-up.", "token=[redacted].", id="the end of a sentence"),
        pytest.param("(token=made-up)", "(token=[redacted])", id="in brackets"),
    ],
)
def test_only_the_value_is_hidden_and_all_of_it(text: str, redacted: str) -> None:
    assert REDACTOR.text(text).text == redacted


def test_what_lies_deeper_than_is_looked_into_is_hidden() -> None:
    value: Any = "password=made-up"
    for _ in range(5_000):
        value = [value]
    redacted, count = REDACTOR.value(value)
    assert count == 1
    assert "made-up" not in repr(redacted)


@pytest.mark.parametrize(
    "written",
    [
        "made/up &secret+1",
        quote("made/up &secret+1", safe=""),
        quote("made/up &secret+1", safe="").lower(),
        "made%2Fup+%26secret%2B1",
        "made/up &amp;secret+1",
        *(b64encode(f"{before}made/up &secret+1 and more".encode()).decode() for before in ("", "a", "ab", "abc")),
    ],
)
def test_our_own_secret_is_hidden_however_it_is_written(written: str) -> None:
    redacted = Redactor(["made/up &secret+1"]).text(f"it was {written}!")
    assert redacted.count == 1
    assert redacted.text.startswith("it was ")
    assert not {"made", "secret", "bWFkZS91c", "1hZGUvdXA"} & set(redacted.text.split("%"))
    assert "ecret" not in redacted.text


def test_the_password_in_a_url_of_ours_is_ours_too() -> None:
    redactor = Redactor(["rediss://:made%2Dup-pass@cache.example:6379/0"])
    assert redactor.text("AUTH made-up-pass failed") == Redacted("AUTH [redacted] failed", 1)


def test_what_is_too_short_for_a_secret_of_ours_is_not_looked_for() -> None:
    assert Redactor(["", "the"]).text("the token of the day") == Redacted("the token of the day", 0)


def test_many_texts_are_searched_at_once() -> None:
    texts = [f"{number} Instances acted on" for number in range(1_000)]
    changed = REDACTOR.changes([*texts, "password=made-up", "token expired"])
    assert {text: redacted.text for text, redacted in changed.items()} == {"password=made-up": "password=[redacted]"}


def test_the_fields_of_a_log_event_are_redacted() -> None:
    error = ValueError("password=made-up")
    fields = {
        "event": "failed",
        "error": error,
        "api_key": "made-up",
        "lines": ["ok", {"cookie": "made-up"}],
        "rows": 3,
        "when": MIB,
        "harmless": KeyError("status"),
    }
    logged = REDACTOR.log_event(None, "info", fields)
    assert "made-up" not in repr(logged)
    assert logged["event"] == "failed"
    assert logged["harmless"] is fields["harmless"]
    assert logged["rows"] == 3


def test_every_rule_says_why() -> None:
    assert all(shape.why and shape.needles for shape in SHAPES)
    assert all(key.why for key in KEYS)


_HOSTILE = [
    *(
        "password",
        "password=",
        'password="',
        'password=\\"',
        'password="\\',
        "password=a,",
        "password=;a ",
        "password=&",
    ),
    *("<password>", "--a-", "--password ", "password:\n ", "password is ", "token=[", "cookie: ", "access-", "secret "),
    *("secret_", "secret" + " " * 20, "sig=", "key", "eyJ", "eyJaaaaaaa.", "://", "://a:", "://a:b/", "a@", "bearer a"),
    *(
        "basic a",
        "AKIA",
        "xoxb-",
        "xoxb-aaaaaaaa",
        "ghp_",
        "hooks.slack.com/",
        '{"a":',
        "[",
        "\\",
        '"',
        "%3d",
        "\u200b",
    ),
    *("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "MIIEabcdefghijklmnopq\n", "-", "\ud800", "é="),
]


def _took(text: str) -> float:
    began = time.process_time()
    REDACTOR.text(f"{text} -----END PRIVATE KEY----- password=")
    return time.process_time() - began


@pytest.mark.parametrize("part", _HOSTILE)
def test_time_is_linear_in_a_hostile_text(part: str) -> None:
    """Four times the text takes some four times as long, never sixteen."""
    small, large = (part * (size // len(part)) for size in (MIB // 64, MIB // 16))
    assert min(_took(large) for _ in range(2)) <= 9 * min(_took(small) for _ in range(2)) + 0.05


def test_a_megabyte_of_everything_hostile_takes_seconds_at_most() -> None:
    parts = MIB // len(_HOSTILE)
    assert _took("".join(part * (parts // len(part)) for part in _HOSTILE)) < 5


def test_ten_thousand_harmless_messages_cost_little(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [f"{number} of {number + 7} Instances acted on (i-{number:017x})" for number in range(10_000)]
    began = time.process_time()
    assert REDACTOR.changes(texts) == {}
    took = time.process_time() - began
    with capsys.disabled():
        print(f"\nredaction: 10,000 harmless messages in {took * 1_000:.1f} ms")  # noqa: T201 - to be read
    assert took < 0.25


ULIDS = st.from_regex(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", fullmatch=True)
HEXADECIMAL = st.from_regex(r"[0-9a-f-]{1,40}", fullmatch=True)


@given(st.lists(ULIDS | HEXADECIMAL, min_size=1))
def test_ids_hold_no_secret_wherever_they_stand(ids: list[str]) -> None:
    """Ids by themselves are not searched, so what is found in a sentence with them must be nothing either."""
    text = f"of: {' '.join(ids)}"
    assert REDACTOR.text(text) == Redacted(text, 0)


@given(st.lists(ULIDS | HEXADECIMAL), ULIDS | st.uuids().map(str))
def test_an_id_that_is_a_secret_of_ours_is_hidden_among_others(ids: list[str], own: str) -> None:
    changed = Redactor([own]).changes([*ids, own])
    assert changed[own] == Redacted("[redacted]", 1)
