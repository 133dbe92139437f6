"""Who may see what was told to people, and who may send it again."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from danvan.desk.ledger import seen_by
from danvan.notices.models import Notice
from danvan.petitions import access as petitions
from danvan.units.access import Acting


def reading_notices(request: HttpRequest) -> Acting:
    """Who reads the ledger of delivery: whoever reads petitions."""
    return petitions.reading(request)


def open_notice(request: HttpRequest, pk: int) -> tuple[Acting, Notice]:
    """The notice, for whoever may send it again: of the post's own unit, with a duty on petitions.

    Raises Http404 for what is out of reach or about a case in which the officer is named, PermissionDenied for another unit's.
    """
    who = petitions.reading(request)
    notice = seen_by(who).filter(pk=pk).first()
    if notice is None:
        raise Http404
    if not may_resend(who) or notice.unit_id != who.unit.pk:
        raise PermissionDenied(_("Chức danh của bạn không được gửi lại thông báo này."))
    return who, notice


def may_resend(who: Acting) -> bool:
    """Whether the post may send notices of its own unit again: it works on petitions there now."""
    return any(who.may(duty) for duty in petitions.WORKERS) and who.acts_in(who.unit)
