"""What can be said of a unit on a day, once as facts (JSON) and once in words (the shell)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.lib import clock
from danvan.units.models import EARLIEST, Level, Lineage, Portion, Unit
from danvan.units.models.territory import Dated
from danvan.units.selectors import children, code_on, edges_from, edges_to, full_name, kind_on, path_label, path_labels, span, today
from danvan.units.selectors.names import day_text, nearest_day


def facts(unit: Unit, on: date) -> dict[str, Any]:
    """Everything about the unit on the day, as plain values with ISO dates. Its names and edges are all of them."""
    day = nearest_day(unit, on)
    return {
        "key": unit.key,
        "level": unit.level,
        "kind": kind_on(unit, day),
        "code": code_on(unit, day),
        "name": full_name(unit, day),
        "label": path_label(unit, day),
        "on": on.isoformat(),
        "stands": unit.holds_on(on),
        **_dates(unit),
        "latitude": unit.latitude,
        "longitude": unit.longitude,
        "area_km2": unit.area_km2,
        "doubt": unit.doubt,
        "names": [
            {"name": str(row), "kind": row.kind, "code": row.code, "instrument": row.instrument, "verified": row.verified, **_dates(row)}
            for row in unit.names.all()
        ],
        "children": {level: children(unit, day, level).count() for level in Level.values if children(unit, day, level).exists()},
        "predecessors": [edge_facts(edge, edge.predecessor) for edge in edges_to(unit)],
        "successors": [edge_facts(edge, edge.successor) for edge in edges_from(unit)],
        "today": [{"key": heir.key, "label": path_label(heir, clock.today())} for heir in today(unit)],
    }


def short_facts(unit: Unit, on: date) -> dict[str, Any]:
    """Enough to tell it from its namesakes."""
    return {"key": unit.key, "code": code_on(unit, on), "level": unit.level, "label": path_label(unit, on), **_dates(unit)}


def edge_facts(edge: Lineage, other: Unit) -> dict[str, Any]:
    """One edge as seen from one end: the unit at the other end, how much went over, what is not certain."""
    return {
        "key": other.key,
        "label": path_label(other, nearest_day(other, edge.event.effective_on)),
        "whole": edge.whole,
        "portions": {portion.basis: portion.ppm for portion in edge.portions.all()},
        "main": edge.main,
        "doubt": edge.doubt,
        "event": edge.event_id,
        "on": edge.event.effective_on.isoformat(),
    }


def words(unit: Unit, on: date) -> list[str]:
    """The answer to `danvan units show`: who, since when until when, where, what there is below, what became of it."""
    day = nearest_day(unit, on)
    lines = [headline(unit, on)]
    lines += [_("Thuộc: %(above)s.") % {"above": above} for above in [_above(unit, day)] if above]
    lines += _below(unit, day)
    lines += [
        _("Tên khác: %(name)s, %(span)s.") % {"name": str(row), "span": span(row)} for row in unit.names.all() if not row.holds_on(day)
    ]
    lines += [_("Chưa chắc: %(doubt)s") % {"doubt": unit.doubt}] if unit.doubt else []
    return lines


def headline(unit: Unit, on: date) -> str:
    """ "Tỉnh Bình Dương (mã 74), có đến hết 30/06/2025; nay thuộc Thành phố Hồ Chí Minh." """
    day = nearest_day(unit, on)
    code = code_on(unit, day)
    name = full_name(unit, day)
    named = _("%(name)s (mã %(code)s)") % {"name": name, "code": code} if code else name
    if unit.valid_to is None or unit.valid_to > clock.today():
        return _("%(unit)s, có %(span)s.") % {"unit": named, "span": span(unit)}
    last = day_text(unit.valid_to - timedelta(days=1))
    heirs = "; ".join(path_labels(today(unit), clock.today()).values())
    if not heirs:
        return _("%(unit)s, có đến hết %(last)s; không có đơn vị kế thừa.") % {"unit": named, "last": last}
    return _("%(unit)s, có đến hết %(last)s; nay thuộc %(heirs)s.") % {"unit": named, "last": last, "heirs": heirs}


def lineage_words(unit: Unit) -> list[str]:
    """The answer to `danvan units lineage`: what it was made of and what it went into, parts and doubts said."""
    before, after = list(edges_to(unit)), list(edges_from(unit))
    lines = [headline(unit, clock.today())]
    lines += _edges(_("Hình thành từ:"), [(edge, edge.predecessor) for edge in before])
    lines += _edges(_("Chuyển thành:"), [(edge, edge.successor) for edge in after])
    return lines if before or after else [*lines, _("Không có thay đổi địa giới nào được ghi.")]


def part(edge: Lineage) -> str:
    """How much went over: all of it, the part it is by each known measure, or a part of unknown size."""
    if edge.doubt:
        return _("chưa chắc")
    if edge.whole:
        return _("toàn bộ")
    known = "; ".join(_portion(one) for one in edge.portions.all())
    return _("một phần: %(parts)s") % {"parts": known} if known else _("một phần, chưa biết tỷ lệ")


def _portion(portion: Portion) -> str:
    words = {"percent": f"{portion.ppm / 10_000:.4g}".replace(".", ","), "basis": portion.get_basis_display()}
    return _("%(percent)s %% %(basis)s") % words


def listed(units: Iterable[Unit], on: date) -> list[str]:
    """One line for each of several units with the same name."""
    lines = []
    for unit in units:
        day = nearest_day(unit, on)
        lines.append(f"{path_label(unit, day)} · {span(unit)} · {unit.key}")
    return lines


def _edges(title: str, edges: list[tuple[Lineage, Unit]]) -> list[str]:
    if not edges:
        return []
    lines = [title]
    for edge, other in edges:
        label = path_label(other, nearest_day(other, edge.event.effective_on))
        doubt = f" ({edge.doubt})" if edge.doubt else ""
        lines.append(f"  - {label}: {part(edge)}, {day_text(edge.event.effective_on)}{doubt}")
    return lines


def _above(unit: Unit, day: date) -> str:
    label = path_label(unit, day)
    return label.split(", ", 1)[1] if ", " in label else ""


def _below(unit: Unit, day: date) -> list[str]:
    counted = {level: children(unit, day, level).count() for level in Level.values}
    return [
        ngettext("Có %(count)s đơn vị %(level)s trực thuộc.", "Có %(count)s đơn vị %(level)s trực thuộc.", count)
        % {"count": count, "level": Level(level).label}
        for level, count in counted.items()
        if count
    ]


def _dates(row: Dated) -> dict[str, str | None]:
    return {
        "valid_from": None if row.valid_from == EARLIEST else row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }
