"""Published figures for everybody: what there is, one unit and period, how to read it, and the files. Everything shown was published and is frozen."""

from collections.abc import Sequence
from urllib.parse import urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danvan.lib import clock
from danvan.lib.disclosure import APART
from danvan.petitions.selectors import performance
from danvan.portal import figures_public as figures
from danvan.portal import opendata, results
from danvan.portal.views import opentoday
from danvan.portal.views.files import kept, sent
from danvan.reports.dictionary import terms
from danvan.reports.illustrating import barred
from danvan.reports.models import Disclosure, Indicator, Publication
from danvan.reports.selectors import published, published_today
from danvan.reports.selectors.cells import with_parts
from danvan.reports.selectors.direct import direct
from danvan.reports.selectors.disclosed import effective
from danvan.reports.selectors.giving import moved
from danvan.reports.selectors.names import names_in, until
from danvan.reports.selectors.numbers import definition_of
from danvan.reports.wording import name_of
from danvan.ui.paging import page
from danvan.units import selectors as units
from danvan.units.models import Unit

SIZE = 24
MOST = 400  # editions on one page of a series or of the catalogue
ORDER = ("-period__last_day", "period__first_day", "pk")
# ?dia-gioi=nay: in today's borders; the word of the staff's pages is understood too.
BORDERS, TODAY = "dia-gioi", ("nay", "today")
# So many changed numbers stand on a page; the file names all.
CHANGES = 60


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every unit and period that was published, the latest first; by unit if one is chosen."""
    key = request.GET.get("noi", "")[:40]
    rows = published.editions()
    roots = Unit.objects.filter(pk__in=rows.order_by().values("root")).order_by("level", "sort_key", "pk")
    found = page(rows.filter(root__key=key) if key else rows, request, order=ORDER, size=SIZE)
    listed = [(one, one.root.full_name, figures.label(one.period.key)) for one in found.rows]
    standing = rows.filter(root__key=key, withdrawn_on__isnull=True).exists() if key else False
    context = {"page": found, "rows": listed, "roots": roots, "chosen": key, "standing": standing, **_of_today(key)}
    return render(request, "portal/figures.html", context)


def _of_today(key: str) -> dict[str, object]:
    """A unit of today of which, or of what it was made of, something stands published: its periods in today's borders."""
    one = Unit.objects.filter(key=key, valid_to__isnull=True).first() if key else None
    periods = published_today.periods(one) if one else []
    changed = bool(periods) and published_today.changed_since(min(each.last_day for each in periods))
    return {"today": one, "of_today": [(each.key, figures.label(each.key)) for each in periods]} if changed else {}


@require_safe
def unit(request: HttpRequest, key: str, period: str) -> HttpResponse:
    """The figures of a unit for a period; of one indicator by the units below, as a list, a chart and a map."""
    found = get_object_or_404(Unit, key=key)
    if request.GET.get(BORDERS) in TODAY:
        return opentoday.unit(request, found, period)
    edition = _edition(found, period)
    context = {"unit": found, "edition": edition, "period_label": figures.label(edition.period.key), **_named(found, edition)}
    if edition.withdrawn_on is not None:
        return render(request, "portal/figures_withdrawn.html", context, status=410)
    own = edition.root_id == found.pk
    there = published.indicators(edition)
    roots = set(edition.parts.values_list("root", flat=True)) if own else set()
    shown = published.figures([edition], unit=found)
    every = direct([edition])[edition.pk]
    sides = [True, False] if own and _apart(shown, found, there) else [own]
    context |= {
        "own": own,
        "apart": len(sides) > 1,
        "gave": len(roots),
        "every": every,
        "table": figures.table(there, shown, edition, found.pk, sides, every),
        **(_changes(edition) if own else {}),
        "heirs": _heirs(found, edition),
        "ended": [(one.key, until(one.full_name, one.valid_to)) for one in published.apart(found, edition.period)],
        "before": _before(found),
        "others": [(one, figures.label(one.period.key)) for one in published.editions().filter(root=edition.root)[:SIZE]],
        "answered": results.cited(performance.within(found, edition.period.period)),
        "left_out": [name_of(one) for one in Indicator.objects.filter(code__in=edition.left_out)],
        **(_chosen(request, edition, there, roots) if own else {}),
    }
    return render(request, "portal/figures_unit.html", context)


def _apart(shown: published.Figures, found: Unit, there: Sequence[Indicator]) -> bool:
    """Did the offices of the unit itself publish anything beside what is of all below it?"""
    return any(published.shown_of(shown, found.pk, False, one).mark != published.MISSING for one in there)


def _changes(edition: Publication) -> dict[str, object]:
    """What a correction says otherwise than the edition before it."""
    every = moved(edition)
    keys = dict(Unit.objects.filter(key__in={one.unit for one in every[:CHANGES]}).values_list("pk", "key")) if every else {}
    names = {keys[pk]: name for pk, name in names_in(keys, edition.period).items()}
    return {"changes": figures.changes(every[:CHANGES], names), "more_changes": max(0, len(every) - CHANGES)}


def _heirs(found: Unit, edition: Publication) -> list[Unit]:
    """The units of today in whose borders these figures read too; none where no border changed since."""
    return list(units.today(found)) if published_today.changed_since(edition.period.last_day) else []


def _before(found: Unit) -> list[tuple[str, str]]:
    """The periods before the unit was there, which read in its borders too: the latest."""
    if found.valid_to is not None:
        return []
    rows = [one for one in published_today.periods(found) if one.last_day < found.valid_from]
    return [(one.key, figures.label(one.key)) for one in rows[:SIZE]]


