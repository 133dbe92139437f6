"""Envelopes: what there is, without what is in them; sealing again; handing over."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from danvan.lib import clock
from danvan.sealed import access, selectors, services, session, words
from danvan.sealed.models import Envelope, Handover
from danvan.sealed.opened import Opened
from danvan.sealed.views.asking import with_key
from danvan.ui.paging import page
from danvan.ui.tables import read, send
from danvan.units.access import Acting

ORDER = ("-made_at", "-id")
MOST_LINES = 500


def listing(request: HttpRequest) -> HttpResponse:
    """The envelopes this person may know of, newest first; by what they are about."""
    who = access.entering(request)
    about = request.GET.get("about", "").strip()[:60]
    context = {"who": who, "about": about, "page": page(_found(who, about), request, order=ORDER)}
    return render(request, "sealed/list.html", context)


def export(request: HttpRequest) -> HttpResponseBase:
    """The same list as CSV: about what, where, when, in which state. Nothing of what is sealed is known here."""
    who = access.entering(request)
    heads = (
        _("Về hồ sơ"),
        _("Đơn vị giải quyết"),
        _("Nơi giữ niêm phong"),
        _("Niêm phong lúc"),
        _("Có tệp"),
        _("Xóa vào ngày"),
        _("Tình trạng"),
    )
    found = _found(who, request.GET.get("about", "").strip()[:60]).order_by(*ORDER)
    return send("csv", "niem-phong", _("Phong bì niêm phong"), who.unit.full_name, heads, map(_row, read(found)))


@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One envelope: where it lies, who may open it, everything that was done with it. Not what is in it."""
    who, envelope = access.open_envelope(request, pk)
    keeps = selectors.keeps(who.user_id, envelope.kept_by, clock.today())
    openings = envelope.openings.select_related("asker", "decider")
    mine = openings if keeps else openings.filter(asker=who.user_id)
    context = {
        "who": who,
        "envelope": envelope,
        "keeps": keeps,
        "may_ask": envelope.wiped_at is None and access.may_ask(who, envelope),
        "openings": list(mine[:50]),
        "handover": envelope.handovers.filter(state=Handover.State.WAITING).select_related("to_unit").first(),
        "holders": list(envelope.slots.select_related("key__user").order_by("key__user__full_name")) if keeps else [],
        "lines": words.lines(selectors.history(envelope)[:MOST_LINES]) if keeps else [],
        "now": clock.now(),
    }
    return render(request, "sealed/envelope.html", context)


@never_cache
def waiting(request: HttpRequest, key: str) -> HttpResponse:
    """What of a unit waits to be sealed again, and why."""
    who, seat = access.open_seat(request, key)
    today = clock.today()
    found = selectors.stale(seat, today).exclude(barred__user=who.user_id).select_related("unit")
    context = {
        "who": who,
        "seat": seat,
        "keepers": selectors.named(seat, today),
        "working": {key.user_id for key in selectors.keepers_at(seat, today).keys},
        "opened": session.opened(request),
        "count": found.count(),
        "page": page(found, request, order=("id",)),
    }
    return render(request, "sealed/reseal.html", context)


@require_POST
def reseal(request: HttpRequest, key: str) -> HttpResponse:
    """Seal the next batch again."""
    who, seat = access.open_seat(request, key)
    place = reverse("sealed:waiting", args=[seat.key])

    def perform(opened: Opened) -> str:
        done = services.reseal(by=who, seat=seat, opened=opened)
        if not done:
            return _("Không phong bì nào khóa của bạn mở được; hãy nhờ người giữ niêm phong khác.")
        return ngettext("Đã niêm phong lại %(count)d phong bì.", "Đã niêm phong lại %(count)d phong bì.", done) % {"count": done}

    return with_key(request, back=place, to=place, perform=perform)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal an envelope for the unit its case went to."""
    who, handover = access.open_handover(request, pk)
    home = reverse("sealed:home")

    def perform(opened: Opened) -> str:
        services.complete_handover(by=who, handover=handover, opened=opened)
        return _("Đã bàn giao %(about)s cho %(unit)s. Nơi của bạn không còn mở được phong bì này.") % {
            "about": handover.envelope.about,
            "unit": handover.to_unit.full_name,
        }

    return with_key(request, back=home, to=home, perform=perform)


def _found(who: Acting, about: str) -> QuerySet[Envelope]:
    found = access.visible(who)
    return found.filter(about__istartswith=about) if about else found


def _row(one: Envelope) -> list[str]:
    return [
        one.about,
        one.unit.full_name,
        one.kept_by.full_name,
        f"{one.made_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}",
        _("Có") if one.has_files else _("Không"),
        f"{one.delete_on:%d/%m/%Y}" if one.delete_on else "",
        _("Đã xóa nội dung") if one.wiped_at else _("Đang giữ"),
    ]
