"""Who keeps the seal of a unit; the recovery key and its use."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import access, rules, selectors, services, session
from danvan.sealed.forms import EndForm, NameForm, ReasonForm, RecoveryForm
from danvan.sealed.models import Recipient, Recovery, Rescue
from danvan.sealed.opened import Opened
from danvan.sealed.views.asking import with_key
from danvan.units.models import Unit
from danvan.units.views.asking import Question, ask


def recipients(request: HttpRequest, key: str) -> HttpResponse:
    """Who keeps the seal of the unit now, who did, and whether it is enough."""
    who, unit = access.open_keeping(request, key)
    today = clock.today()
    working = selectors.keepers_at(unit, today).people
    now = list(selectors.named(unit, today))
    past = (
        Recipient.objects.filter(unit=unit)
        .exclude(pk__in=[one.pk for one in now])
        .select_related("user", "post")
        .order_by("-valid_from", "-id")
    )
    above = selectors.nearest(unit, today)
    context = {
        "who": who,
        "unit": unit,
        "now": [(one, one.user_id in working) for one in now],
        "past": list(past[:30]),
        "enough": len(working) >= rules.LEAST_KEEPERS,
        "above": above.seat if above and above.seat != unit else None,
        "may_name": access.may_name(who, unit),
        "keeps": selectors.keeps(who.user_id, unit, today),
    }
    return render(request, "sealed/recipients.html", context)


def name(request: HttpRequest, key: str) -> HttpResponse:
    """Name another."""
    who, unit = access.open_for_naming(request, key)
    question = _about(unit, title=_("Cử người giữ niêm phong"), button=_("Cử"), done=_("Đã cử."), page="name")

    def perform(values: dict[str, Any]) -> object:
        return services.name_recipient(by=who, **values)

    form = NameForm(request.POST or None, unit=unit, initial={"valid_from": clock.today()})
    return ask(request, form, question, perform, "sealed/ask.html")


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody keeps it no more."""
    who, recipient = access.open_recipient(request, pk)
    question = _about(
        recipient.unit,
        title=_("Thôi giữ niêm phong"),
        button=_("Ghi nhận"),
        done=_("Đã ghi nhận."),
        page="end",
        lead=recipient.user.full_name,
    )

    def perform(values: dict[str, Any]) -> object:
        return services.end_recipient(by=who, recipient=recipient, **values)

    return ask(request, EndForm(request.POST or None, initial={"on": clock.today()}), question, perform, "sealed/ask.html")


@never_cache
def recovery(request: HttpRequest, key: str) -> HttpResponse:
    """The unit's recovery key: who holds shares, whether their keys still work, what was done with it."""
    who, unit = access.open_seat(request, key)
    found = selectors.working_recovery(unit)
    shares = selectors.custodians_of(found) if found else []
    working = sum(share.key.retired_at is None for share in shares)
    context = {
        "who": who,
        "unit": unit,
        "recovery": found,
        "shares": shares,
        "weak": found is not None and working < found.needed,
        "older": list(Recovery.objects.filter(unit=unit).exclude(retired_at=None).order_by("-id")[:10]),
        "rescues": list(Rescue.objects.filter(recovery__unit=unit).select_related("performer")[:20]),
    }
    return render(request, "sealed/recovery.html", context)


def set_recovery(request: HttpRequest, key: str) -> HttpResponse:
    """Make a new recovery key."""
    who, unit = access.open_seat(request, key)
    place = reverse("sealed:recovery", args=[unit.key])
    question = Question(
        title=_("Tạo khóa khôi phục"),
        lead=unit.full_name,
        button=_("Tạo và chia mảnh"),
        back=place,
        back_label=_("Khôi phục khi mất khóa"),
        done=_("Đã tạo khóa khôi phục. Hãy niêm phong lại để phong bì hiện có cũng khôi phục được."),
        to=place,
        more={"page": "recovery"},
    )

    def perform(values: dict[str, Any]) -> object:
        return services.set_recovery(by=who, unit=unit, **values)

    return ask(request, RecoveryForm(request.POST or None), question, perform, "sealed/ask.html")


def start(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Begin a rescue."""
    who, unit = access.open_seat(request, key)
    found = get_object_or_404(Recovery.objects.filter(unit=unit), pk=pk)
    place = reverse("sealed:recovery", args=[unit.key])
    question = Question(
        title=_("Bắt đầu khôi phục"),
        lead=unit.full_name,
        button=_("Bắt đầu"),
        back=place,
        back_label=_("Khôi phục khi mất khóa"),
        done=_("Đã bắt đầu. Những người giữ mảnh khóa có 24 giờ để góp."),
        to=place,
        more={"page": "rescue"},
    )

    def perform(values: dict[str, Any]) -> object:
        return services.start_rescue(by=who, recovery=found, **values)

    return ask(request, ReasonForm(request.POST or None), question, perform, "sealed/ask.html")


@never_cache
def rescue(request: HttpRequest, pk: int) -> HttpResponse:
    """One rescue: who contributed, what is still missing."""
    who, found = access.open_rescue(request, pk)
    given = list(found.contributions.select_related("custodian").order_by("id"))
    shares = selectors.custodians_of(found.recovery)
    going_on = found.state == Rescue.State.OPEN and found.expires_at > clock.now()
    context = {
        "who": who,
        "rescue": found,
        "going_on": going_on,
        "shares": [(share, next((one for one in given if one.custodian_id == share.custodian_id), None)) for share in shares],
        "given": len(given),
        "may_give": going_on
        and who.user_id in {share.custodian_id for share in shares}
        and who.user_id not in {one.custodian_id for one in given},
        "may_perform": going_on and found.performer_id == who.user_id and len(given) >= found.recovery.needed,
        "keeps": selectors.keeps(who.user_id, found.recovery.unit, clock.today()),
        "opened": session.opened(request),
    }
    return render(request, "sealed/rescue.html", context)


@require_POST
def contribute(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's shares to the performer."""
    who, found = access.open_rescue(request, pk)
    place = reverse("sealed:rescue", args=[found.pk])

    def perform(opened: Opened) -> str:
        services.contribute(by=who, rescue=found, opened=opened)
        return _("Đã góp mảnh khóa của bạn. Chỉ người thực hiện đọc được, và mảnh này tự xóa khi xong.")

    return with_key(request, back=place, to=place, perform=perform)


@require_POST
def perform_rescue(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the shares together and seal again."""
    who, found = access.open_rescue(request, pk)
    place = reverse("sealed:rescue", args=[found.pk])

    def perform(opened: Opened) -> str:
        done, left = services.perform_rescue(by=who, rescue=found, opened=opened)
        return _("Đã niêm phong lại %(done)d phong bì, còn %(left)d.") % {"done": done, "left": left}

    return with_key(request, back=place, to=place, perform=perform)


@require_POST
def end_rescue(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it."""
    who, found = access.open_rescue(request, pk)
    try:
        services.end_rescue(by=who, rescue=found)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã dừng. Các mảnh khóa đã góp đã xóa."))
    return redirect("sealed:rescue", pk=found.pk)


def _about(unit: Unit, *, title: str, button: str, done: str, page: str, lead: str = "") -> Question:
    place = reverse("sealed:recipients", args=[unit.key])
    return Question(
        title=title,
        lead=lead or unit.full_name,
        button=button,
        back=place,
        back_label=unit.full_name,
        done=done,
        to=place,
        more={"page": page},
    )
