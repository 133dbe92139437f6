"""How many files one address block may upload: storage is not free, and the wizard needs no account."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from danvan.accounts import throttle
from danvan.lib.refusal import Refused

SCOPE, AT_MOST, WITHIN_MINUTES = "upload", 60, 60


def counted(request: HttpRequest, number: int = 1) -> None:
    """Count uploads; raises Refused (field `files`) beyond the hour's share."""
    who = throttle.who(request)
    try:
        throttle.check(SCOPE, who, limit=AT_MOST, minutes=WITHIN_MINUTES)
    except Refused as refused:
        raise Refused(_("Mạng này đã tải lên rất nhiều tệp trong một giờ qua. Hãy thử lại sau ít phút."), field="files") from refused
    for _each in range(number):
        throttle.note(SCOPE, who)
