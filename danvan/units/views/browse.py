"""Looking: the tree on a day, one unit through time, one's own posts."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.ui.paging import page
from danvan.units import access, answers, selectors
from danvan.units.forms import BrowseForm
from danvan.units.models import Duty, Level, Lineage, Unit, UnitPath, valid_on
from danvan.units.selectors.names import nearest_day
from danvan.units.selectors.tree import centre


def units(request: HttpRequest) -> HttpResponse:
    """Search, or the provinces of the day."""
    who = access.acting(request)
    form = BrowseForm.asked(request.GET)
    day, text = form.day(), form.text()
    context: dict[str, Any] = {"who": who, "form": form, "day": day, "is_today": day == clock.today(), "text": text}
    if text:
        context |= {"rows": _found(text, day)}
    else:
        context |= _level_below(request, centre(), day) | {"counts": _counts(day)}
    return render(request, "units/list.html", context)


def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One unit on a day: its names, place, what is below it, what it came from and became, its bodies, posts and holders."""
    who, unit = access.open_unit(request, key)
    form = BrowseForm.asked(request.GET)
    asked = form.day()
    day = nearest_day(unit, asked)
    context = {
        "who": who,
        "unit": unit,
        "form": form,
        "day": day,
        "moved": day != asked and "on" in request.GET,
        "is_today": day == clock.today(),
        "name": selectors.full_name(unit, day),
        "code": selectors.code_on(unit, day),
        "headline": answers.headline(unit, day),
        "span": selectors.span(unit),
        "above": _above(unit, day),
        "names": [(row, selectors.span(row)) for row in unit.names.order_by("-valid_from")],
        "before": _edges(selectors.edges_to(unit), "predecessor"),
        "after": _edges(selectors.edges_from(unit), "successor"),
        "bodies": selectors.bodies_of(unit, day),
        "reads": who.reaches(unit),
        "may_arrange": who.may(Duty.ARRANGE_UNITS) and who.acts_in(unit),
        "may_portion": may_portion(who, unit),
        "takes_hamlets": unit.level == Level.COMMUNE,
        **_level_below(request, unit, day),
    }
    return render(request, "units/detail.html", context)


def may_portion(who: access.Acting, unit: Unit) -> bool:
    """May the reader declare how large the parts of this divided unit are?"""
    if not who.may(Duty.ARRANGE_UNITS) or not Lineage.objects.filter(predecessor=unit, whole=False).exists():
        return False
    return all(who.acts_in(heir) for heir in selectors.today(unit))


def posts(request: HttpRequest) -> HttpResponse:
    """The posts one holds today; act through another one."""
    who = access.acting(request)
    if request.method == "POST":
        post = access.choose_post(request, int(request.POST["post"]) if request.POST.get("post", "").isdecimal() else 0)
        messages.success(request, _("Từ bây giờ bạn làm việc với chức danh: %(post)s.") % {"post": str(post)})
        return redirect(_back(request))
    return render(request, "units/posts.html", {"who": who, "posts": access.posts_of(who.user), "back": _back(request)})


def _back(request: HttpRequest) -> str:
    """Where the person came from, within this site; else the officer's own first page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else reverse("units:list")


def _found(text: str, day: date) -> list[dict[str, Any]]:
    matches = selectors.find(text, on=day, limit=40)
    labels = selectors.path_labels([match.unit for match in matches], day)
    return [{"unit": match.unit, "label": labels[match.unit.pk], "by": match.by} for match in matches]


def _level_below(request: HttpRequest, unit: Unit, day: date) -> dict[str, Any]:
    """A page of what stands directly below on the day: name then, code then, how many below each."""
    below: QuerySet[Unit] = Unit.objects.children_of(unit, day).filter(valid_on(day, "names__"))
    listed = page(
        below.annotate(then_key=F("names__sort_key"), then_code=F("names__code")), request, order=("level", "then_key", "id"), size=40
    )
    names = selectors.full_names(listed.rows, day)
    counted = dict(
        UnitPath.objects.on(day).filter(ancestor__in=listed.rows, depth=1).order_by().values_list("ancestor").annotate(n=Count("id"))
    )
    rows = [{"unit": row, "label": names[row.pk], "code": row.then_code, "below": counted.get(row.pk, 0)} for row in listed.rows]
    return {"page": listed, "below": rows, "below_count": below.count()}


def _counts(day: date) -> list[tuple[str, int]]:
    return [(str(Level(level).label), count) for level, count in selectors.census(day).items() if level != Level.CENTRE]


def _above(unit: Unit, day: date) -> list[tuple[Unit, str]]:
    """The way down to the unit: centre first."""
    chain = list(reversed(selectors.ancestors(unit, day)))
    names = selectors.full_names(chain, day)
    return [(one, names[one.pk]) for one in chain]


def _edges(edges: QuerySet[Lineage], side: str) -> list[dict[str, Any]]:
    rows = list(edges)
    ends: list[Unit] = [getattr(edge, side) for edge in rows]
    labels: dict[int, str] = {}
    for day in {edge.event.effective_on for edge in rows}:
        labels |= selectors.path_labels([unit for unit, edge in zip(ends, rows, strict=True) if edge.event.effective_on == day], day)
    return [
        {"edge": edge, "unit": unit, "label": labels[unit.pk], "part": answers.part(edge)} for edge, unit in zip(rows, ends, strict=True)
    ]
