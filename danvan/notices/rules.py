"""Pure decisions: when to try again, when to give up, where not to go, how long a short message is."""

import ipaddress
from datetime import timedelta

from danvan.notices.models import Reason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Trying again would change nothing: an officer or the operator has to.
FINAL = frozenset({Reason.NO_CHANNEL, Reason.BAD_ADDRESS, Reason.NOT_ALLOWED, Reason.REDIRECTED, Reason.REFUSED})
MOST_TRIES = 9
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=8)
# Longer than any one attempt can last (each has a deadline of its own): only a sender that died lets a lease run out.
LEASE = timedelta(minutes=5)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Characters in one short message, and in each part of one that needs several (GSM 03.38: UCS-2, and the 7-bit alphabet).
UCS2, UCS2_PART, PLAIN, PLAIN_PART = 70, 67, 160, 153


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: 1, 3, 9, 27, 81, 243 minutes, then 8 hours each."""
    factor: int = 3 ** min(tries - 1, 12)
    return min(FIRST_WAIT * factor, LONGEST_WAIT)


def gives_up(tries: int, reason: str) -> bool:
    """No further try: trying again cannot help, or has not helped for a day."""
    return reason in FINAL or tries >= MOST_TRIES


def forbidden_address(address: Address) -> bool:
    """An address that is not on the open internet: one's own machine, the inner network, link-local, metadata services, multicast.

    Addresses that carry another one inside (IPv4 in IPv6, 6to4, Teredo, NAT64) are judged by what they carry.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = _carried(address)
        if inner is not None:
            return forbidden_address(inner)
    return not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def parts_of(text: str) -> int:
    """In how many parts a short message travels. Any letter outside ASCII (every Vietnamese sentence) takes two bytes for all."""
    units = len(text.encode("utf-16-be")) // 2
    alone, part = (PLAIN, PLAIN_PART) if text.isascii() else (UCS2, UCS2_PART)
    return 1 if units <= alone else -(-units // part)
