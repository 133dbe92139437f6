"""Where a notice goes: one way to write each address, and how much of it a ledger shows."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.notices.kinds import SEALED
from danvan.notices.models import Channel, Notice
from danvan.notices.rules import forbidden_address

# A Vietnamese mobile number: 03, 05, 07, 08, 09 and eight digits. Landlines take no short messages.
MOBILE = re.compile(r"(?:\+84|0084|84|0)([35789][0-9]{8})")
MOST = 500


def canonical(channel: str, to: str) -> str:
    """The address as it is kept; raises `Refused` with field "to" if the channel cannot reach it, ValueError for an unknown channel.

    A mail address with its domain in lower case; a mobile number as +84…; the address of a webhook (https, no name or password in it, no
    literal address of the inner network); nothing for the console.
    """
    match Channel(channel):
        case Channel.MAIL:
            return _mail(to.strip())
        case Channel.SMS:
            return _mobile(to)
        case Channel.WEBHOOK:
            return _webhook(to.strip())
        case Channel.CONSOLE:
            return ""


def _mail(to: str) -> str:
    name, _at, domain = to.rpartition("@")
    try:
        plain = f"{name}@{domain.encode('idna').decode('ascii').lower()}"
        validate_email(plain)
    except (UnicodeError, ValidationError) as error:
        raise Refused(_("Địa chỉ thư điện tử chưa đúng, ví dụ: ten@example.vn."), field="to") from error
    return plain


def _mobile(to: str) -> str:
    found = MOBILE.fullmatch(re.sub(r"[\s().-]", "", to))
    if found is None:
        raise Refused(_("Số điện thoại di động chưa đúng, ví dụ: 0912 345 678."), field="to")
    return f"+84{found[1]}"


def _webhook(to: str) -> str:
    parts = _split(to)
    plain_allowed = settings.NOTICE_WEBHOOK_PRIVATE and parts.scheme == "http"
    if (parts.scheme != "https" and not plain_allowed) or not parts.hostname or "@" in parts.netloc or len(to) > MOST:
        raise Refused(_("Địa chỉ nhận phải bắt đầu bằng https:// và không chứa tên, mật khẩu."), field="to")
    if _is_forbidden_literal(parts.hostname):
        raise Refused(_("Địa chỉ này nằm trong mạng nội bộ, không gửi tới được."), field="to")
    return urlunsplit(parts._replace(fragment=""))


def _split(to: str) -> SplitResult:
    """The parts of an address that is plain ASCII without spaces; nonsense has no parts."""
    nothing = SplitResult("", "", "", "", "")
    if not to.isascii() or not to.isprintable() or " " in to:
        return nothing
    try:
        parts = urlsplit(to)
        return parts if parts.port != 0 else nothing
    except ValueError:
        return nothing


def _is_forbidden_literal(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False  # a name: looked up, and judged, when it is sent
    return forbidden_address(address) and not settings.NOTICE_WEBHOOK_PRIVATE


def masked(notice: Notice) -> str:
    """What a ledger shows of the address: enough to tell two apart, too little to use. Of a sealed one nothing."""
    if not notice.to:
        return ""
    if notice.kind in SEALED:
        return "***"
    match Channel(notice.channel):
        case Channel.MAIL:
            return f"{notice.to[0]}***@{notice.to.rpartition('@')[2]}"
        case Channel.SMS:
            return f"***{notice.to[-3:]}"
        case _:
            return f"{urlsplit(notice.to).hostname}/***"
