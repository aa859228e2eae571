"""Words that stand behind a key where somebody speaks of a secret and does not tell it: `Invalid token: expired`."""

_WORDS = """
a absent accepted access all allowed an and any are as at authentication automatically bad be because been blank but
by can cannot changed check contains could created default deleted denied did disabled does empty enabled expected
expired expires failed failure false fetched for forbidden found from generated given got granted had has have if in
incorrect invalid is issued it its length lookup malformed may mismatch missing must needed never new no none not null
of off ok on only optional or please policy present refused rejected renewed request required reset retrieved revoked
rotated rotation see set should succeeded success that the they this time timeout to true unauthorized unavailable
undefined unknown unset unsupported updated use used user valid validation was were what when which will with without
wrong yes you your
"""
HARMLESS = frozenset(_WORDS.split()) | {""}
