"""Bodies, posts and holders of a unit."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.units import access, selectors, services
from danvan.units.forms import AppointForm, BodyForm, EndForm, PostForm, RenameForm
from danvan.units.models import Body, Duty
from danvan.units.views.asking import Question, ask

# Units of the old map have no known beginning: their bodies are kept from the first year that reports speak of.
FIRST_DAY = date(2016, 1, 1)


def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: its names over time, its posts and who holds them, past ones included."""
    who, found = access.open_body(request, pk)
    posts = found.posts.prefetch_related("holdings__user").order_by("valid_from", "id")
    context = {
        "who": who,
        "body": found,
        "unit": found.unit,
        "span": selectors.span(found),
        "names": [(row, selectors.span(row)) for row in found.names.order_by("-valid_from")],
        "posts": [(post, selectors.span(post), [(row, selectors.span(row)) for row in post.holdings.all()]) for post in posts],
        "may_arrange": who.may(Duty.ARRANGE_UNITS) and who.acts_in(found.unit),
    }
    return render(request, "units/body.html", context)


def new(request: HttpRequest, key: str) -> HttpResponse:
    """Open a body."""
    who, unit = access.open_unit(request, key, Duty.ARRANGE_UNITS)
    place = reverse("units:detail", args=[unit.key])
    question = Question(
        title=_("Thêm cơ quan, tổ chức"), lead=str(unit), button=_("Thêm"), back=place, back_label=str(unit), done=_("Đã thêm."), to=place
    )

    def perform(values: dict[str, Any]) -> object:
        return services.open_body(by=who, unit=unit, **values)

    return ask(request, BodyForm(request.POST or None, initial={"valid_from": unit.valid_from}), question, perform)


@require_POST
def usual(request: HttpRequest, key: str) -> HttpResponse:
    """Open the usual bodies of the level at once, from the unit's own first day that can be known."""
    who, unit = access.open_unit(request, key, Duty.ARRANGE_UNITS)
    try:
        bodies = services.establish(by=who, unit=unit, on=max(unit.valid_from, FIRST_DAY))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đơn vị có %(count)s cơ quan, tổ chức.") % {"count": len(bodies)})
    return redirect("units:detail", key=unit.key)


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name from a day on."""
    who, found = access.open_body(request, pk, Duty.ARRANGE_UNITS)
    question = _about(found, title=_("Đổi tên cơ quan"), button=_("Đổi tên"), done=_("Đã đổi tên."))

    def perform(values: dict[str, Any]) -> object:
        return services.rename_body(by=who, body=found, **values)

    return ask(request, RenameForm(request.POST or None, initial={"name": found.name, "symbol": found.symbol}), question, perform)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends."""
    who, found = access.open_body(request, pk, Duty.ARRANGE_UNITS)
    question = _about(
        found,
        title=_("Kết thúc cơ quan"),
        button=_("Kết thúc"),
        done=_("Đã ghi ngày kết thúc."),
        lead=_("Mọi chức danh của cơ quan và người giữ chức danh kết thúc cùng ngày."),
    )

    def perform(values: dict[str, Any]) -> object:
        return services.close_body(by=who, body=found, **values)

    return ask(request, EndForm(request.POST or None), question, perform)


def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a post."""
    who, found = access.open_body(request, pk, Duty.ARRANGE_UNITS)
    question = _about(found, title=_("Thêm chức danh"), button=_("Thêm"), done=_("Đã thêm chức danh."))

    def perform(values: dict[str, Any]) -> object:
        return services.open_post(by=who, body=found, **values)

    return ask(request, PostForm(request.POST or None, initial={"valid_from": max(found.valid_from, clock.today())}), question, perform)


def post_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The post ends."""
    who, post = access.open_post(request, pk, Duty.ARRANGE_UNITS)
    question = _about(post.body, title=_("Kết thúc chức danh"), button=_("Kết thúc"), done=_("Đã ghi ngày kết thúc."), lead=post.title)

    def perform(values: dict[str, Any]) -> object:
        return services.close_post(by=who, post=post, **values)

    return ask(request, EndForm(request.POST or None), question, perform)


def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes the post."""
    who, post = access.open_post(request, pk, Duty.ARRANGE_UNITS)
    question = _about(post.body, title=_("Giao chức danh"), button=_("Giao"), done=_("Đã giao chức danh."), lead=post.title)

    def perform(values: dict[str, Any]) -> object:
        return services.appoint(by=who, post=post, **values)

    return ask(request, AppointForm(request.POST or None, initial={"valid_from": clock.today()}), question, perform)


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves the post."""
    who, holding = access.open_holding(request, pk, Duty.ARRANGE_UNITS)
    question = _about(
        holding.post.body,
        title=_("Thôi giữ chức danh"),
        button=_("Ghi nhận"),
        done=_("Đã ghi nhận."),
        lead=f"{holding.user.full_name}, {holding.post.title}",
    )

    def perform(values: dict[str, Any]) -> object:
        return services.end_holding(by=who, holding=holding, **values)

    return ask(request, EndForm(request.POST or None), question, perform)


def _about(found: Body, *, title: str, button: str, done: str, lead: str = "") -> Question:
    place = reverse("units:body", args=[found.pk])
    return Question(title=title, lead=lead, button=button, back=place, back_label=found.name, done=done, to=place)
