"""Addresses: which are on this machine, and which of them a setting may hold."""

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f@?#]")
"""White space, some of which `urlsplit` drops in silence, and what marks a user, a query or a fragment, even empty."""

_NOT_IN_REDIS = re.compile(r"[\s\x00-\x1f\x7f?#]")
"""The same in the address of a Redis, where a user and a password may stand."""


def is_loopback(host: str | None) -> bool:
    """Tell whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_here(address: str) -> bool:
    """Tell whether an address is on this machine, to which no proxy leads."""
    return is_loopback(urlsplit(address).hostname)


def _address(value: str) -> str:
    """Take https anywhere and http on loopback only, so that no token travels in the clear."""
    url = urlsplit(value)
    safe = url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname))
    if not safe or not url.hostname or url.port == 0 or _NOT_IN_AN_ADDRESS.search(value):  # reading a port checks it
        raise ValueError
    return value.rstrip("/")


def _origin(value: str) -> str:
    address = _address(value)
    if urlsplit(address).path:
        raise ValueError
    return address


def _redis_url(value: SecretStr) -> SecretStr:
    """Take rediss anywhere and redis on loopback only; without a query, which could switch off the check of TLS."""
    secret = value.get_secret_value()
    url = urlsplit(secret)
    safe = url.scheme == "rediss" or (url.scheme == "redis" and is_loopback(url.hostname))
    shaped = re.fullmatch(r"(/\d{0,3})?", url.path) and not _NOT_IN_REDIS.search(secret)
    if not safe or not shaped or not url.hostname or url.port == 0:  # reading a port checks it
        raise ValueError
    return value


def _execution_url(value: str) -> str:
    if not value.startswith("https://") or "{execution_id}" not in value or set(value) & set("<>| "):
        raise ValueError
    return value


Address = Annotated[str, AfterValidator(_address)]
Origin = Annotated[str, AfterValidator(_origin)]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
ExecutionUrl = Annotated[str, AfterValidator(_execution_url)]
"""A template, with `{execution_id}` where the id stands."""
