"""Names that look like a setting's and are none: what a misspelt one was meant to close would stay open in silence."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

_OURS = "BOT_"
"""Nobody else's names begin like this, so that each is a setting or a mistake."""
_OTHERS = ("SLACK", "QFLOW", "REDIS", "BOT")
"""Other programs' may, such as SLACK_CLIENT_ID or BOTO_CONFIG: only what is nearly a setting is doubted, and nothing is
refused."""
_BETWEEN = re.compile(r"[^A-Z0-9]+")
"""What stands between a name's words: who has it otherwise, blanks around included, can mean the same setting alone."""

_NEAR, _VERY_NEAR = 0.7, 0.8
_SERVICE_LINK = re.compile(
    r".+_(SERVICE_HOST|PORT_\d+_(TCP|UDP|SCTP)_ADDR)=(\d+(\.\d+){3}|[\da-f]*:[\da-f:.]+)"
    r"|.+_(SERVICE_PORT(_.+)?|PORT_\d+_(TCP|UDP|SCTP)_PORT)=\d+"
    r"|.+_PORT(_\d+_(TCP|UDP|SCTP))?=(tcp|udp|sctp)://\S+:\d+"
    r"|.+_PORT_\d+_(TCP|UDP|SCTP)_PROTO=(tcp|udp|sctp)"
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
        told = self.name if self.name == self.name.strip() else f"“{self.name}”"
        return f"{told} is no setting of this bot"

    @property
    def todo(self) -> str:
        """What to do about it; reads on behind `should`."""
        return f"call it {self.nearest} if that is meant, or take it away" if self.nearest else "take it away"


def misnamed(given: Mapping[str, object], settings: Collection[str]) -> Iterator[Misnamed]:
    """Give what is named like a setting and is none.

    given: names in capitals, with their values. settings: the names of those that there are.
    """
    unset = [name for name in settings if name not in given]
    alike = {_BETWEEN.sub("", name): name for name in settings}
    for name, value in sorted(given.items()):
        if name in settings or _SERVICE_LINK.fullmatch(f"{name}={value}"):
            continue
        bare, same = name.strip(), alike.get(_BETWEEN.sub("", name))
        if bare.startswith(_OURS) or (same and same.startswith(_OURS)):
            yield Misnamed(name, same or _nearest(bare, settings, _NEAR), refused=True)
            continue
        meant = unset if same is None else {same}.intersection(unset)
        if bare.startswith(_OTHERS) and (nearest := _nearest(bare, meant, _VERY_NEAR)):
            yield Misnamed(name, nearest, refused=False)


def _nearest(name: str, settings: Collection[str], cutoff: float) -> str | None:
    return next(iter(get_close_matches(name, settings, n=1, cutoff=cutoff)), None)
