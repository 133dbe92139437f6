"""The ledger of delivery: what was told to people, what did not arrive and why, and sending it again."""

from collections.abc import Iterator
from itertools import islice

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danvan.desk import access, ledger
from danvan.desk.forms import NoticeFilter
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices import selectors, services
from danvan.notices.models import Notice, Reason, State
from danvan.notices.selectors import Line
from danvan.ui.paging import page
from danvan.ui.tables import CHUNK, read, send
from danvan.units.access import Acting

# Nothing an officer can mend on this page.
OF_THE_OPERATOR = {Reason.NO_CHANNEL, Reason.SIGN_IN, Reason.UNTRUSTED, Reason.ERROR}


def notices(request: HttpRequest) -> HttpResponse:
    """Notices within reach, newest first, with what failed and why beside them."""
    who = access.reading_notices(request)
    form = NoticeFilter(request.GET)
    wanted = form.wanted()
    seen = ledger.seen_by(who)
    account = selectors.account_of(seen)
    found = page(selectors.filtered(seen, **wanted), request, order=("-id",))
    context = {
        "who": who,
        "form": form,
        "days": selectors.DAYS,
        "tiles": [
            (state, number, selectors.TONES[state] if number else "neutral")
            for state, number in account.states
            if number or state in {State.QUEUED, State.SENT, State.FAILED}
        ],
        "reasons": account.reasons,
        "ask_operator": any(reason in OF_THE_OPERATOR for reason, _number in account.reasons),
        "rows": list(ledger.lines(found.rows, who)),
        "page": found,
        "filtered": any(wanted.values()),
        "resend_unit": who.unit.pk if access.may_resend(who) else None,
    }
    return render(request, "desk/notices.html", context)


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one again, and back to where the button was."""
    who, notice = access.open_notice(request, pk)
    try:
        services.resend(by=who, notice=notice)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã xếp thông báo vào hàng chờ gửi."))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else reverse("desk:notices"))


def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The filtered ledger as CSV or XLSX, addresses masked."""
    who = access.reading_notices(request)
    found = selectors.filtered(ledger.seen_by(who), **NoticeFilter(request.GET).wanted()).order_by("-id")
    title = _("Sổ gửi thông báo, %(days)d ngày đến %(day)s") % {"days": selectors.DAYS, "day": f"{clock.today():%d/%m/%Y}"}
    return send(form, "thong-bao", title, who.unit.full_name, _heads(), _rows(found, who))


def _rows(found: QuerySet[Notice], who: Acting) -> Iterator[list[str]]:
    """A chunk at a time, for the ledger looks up the units of what it is given."""
    notices = read(found)
    while some := list(islice(notices, CHUNK)):
        yield from (_row(line) for line in ledger.lines(some, who))


def _heads() -> list[str]:
    return [
        _("Lập lúc"),
        _("Mã đơn"),
        _("Loại"),
        _("Kênh"),
        _("Gửi tới"),
        _("Đơn vị khác"),
        _("Trạng thái"),
        _("Lý do"),
        _("Mã kỹ thuật"),
        _("Số lần thử"),
        _("Xong lúc"),
    ]


def _row(line: Line) -> list[str]:
    notice, last = line.notice, line.deliveries[-1] if line.deliveries else None
    return [
        f"{notice.made_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}",
        line.reference,
        notice.get_kind_display(),
        notice.get_channel_display(),
        line.to,
        line.place,
        notice.get_state_display(),
        notice.get_reason_display(),
        last.detail if last else "",
        str(len(line.deliveries)),
        f"{notice.ended_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}" if notice.ended_at else "",
    ]
