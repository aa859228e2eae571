"""The doctor's short form in Slack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.blocks import limits
from bot.blocks.diagnosis import diagnosis_message
from bot.blocks.message import fits
from bot.findings import Check, Finding, Remedy, Report, State, Who, ok, unchecked, warning, wrong

FINE = Report([ok(Check.SETTINGS, "all there"), unchecked(Check.REDIS, "REDIS_URL is not set")])
BROKEN = Report(
    [
        ok(Check.SETTINGS, "all there"),
        wrong(Check.SLACK_TOKEN, "Slack refuses it (token_revoked)", Who.SLACK_ADMIN, "install the app again"),
        unchecked(Check.SCOPES, "Slack tells them with a token that it takes"),
        wrong(Check.PERMISSION, "HTTP 403", Who.QUALYS_ADMINISTRATOR, "let the user read executions"),
    ]
)


def test_what_is_broken_first_stands_above_a_line_for_each_other_check() -> None:
    head, first, lines = diagnosis_message(BROKEN).blocks
    assert head["text"]["text"] == "Something is broken"
    assert first["text"]["text"] == (
        "Broken first: Slack token, Slack refuses it (token_revoked); a Slack admin should install the app again."
    )
    assert lines["text"]["text"].splitlines() == [
        "✅ settings: ok",
        "➖ scopes: not checked, Slack tells them with a token that it takes",
        "❌ permission: wrong, HTTP 403. A Qualys administrator should let the user read executions.",
    ]


def test_what_is_only_warned_of_stands_there_once() -> None:
    warned = Report([*FINE.findings, warning(Check.CLOCK, "it is adrift", Who.OPERATOR, "see to NTP")])
    head, first, lines = diagnosis_message(warned).blocks
    assert head["text"]["text"] == "Something to look at"
    assert first["text"]["text"].startswith("Nothing that was checked is broken, but look at clock: it is adrift; who")
    assert "adrift" not in str(lines)


def test_no_more_is_called_whole_than_was_checked() -> None:
    (known, unknown) = FINE.findings
    assert diagnosis_message(Report([known])).text.splitlines()[0] == "Nothing is broken."
    assert diagnosis_message(Report([known, unknown])).text.splitlines()[0] == "Nothing that was checked is broken."


@pytest.mark.parametrize("report", [pytest.param(FINE, id="fine"), pytest.param(BROKEN, id="broken")])
def test_nothing_is_told_twice_and_nobody_in_slack_is_sent_to_a_terminal(report: Report) -> None:
    message = diagnosis_message(report)
    told = [line for block in message.blocks for line in block["text"]["text"].splitlines()]
    assert len(told) == len(set(told))
    assert "\n".join(told).count(" is broken") == 1
    assert "qflow-bot" not in message.text + str(message.blocks)


def test_what_fits_into_one_section_is_not_torn() -> None:
    every = Report([ok(check, "it works") for check in Check])
    _, lines = diagnosis_message(every).blocks
    assert len(lines["text"]["text"].splitlines()) == len(Check)


@pytest.mark.parametrize("report", [pytest.param(FINE, id="fine"), pytest.param(BROKEN, id="broken")])
def test_slacks_own_models_take_it(report: Report) -> None:
    message = diagnosis_message(report)
    for block, parsed in zip(message.blocks, Block.parse_all(list(message.blocks)), strict=True):
        parsed.validate_json()
        assert parsed.to_dict() == block


any_words = st.text(st.characters(min_codepoint=9, max_codepoint=126), max_size=400)
"""The doctor quotes nobody, so what it says is in ASCII."""
findings = st.builds(
    Finding,
    st.sampled_from(Check),
    st.sampled_from(State),
    any_words,
    st.none() | st.builds(Remedy, st.sampled_from(Who), any_words),
)


@given(st.lists(findings, max_size=90).map(Report))
def test_whatever_was_found_fits(report: Report) -> None:
    message = diagnosis_message(report)
    assert fits(message.blocks)
    assert len(message.text.encode()) <= limits.FALLBACK_TEXT
