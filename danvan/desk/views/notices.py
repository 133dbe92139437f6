"""The ledger of delivery: what was told to people, what did not arrive and why, and sending it again."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danvan.desk import access, ledger
from danvan.desk.forms import NoticeFilter
from danvan.lib import clock
from danvan.lib.papers import xlsx
from danvan.lib.papers.model import Column, Sheet, Table
from danvan.lib.refusal import Refused
from danvan.notices import selectors, services
from danvan.notices.models import Reason, State
from danvan.notices.selectors import Line
from danvan.ui.paging import page

MOST_EXPORTED = 20000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    """The filtered ledger as CSV or XLSX, addresses masked. At most `MOST_EXPORTED` rows."""
    who = access.reading_notices(request)
    if form not in {"csv", "xlsx"}:
        raise Http404
    found = selectors.filtered(ledger.seen_by(who), **NoticeFilter(request.GET).wanted()).order_by("-id")[:MOST_EXPORTED]
    rows = [_row(line) for line in ledger.lines(list(found), who)]
    response: HttpResponseBase
    if form == "csv":
        response = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(_workbook(rows, who.unit.full_name), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="danvan-thong-bao-{clock.today().isoformat()}.{form}"'
    return response


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
        _plain(line.to),
        line.place,
        notice.get_state_display(),
        notice.get_reason_display(),
        last.detail if last else "",
        str(len(line.deliveries)),
        f"{notice.ended_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}" if notice.ended_at else "",
    ]


def _plain(cell: str) -> str:
    """A masked address that a spreadsheet would take for a formula is shown as text; every other cell is a word of ours."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


def _csv(rows: list[list[str]]) -> Iterator[str]:
    yield "\ufeff"
    for values in [_heads(), *rows]:
        line = StringIO()
        csv.writer(line).writerow(values)
        yield line.getvalue()


def _workbook(rows: list[list[str]], issuer: str) -> bytes:
    title = _("Sổ gửi thông báo, %(days)d ngày đến %(day)s") % {"days": selectors.DAYS, "day": f"{clock.today():%d/%m/%Y}"}
    table = Table(title, tuple(Column(head) for head in _heads()), tuple(tuple(row) for row in rows), marks=False)
    return xlsx.render([Sheet(_("Thông báo"), table)], title=title, issuer=issuer)
