"""The corpus: no secret is left, and no look-alike is touched."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.redact import Redacted
from tests.redact.corpus import LOOK_ALIKES, REDACTOR, SECRETS, Secret
from tests.texts import any_text


@pytest.mark.parametrize("case", SECRETS, ids=lambda case: case.shows)
def test_no_secret_is_left_in_a_text(case: Secret) -> None:
    redacted = REDACTOR.text(case.text)
    assert not [secret for secret in case.secrets if secret in redacted.text]
    assert "[redacted]" in redacted.text
    assert 1 <= redacted.count <= 3


@pytest.mark.parametrize("text", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_stays_as_it_is(text: str) -> None:
    assert REDACTOR.text(text) == Redacted(text, 0)
    assert REDACTOR.value({"message": [text]}) == ({"message": [text]}, 0)


@pytest.mark.parametrize("case", SECRETS, ids=lambda case: case.shows)
def test_what_is_redacted_is_not_redacted_again(case: Secret) -> None:
    once = REDACTOR.text(case.text).text
    assert REDACTOR.text(once) == Redacted(once, 0)


def test_the_corpus_is_large_and_both_rates_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    hidden = sum(not any(secret in REDACTOR.text(case.text).text for secret in case.secrets) for case in SECRETS)
    kept = sum(REDACTOR.text(text) == Redacted(text, 0) for text in LOOK_ALIKES.values())
    with capsys.disabled():
        print(f"\nredaction: {hidden} of {len(SECRETS)} secrets hidden, {kept} of {len(LOOK_ALIKES)} look-alikes kept")  # noqa: T201 - to be read
    assert len(SECRETS) >= 60
    assert len(LOOK_ALIKES) >= 60
    assert (hidden, kept) == (len(SECRETS), len(LOOK_ALIKES))


@settings(max_examples=150)
@given(any_text(), st.sampled_from(SECRETS), any_text())
def test_a_secret_in_any_text_is_gone(before: str, case: Secret, behind: str) -> None:
    redacted = REDACTOR.text(f"{before}\n{case.text}\n{behind}")
    assert redacted.count
    assert not [secret for secret in case.secrets if secret in redacted.text]


@settings(max_examples=100)
@given(any_text(), st.sampled_from(SECRETS), st.integers(0, 5))
def test_a_secret_anywhere_in_json_is_gone_and_it_stays_json(key: str, case: Secret, deep: int) -> None:
    value: object = {key: case.text, "count": 3}
    for _ in range(deep):
        value = [json.dumps({"inner": value})]
    redacted, count = REDACTOR.value(value)
    assert count
    written = json.dumps(redacted, ensure_ascii=False)
    assert not [secret for secret in case.secrets if secret in written]


@settings(max_examples=100)
@given(any_text())
def test_any_text_without_a_secret_stays_or_loses_what_is_counted(text: str) -> None:
    redacted = REDACTOR.text(text)
    assert (redacted.text == text) == (redacted.count == 0)
