"""The end of the wizard: the answers once more, the act of sending, the receipt."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from danvan.accounts import throttle
from danvan.audit.doer import CITIZEN
from danvan.lib import clock, codes
from danvan.lib.hiding import COOKIE, new_key
from danvan.lib.refusal import Refused
from danvan.petitions import rules
from danvan.petitions.models import Petition
from danvan.portal import pages, selectors, services
from danvan.portal.draft import Draft, sent_submission
from danvan.portal.models import Slip

SENDS, SENDS_AT_MOST, SENDS_WITHIN = "send", 60, 60
COOKIE_AGE = 12 * 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Every answer with a way to change it, who will read it, how long it is kept; POST sends, once."""
    draft = Draft.of(request.session)
    if request.method == "POST":
        return _send(request, draft)
    first = pages.first_unanswered(draft)
    if first is not None:
        return redirect("portal:receipt") if not draft.begun and sent_submission(request.session) else redirect("portal:page", first.slug)
    return with_key(request, _answers(request, draft))


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Reference, secret code, what happens next and by when: to the browser that sent it, for half an hour."""
    submission = sent_submission(request.session)
    if submission is None:
        return redirect("portal:start")
    slip = Slip.objects.select_related("petition__unit").filter(submission=submission).first()
    code = services.reveal(slip, request.COOKIES.get(COOKIE, "")) if slip else ""
    if slip is None or clock.now() >= slip.until:
        return render(request, "portal/receipt_over.html")
    return render(request, "portal/receipt.html", _receipt(slip, code))


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    posted = request.POST.get("submission", "")
    if posted and posted == str(sent_submission(request.session)):
        return redirect("portal:receipt")
    first = pages.first_unanswered(draft)
    if first is not None:
        return redirect("portal:page", first.slug)
    if posted != str(draft.submission):
        return redirect("portal:check")
    key = request.COOKIES.get(COOKIE) or new_key()
    try:
        not_too_many(request)
        services.send(by=CITIZEN, draft=draft, key=key, counted=lambda: _counted(request, draft))
    except Refused as refused:
        return _answers(request, draft, refused.message)
    return with_key(request, redirect("portal:receipt"), key)


def _counted(request: HttpRequest, draft: Draft) -> None:
    """The sending is counted and the draft goes with the petition in one transaction: never is it sent and still there to be sent."""
    throttle.note(SENDS, throttle.who(request))
    draft.sent()
    draft.keep()


def not_too_many(request: HttpRequest, scope: str = SENDS) -> None:
    """Raises Refused where one address block has sent too much of this within the hour."""
    try:
        throttle.check(scope, throttle.who(request), limit=SENDS_AT_MOST, minutes=SENDS_WITHIN)
    except Refused as refused:
        raise Refused(
            _("Mạng này đã gửi rất nhiều ý kiến trong một giờ qua. Điều bạn viết vẫn còn ở đây: hãy gửi lại sau ít phút.")
        ) from refused


def _answers(request: HttpRequest, draft: Draft, refused: str = "") -> HttpResponse:
    rows = [(label, value, page.edit or page.slug) for page in pages.asked(draft) for label, value in page.filled(draft).rows()]
    context = {
        "rows": rows,
        "draft": draft,
        "refused": refused,
        "office": selectors.unit_label(int(draft.get("chon", "unit")), clock.today()),
        "kept_days": selectors.contact_kept_days(clock.today()),
        "looked_at_on": rules.purge_day(clock.today(), None),
        "back": reverse("portal:page", args=(pages.PAGES[-1].slug,)),
    }
    return render(request, "portal/check.html", context)


def _receipt(slip: Slip, code: str) -> dict[str, object]:
    petition = slip.petition
    address = settings.PUBLIC_URL + reverse("portal:lookup")
    return {
        "petition": petition,
        "code": codes.grouped(code) if code else "",
        "until": slip.until,
        "clock": first_clock(petition),
        "office": selectors.unit_label(petition.unit_id, clock.today()),
        "address": address,
        # In the fragment the code never leaves the browser: no log, no referrer, no server sees it.
        "qr": qr(f"{address}#{codes.grouped(code)}" if code else address),
    }


def first_clock(petition: Petition) -> object:
    """The clock that runs now, with its limit; None if none runs."""
    return petition.clocks.filter(stopped_on__isnull=True).select_related("limit").first()


def qr(text: str) -> SafeString:
    """A QR picture as inline SVG, scaled by the page."""
    return mark_safe(segno.make(text, error="m").svg_inline(border=3, omitsize=True, svgclass="qr", lineclass=None))


def with_key(request: HttpRequest, response: HttpResponse, key: str = "") -> HttpResponse:
    """Give the browser the key under which its code will be kept, unless it has one."""
    if COOKIE not in request.COOKIES:
        secure = settings.SESSION_COOKIE_SECURE
        path = reverse("portal:start")
        response.set_cookie(COOKIE, key or new_key(), max_age=COOKIE_AGE, path=path, httponly=True, secure=secure, samesite="Lax")
    return response
