"""Going out to another machine: to an address that is allowed and stays the one that was checked, within a time that ends."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer

from danvan.notices.models import Reason
from danvan.notices.rules import forbidden_address
from danvan.notices.senders.letter import Undelivered


@dataclass(frozen=True)
class Target:
    """Where to: the name as it was given (for TLS and the Host line) and one address it stands for."""

    host: str
    port: int
    address: str
    private: bool


def resolve(host: str, port: int, *, private: bool) -> Target:
    """Look the name up once, and keep to what was found: a second answer cannot lead elsewhere (DNS rebinding).

    In: whether addresses of the inner network are allowed. Raises `Undelivered`: NOT_ALLOWED if any address of the name is not allowed,
    UNREACHABLE if it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Undelivered(Reason.UNREACHABLE, "DNS") from error
    addresses = [str(each[4][0]) for each in found]
    inner = [forbidden_address(ipaddress.ip_address(address.partition("%")[0])) for address in addresses]
    if any(inner) and not private:
        raise Undelivered(Reason.NOT_ALLOWED)
    return Target(host, port, addresses[0], private=all(inner))


def open_socket(target: Target, *, timeout: float) -> socket.socket:
    """A plain connection to the checked address."""
    return socket.create_connection((target.address, target.port), timeout)


def over_tls(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS on top, the certificate checked against the name."""
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


@contextmanager
def deadline(connection: socket.socket, seconds: float) -> Iterator[Event]:
    """The whole exchange ends in time, even with a machine that answers one byte at a time: its connection is cut.

    Out: the event that says whether it was cut. Raises `Undelivered` TIMEOUT in place of what the cut looks like to whoever was reading.
    """
    late = Event()
    # A second handle: TLS takes the first one over. Cutting it wakes the reader without touching what it reads with.
    handle = connection.dup()

    def cut() -> None:
        late.set()
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    except Exception as error:
        if late.is_set():
            raise Undelivered(Reason.TIMEOUT) from error
        raise
    finally:
        timer.cancel()
        handle.close()


def reason_of(error: OSError) -> Undelivered:
    """What a failure of the connection means: too slow, not to be trusted, not there. Only the kind of error is kept, not its words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Undelivered(Reason.UNTRUSTED, "TLS")
    if isinstance(error, TimeoutError):
        return Undelivered(Reason.TIMEOUT)
    return Undelivered(Reason.UNREACHABLE, type(error).__name__[:60])
