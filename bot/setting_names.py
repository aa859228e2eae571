"""Names that look like a setting's and are none: what a misspelt one was meant to close would stay open in silence."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

_OURS = "BOT_"
"""Nobody else's names begin like this, so that each is a setting or a mistake."""
_OTHERS = ("SLACK_", "QFLOW_", "REDIS_")
"""Other programs' may, such as SLACK_CLIENT_ID: only what is nearly a setting is doubted, and nothing is refused."""

_NEAR, _VERY_NEAR = 0.7, 0.8
_SERVICE_LINK = re.compile(
    r".+_SERVICE_(HOST|PORT(_.+)?)=.*|.+_PORT(_\d+_(TCP|UDP|SCTP))?=(tcp|udp|sctp)://.*"
    r"|.+_PORT_\d+_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR)=.*"
)
"""What Kubernetes tells every pod of each Service, here of one whose name begins with bot, unless it is told not to.

https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
"""


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A name that is no setting's. nearest: the setting that may be meant, if any is near.

    refused: whether the bot does not start with it.
    """

    name: str
    nearest: str | None
    refused: bool

    def __str__(self) -> str:
        todo = f"did you mean {self.nearest}?" if self.nearest else "take it away"
        return f"{self.what}: {todo}"

    @property
    def what(self) -> str:
        """What is wrong, without its full stop."""
        return f"{self.name} is no setting of this bot"

    @property
    def todo(self) -> str:
        """What to do about it; reads on behind `should`."""
        return f"call it {self.nearest} if that is meant, or take it away" if self.nearest else "take it away"


def misnamed(given: Mapping[str, str], settings: Collection[str]) -> Iterator[Misnamed]:
    """Give what is named like a setting and is none.

    given: names in capitals, with their values. settings: the names of those that there are.
    """
    unset = [name for name in settings if name not in given]
    for name, value in sorted(given.items()):
        if name in settings or _SERVICE_LINK.fullmatch(f"{name}={value}"):
            continue
        if name.startswith(_OURS):
            yield Misnamed(name, _nearest(name, settings, _NEAR), refused=True)
        elif name.startswith(_OTHERS) and (nearest := _nearest(name, unset, _VERY_NEAR)):
            yield Misnamed(name, nearest, refused=False)


def _nearest(name: str, settings: Collection[str], cutoff: float) -> str | None:
    return next(iter(get_close_matches(name, settings, n=1, cutoff=cutoff)), None)
