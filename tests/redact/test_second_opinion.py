"""A second opinion on what is left: Yelp's detect-secrets finds nothing that we have not found."""

from collections.abc import Iterator

import pytest
from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

from tests.redact.corpus import LOOK_ALIKES, REDACTOR, SECRETS, Secret

_PLUGINS = (
    *("AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector"),
    *("JwtTokenDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "SlackDetector", "StripeDetector"),
)


@pytest.fixture(autouse=True)
def _by_shape() -> Iterator[None]:
    """Let it look for shapes; its rule by key takes `[redacted]` for a secret like any other."""
    with transient_settings({"plugins_used": [{"name": name} for name in _PLUGINS]}):
        yield


def found(text: str) -> list[str]:
    return [secret.type for line in text.splitlines() for secret in scan_line(line)]


@pytest.mark.parametrize("case", SECRETS, ids=lambda case: case.shows)
def test_another_library_finds_no_secret_in_what_is_left(case: Secret) -> None:
    assert found(REDACTOR.text(case.text).text) == []


def test_another_library_knows_the_shapes_of_the_corpus() -> None:
    """Else its silence above would mean nothing."""
    assert sum(bool(found(case.text)) for case in SECRETS) >= 15


def test_another_library_takes_no_look_alike_for_a_secret_that_we_miss() -> None:
    assert {shows: kinds for shows, text in LOOK_ALIKES.items() if (kinds := found(text))} == {}
