"""Every Block Kit limit that the builders keep, in characters where nothing else is said, with its source.

Slack does not say what a character is. Lengths here count UTF-16 code units, never fewer than code points, so that a
text within a limit is within it by either reading.
"""

from typing import Final, Self


class Limit(int):
    """A number that Slack will not take more than, and where that is written."""

    source: str

    def __new__(cls, value: int, source: str) -> Self:
        """Make a limit of `value` out of what `source` says."""
        limit = super().__new__(cls, value)
        limit.source = source
        return limit


BLOCKS: Final = Limit(50, "https://docs.slack.dev/reference/block-kit/blocks")
HEADER_TEXT: Final = Limit(150, "https://docs.slack.dev/reference/block-kit/blocks/header-block")
SECTION_TEXT: Final = Limit(3_000, "https://docs.slack.dev/reference/block-kit/blocks/section-block")
BUTTON_TEXT: Final = Limit(75, "https://docs.slack.dev/reference/block-kit/block-elements/button-element")
ACCESSIBILITY_LABEL: Final = Limit(75, "https://docs.slack.dev/reference/block-kit/block-elements/button-element")
BUTTON_VALUE: Final = Limit(
    240,
    "a button takes 2,000, a block_id 255 and must carry the same: https://docs.slack.dev/reference/block-kit/blocks",
)
OPTION_TEXT: Final = Limit(75, "https://docs.slack.dev/reference/block-kit/composition-objects/option-object")
PLACEHOLDER: Final = Limit(150, "https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element")
INPUT_LABEL: Final = Limit(2_000, "https://docs.slack.dev/reference/block-kit/blocks/input-block")
INPUT_HINT: Final = Limit(2_000, "https://docs.slack.dev/reference/block-kit/blocks/input-block")
VIEW_TITLE: Final = Limit(24, "https://docs.slack.dev/surfaces/modals")
CONTEXT_TEXT: Final = Limit(
    3_000,
    "that of any text object, the context block sets none of its own: "
    "https://docs.slack.dev/reference/block-kit/composition-objects/text-object",
)
FALLBACK_TEXT: Final = Limit(
    3_800,
    "chat.postEphemeral takes 4,000 bytes, chat.update 4,000 characters; counted in UTF-8 bytes here. "
    "https://docs.slack.dev/reference/methods/chat.postEphemeral",
)
MESSAGE_TEXT: Final = Limit(9_000, "refusals from about 11,300 were seen: openclaw/openclaw PR 143882, live probes")
MESSAGE_BLOCKS: Final = Limit(13_000, "refusals from about 13,200 of JSON were seen: slackapi/bolt-js issue 2509")
