"""How units answer, for everybody: lists, one unit, files, and how it is counted. Everything shown was published and is frozen."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from danvan.lib import clock, periods
from danvan.petitions.models import Release
from danvan.petitions.rules.performance import RELEASE_DAY, SHARE_LEAST
from danvan.petitions.selectors import performance
from danvan.portal import results
from danvan.ui.tables import send
from danvan.units import selectors as units
from danvan.units.models import Level, Unit

PERIODS = 12
COLUMNS = 4


def _order(request: HttpRequest) -> str:
    return results.BY_SHARE if request.GET.get("xep") == results.BY_SHARE else results.BY_NAME


def _period(request: HttpRequest, published: list[str]) -> str:
    """The period asked for, or the latest quarter. Http404 for one that is not published."""
    asked = request.GET.get("ky", "")
    if not asked:
        return next((key for key in published if "-Q" in key), "")
    if asked not in published:
        raise Http404
    return asked


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every province with its communes together, by name or by the share in time."""
    published = performance.periods_published()
    period, order = _period(request, published), _order(request)
    rows = results.listed(list(performance.provinces_published(period)), order) if period else []
    return render(request, "portal/results.html", {**_chosen(period, order, published), **_split(rows)})


def _split(rows: list[results.Row]) -> dict[str, object]:
    """The rows of a list; those that may tell nothing stand below it by their names."""
    return {"rows": rows, "untold": [row for row in rows if not row.told]}


def _chosen(period: str, order: str, published: list[str]) -> dict[str, object]:
    return {
        "period": period,
        "period_label": results.label(period) if period else "",
        "periods": [(key, results.label(key)) for key in published[:PERIODS]],
        "order": order,
        "heads": list(results.LISTED.values()),
        "share_least": SHARE_LEAST,
        "release_day": RELEASE_DAY,
    }


@require_safe
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """One unit: the last period in words, quarters as a chart with its table; of a province also its communes."""
    found = get_object_or_404(Unit, key=key, level__in=(Level.PROVINCE, Level.COMMUNE))
    province = found.level == Level.PROVINCE
    releases = _of(found, province)
    latest = next((one for one in releases if "-Q" in one.period), None)
    order = _order(request)
    communes = performance.communes_published(found, periods.parse(latest.period)) if province and latest else Release.objects.none()
    context = {
        **_chosen(latest.period if latest else "", order, []),
        "unit": found,
        "province": province,
        "name": units.full_name(found, clock.today()),
        "label": units.path_label(found, clock.today()),
        "latest": latest,
        "summary": results.summary(latest) if latest else [],
        "chart": results.chart(releases),
        "columns": [results.label(one.period) for one in releases[:COLUMNS]],
        "table": results.table(releases[:COLUMNS]),
        "corrected": [(results.label(one.period), one) for one in releases if one.revision > 1],
        **_split(results.listed(list(communes), order)),
    }
    return render(request, "portal/result.html", context)


def _of(found: Unit, province: bool) -> list[Release]:
    """What was published of it, the latest first: a province with its communes, a commune by itself."""
    rows = performance.published(found).filter(whole=province).select_related("unit")
    return sorted(rows, key=lambda one: (periods.parse(one.period).last, "-Q" in one.period), reverse=True)[:PERIODS]


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How it is counted, when it is published, what is hidden and why; the columns of the files."""
    return render(request, "portal/results_method.html", {"dictionary": results.dictionary(), "release_day": RELEASE_DAY})


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Everything published for a period, as a file."""
    period = _period(request, performance.periods_published())
    rows = performance.published().filter(period=period).select_related("unit").order_by("unit__key", "-whole")
    return _file(form, f"ket-qua-{period}", list(rows))


@require_safe
def export_unit(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """Everything published of one unit, as a file."""
    found = get_object_or_404(Unit, key=key, level__in=(Level.PROVINCE, Level.COMMUNE))
    rows = performance.published(found).select_related("unit").order_by("-period", "-whole")
    return _file(form, f"ket-qua-{found.code or found.pk}", list(rows))


def _file(form: str, name: str, rows: list[Release]) -> HttpResponseBase:
    if form == "json":
        columns = [{"name": code, "label": label, "meaning": meaning} for code, label, meaning in results.dictionary()]
        return JsonResponse({"columns": columns, "rows": [results.plain(one) for one in rows]}, json_dumps_params={"ensure_ascii": False})
    response = send(form, name, name, "danvan", results.heads(), [results.line(one) for one in rows])
    response["Cache-Control"] = "public, max-age=300"
    return response
