"""Asks the bot that runs on this machine whether it is alive. It imports next to nothing, for it is run often."""

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address

_SECONDS = 3.0


def is_alive(host: str, port: int) -> bool:
    """Ask `/healthz` where the ops port listens; where it listens on every address, on loopback."""
    connection = HTTPConnection(_reachable(host), port, timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"  # noqa: PLR2004 - IP's own numbers