def _edition(found: Unit, period: str) -> Publication:
    edition = published.edition_of(found, period)
    if edition is None:
        raise Http404
    return edition


def _named(found: Unit, edition: Publication) -> dict[str, object]:
    named = names_in({found.pk, edition.root_id}, edition.period)
    return {"name": named[found.pk], "above": named[edition.root_id]}


def _chosen(request: HttpRequest, edition: Publication, there: Sequence[Indicator], roots: set[int]) -> dict[str, object]:
    """One indicator over the units below and over time: the one asked for, or the first. `roots`: those that published a table of their own."""
    code = request.GET.get("chi-tieu", "")
    one = next((each for each in there if each.code == code), there[0] if there else None)
    if one is None or (code and one.code != code):
        if code:
            raise Http404
        return {}
    wanted = with_parts([one])
    held = {line: shown for line, shown in published.figures([edition]).items() if line[2] in wanted}
    listed = Unit.objects.filter(pk__in=roots.union(edition.places) - {edition.root_id})
    named = names_in([unit.pk for unit in listed], edition.period)
    rows = figures.places([(unit, unit.pk in roots) for unit in listed], named, held, one)
    return {
        "one": one,
        "one_name": name_of(one),
        "definition": definition_of(one),
        "way": Disclosure(edition.ways.get(one.code, one.disclosure)).label,
        "choices": [(each.code, name_of(each)) for each in there],
        "places": rows if any(row.shown.mark != published.MISSING for row in rows) else [],
        "trend": figures.trend(published.series(edition.root, one, edition.period.kind, edition.period.last_day), one),
        "rounded": edition.ways.get(one.code) in figures.GUARDED,
        "map": figures.on_map(rows, edition.period.key, one),
        "barred": barred(one),
    }


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How to read the numbers, what the marks mean, the columns of the files and the dictionary of indicators."""
    there = published.dictionary()
    ways = effective(list(Indicator.objects.all()), clock.today())
    words = [(term.indicator.code, term.said(), term.plain(), ways[term.indicator.pk]) for term in terms(there)]
    context = {"columns": opendata.COLUMNS, "indicators": words, "licence": opendata.LICENCE, "apart": APART}
    return render(request, "portal/figures_method.html", context)


@require_safe
def download(request: HttpRequest, key: str, period: str, form: str) -> HttpResponse:
    """One edition as a file; 410 with the reason once it was withdrawn."""
    if request.GET.get(BORDERS) in TODAY:
        return opentoday.download(request, key, period, form)
    edition = _edition(get_object_or_404(Unit, key=key), period)
    if edition.withdrawn_on is not None:
        return HttpResponse(edition.withdrawn_reason, status=410, content_type="text/plain; charset=utf-8")
    return _file(request, form, [edition], f"danvan-{edition.root_id}-{edition.period.key}")


@require_safe
def series(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """Everything that stands published of a unit, all periods, as one file."""
    found = get_object_or_404(Unit, key=key)
    if request.GET.get(BORDERS) in TODAY:
        return opentoday.series(request, key, form)
    rows = page(published.editions().filter(root=found, withdrawn_on__isnull=True), request, order=ORDER, size=MOST)
    if not rows.rows:
        raise Http404
    following = _address("portal:figures_series", key, form) + rows.next if rows.next else ""
    return _file(request, form, rows.rows, f"danvan-{found.pk}", following=following)


def _file(request: HttpRequest, form: str, editions: list[Publication], name: str, *, following: str = "") -> HttpResponse:
    if form not in ("csv", "json"):
        raise Http404
    tag = opendata.tag_of([form, opendata.tag(editions), following])
    return kept(request, tag, lambda: sent(form, editions, opendata.rows(editions), name, following=following), following=following)


@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """The dictionary: indicators, marks, columns, licence."""
    words = {
        "indicators": opendata.dictionary(published.dictionary()),
        "marks": opendata.MARKS,
        "columns": [{"name": name, "type": kind, "vi": vi, "en": en, "ru": ru} for name, kind, vi, en, ru in opendata.COLUMNS],
        "licence": opendata.LICENCE,
    }
    return JsonResponse(words, json_dumps_params={"ensure_ascii": False})


@require_safe
def package(request: HttpRequest, key: str, period: str) -> HttpResponse:
    """A Frictionless data package of one edition."""
    edition = _edition(get_object_or_404(Unit, key=key), period)
    title = f"{edition.root.full_name}, {figures.label(edition.period.key)}"
    made = opendata.package(edition, title, _address("portal:figures_download", edition.root.key, edition.period.key, "csv"))
    return JsonResponse(made, json_dumps_params={"ensure_ascii": False})


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every edition that stands, after DCAT."""
    rows = page(published.editions().filter(withdrawn_on__isnull=True), request, order=ORDER, size=MOST)
    entries = [(one, f"{one.root.full_name}, {figures.label(one.period.key)}", _files(one)) for one in rows.rows]
    address = _address("portal:figures_catalogue")
    made = opendata.catalogue(entries, _("Số liệu công bố"), address, address + rows.next if rows.next else "")
    return JsonResponse(made, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")


def _files(one: Publication) -> dict[str, str]:
    where = (one.root.key, one.period.key)
    files = {form: _address("portal:figures_download", *where, form) for form in ("csv", "json")}
    return {"page": _address("portal:figures_unit", *where), **files}


def _address(name: str, *parts: str) -> str:
    """The whole address, under the name the site goes by."""
    return urljoin(settings.PUBLIC_URL, reverse(name, args=parts))
