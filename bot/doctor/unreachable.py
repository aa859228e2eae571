"""Why there is no connection: the name, the port, TLS or the proxy, as far as the error's causes tell."""

import socket
import ssl
from collections.abc import Iterator

import httpx


def why_unreachable(error: BaseException) -> tuple[str, str]:
    """Say what failed and what to do about it, for an error that has its causes behind it."""
    for cause in _causes(error):
        match cause:
            case httpx.ProxyError():
                return "the proxy does not let QFlow be reached", "check HTTPS_PROXY and NO_PROXY"
            case socket.gaierror():
                return "the host in QFLOW_BASE_URL is not known (DNS)", "check its spelling, and this machine's DNS"
            case ssl.SSLCertVerificationError():
                return (
                    "the certificate of the host in QFLOW_BASE_URL is not trusted (TLS)",
                    "check the address, and let a proxy that reads along be trusted through SSL_CERT_FILE",
                )
            case ssl.SSLError():
                return (
                    "the host in QFLOW_BASE_URL does not speak TLS as it should",
                    "check its port, and any proxy between",
                )
            case ConnectionRefusedError():
                return (
                    "nothing listens at the host and port in QFLOW_BASE_URL (TCP)",
                    "check its port, and any firewall between",
                )
            case httpx.ConnectTimeout():
                return "no connection to the host in QFLOW_BASE_URL comes about (TCP)", "check the firewall between"
            case _:
                continue
    return "QFlow cannot be reached, or breaks off", "check the network and QFLOW_BASE_URL"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Walk from an error to what caused it, the deepest first; one attempt for each of a host's addresses may fail."""
    if error is None:
        return
    yield from _causes(error.__cause__ or error.__context__)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _causes(part)
    yield error
