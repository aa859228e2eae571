"""The doctor's short form in Slack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.blocks import limits
from bot.blocks.diagnosis import diagnosis_message
from bot.blocks.message import fits
from bot.findings import Check, Finding, Remedy, Report, State, Who, ok, unchecked, wrong

FINE = Report([ok(Check.SETTINGS, "all there"), unchecked(Check.REDIS, "REDIS_URL is not set")])
BROKEN = Report(
    [
        ok(Check.SETTINGS, "all there"),
        wrong(Check.SLACK_TOKEN, "Slack refuses it (token_revoked)", Who.SLACK_ADMIN, "install the app again"),
        unchecked(Check.SCOPES, "Slack tells them with a token that it takes"),
    ]
)


def test_a_line_for_each_check_stands_below_what_is_broken_first() -> None:
    head, first, lines, foot = diagnosis_message(BROKEN).blocks
    assert head["text"]["text"] == "Something is broken"
    assert first["text"]["text"] == (
        "Broken first: Slack token, Slack refuses it (token_revoked); a Slack admin should install the app again."
    )
    assert lines["text"]["text"].splitlines() == [
        "✅ settings: ok",
        "❌ Slack token: wrong, Slack refuses it (token_revoked)",
        "➖ scopes: not checked, Slack tells them with a token that it takes",
    ]
    assert "qflow-bot doctor" in str(foot)


def test_nothing_broken_is_said_as_briefly_as_that() -> None:
    message = diagnosis_message(FINE)
    assert len(message.blocks) == 3
    assert message.text.splitlines()[0] == "Nothing is broken, and nothing needs to be done."


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
