"""What a bot at work writes to standard output and standard error at the level DEBUG, and what must not stand there."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from typing import TextIO

import stamina.instrumentation
import structlog
from pydantic import SecretStr

from bot.config import Settings, secrets_of
from bot.logs import configure_logs
from bot.redact import Redactor
from bot.sandbox.sandbox import Sandbox

Kinds = Mapping[str, frozenset[str]]
"""What must not be told, by what it is."""


def secrets_between(sandbox: Sandbox, settings: Settings) -> Kinds:
    """Give all that the bot and the sandbox must keep to themselves, as far as it is known by now."""
    own = dict(_own(settings))
    given = {**sandbox.environment, **sandbox.socket_environment, **own}
    kept = {name: frozenset({value}) for name, value in given.items() if not name.endswith("_URL") or name in own}
    paths = frozenset(url.removeprefix(sandbox.slack.origin) for url in sandbox.slack.response_urls)
    return {**kept, "a bearer token": sandbox.qflow.tokens.known, "a response_url": paths}


def check_kept(written: str, kinds: Kinds) -> None:
    """See that none of it was written. Raises AssertionError, which names what was told and never tells it again."""
    told = [kind for kind, secrets in kinds.items() if any(secret in written for secret in secrets)]
    if told:
        raise AssertionError(f"told on standard output or standard error: {', '.join(told)}")


@contextmanager
def logged_as_served(settings: Settings) -> Iterator[StringIO]:
    """Configure the log as that of a served bot at DEBUG, and give what goes to both outputs; undone at the end."""
    log, hooks = structlog.get_config() if structlog.is_configured() else None, stamina.instrumentation
    root = logging.getLogger()
    handlers, level, tries = [*root.handlers], root.level, hooks.get_on_retry_hooks()
    written = StringIO()
    with redirect_stderr(_Overheard(sys.stderr, written)), redirect_stdout(_Overheard(sys.stdout, written)):
        root.handlers = []  # or the configuration would find that it is done already
        configure_logs("DEBUG", redact=Redactor(secrets_of(settings)).log_event)
        ours = root.handlers
        root.handlers = [*handlers, *ours]
        try:
            yield written
        finally:
            for handler in ours:
                root.removeHandler(handler)
            root.setLevel(level)
            hooks.set_on_retry_hooks(tries)
            if log is None:
                structlog.reset_defaults()
            else:
                structlog.configure(**log)


class _Overheard(StringIO):
    """Passes on what is written, to where it was going and to whoever listens."""

    def __init__(self, *to: TextIO) -> None:
        super().__init__()
        self._to = to

    def write(self, text: str) -> int:
        """Write a text."""
        for stream in self._to:
            stream.write(text)
        return len(text)


def _own(settings: Settings) -> Iterator[tuple[str, str]]:
    kept = frozenset(secrets_of(settings))
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr) and value.get_secret_value() in kept:
            yield field.alias or name, value.get_secret_value()
