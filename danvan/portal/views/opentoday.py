"""Published figures of an earlier map in today's borders: worked out of what was published, of nothing else."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from danvan.lib import clock
from danvan.portal import figures_public as figures
from danvan.portal import figures_today as words
from danvan.portal import opendata
from danvan.portal.views.files import kept, sent
from danvan.reports.illustrating import barred
from danvan.reports.models import PeriodRow
from danvan.reports.rules import KEPT
from danvan.reports.selectors import published
from danvan.reports.selectors import published_today as today
from danvan.reports.selectors.names import listed_in
from danvan.reports.selectors.numbers import definition_of
from danvan.reports.wording import name_of
from danvan.units import selectors as units
from danvan.units.models import Unit

# A chart shows so many periods of one kind, the latest.
SHOWN = 12


def unit(request: HttpRequest, found: Unit, key: str) -> HttpResponse:
    """The unit of today for a period of any map: every indicator, one of them by the units below and over time."""
    period = _period(found, key)
    there = today.indicators(found, [period])
    code = request.GET.get("chi-tieu", "")
    one = next((each for each in there if each.code == code), there[0] if there and not code else None)
    if one is None:
        raise Http404
    listed, same = today.below(found), _same_kind(found, period)
    read = today.read([found], same, there)
    below = today.read(listed, [period], [one])
    names = units.full_names({*(each.pk for each in listed), *_shared(read), *_shared(below)}, clock.today())
    made_of = _made_of([row.unit_id for row in read.makers(found, period)], found, period)
    context = {
        "unit": found,
        "name": found.full_name,
        "period": period,
        "period_label": figures.label(period.key),
        "made_of": made_of,
        "as_it_was": not made_of and published.edition_of(found, period.key) is not None,
        "one": one,
        "one_name": name_of(one),
        "definition": definition_of(one),
        "choices": [(each.code, name_of(each)) for each in there],
        "places": words.places(below, listed, period, one, names),
        "map": words.on_map(below, listed, period, one, names),
        "barred": barred(one) if listed else "",
        "chart": words.trend(read, found, same, one),
        "table": words.table(read, found, period, there, names),
        "others": [(each.key, figures.label(each.key)) for each in today.periods(found)],
    }
    return render(request, "portal/figures_today.html", context)


def _period(found: Unit, key: str) -> PeriodRow:
    period = PeriodRow.objects.filter(key=key).first()
    if period is None or found.valid_to is not None:
        raise Http404
    return period


def _same_kind(found: Unit, period: PeriodRow) -> list[PeriodRow]:
    """The periods of its kind up to it, the earliest first."""
    return [one for one in today.periods(found) if one.kind == period.kind and one.last_day <= period.last_day][:SHOWN][::-1]


def _shared(read: today.Today) -> set[int]:
    """Every unit of today that a figure may be in common with."""
    return {heir for ways in read.lineage.ways.values() if len(ways) > 1 for heir in ways}


def _made_of(makers: Sequence[int], found: Unit, period: PeriodRow) -> list[tuple[str, str]]:
    """What the unit was made of then: name and, of those that published for the period, key; nothing where it was itself."""
    if makers == [found.pk]:
        return []
    told = today.told(makers, period)
    return [(name, told.get(pk, "")) for pk, name in listed_in(makers, period).items()]


@require_safe
def download(request: HttpRequest, key: str, period: str, form: str) -> HttpResponse:
    """The unit and what stands under it, in today's borders, for a period, as a file."""
    found = get_object_or_404(Unit, key=key)
    row = _period(found, period)
    there = today.indicators(found, [row])
    if not there:
        raise Http404
    listed = today.below(found)
    read = today.read([found, *listed], [row], there)
    pairs = [(found, found.level in KEPT), *((one, one.level in KEPT) for one in listed)]
    return _file(request, form, list(words.lines(read, pairs, [row], there)), f"danvan-{found.pk}-{row.key}-today")


@require_safe
def series(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The unit in today's borders over all periods, as a file."""
    found = get_object_or_404(Unit, key=key, valid_to__isnull=True)
    rows = today.periods(found)
    there = today.indicators(found, rows) if rows else []
    if not there:
        raise Http404
    read = today.read([found], rows, there)
    return _file(request, form, list(words.lines(read, [(found, found.level in KEPT)], rows, there)), f"danvan-{found.pk}-today")


def _file(request: HttpRequest, form: str, lines: Sequence[Sequence[object]], name: str) -> HttpResponse:
    if form not in ("csv", "json"):
        raise Http404
    return kept(request, opendata.tag_of([form, *map(str, lines)]), lambda: sent(form, [], lines, name))
