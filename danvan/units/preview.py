"""What a planned reorganisation would move, cut and open, and what stands against it. Reads only."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.units import plans
from danvan.units.checks import check_code, check_parent
from danvan.units.models import Body, Event, Holding, Kind, Level, Post, Unit, UnitName, UnitParent
from danvan.units.models.territory import titled
from danvan.units.plans import WHOLE, Move, Opening, Part, Plan, Renaming
from danvan.units.selectors import census, parent_of, path_labels

KINDS_OF_LEVEL: dict[str, tuple[Kind, ...]] = {
    Level.PROVINCE: (Kind.PROVINCE, Kind.CITY),
    Level.DISTRICT: (Kind.DISTRICT, Kind.URBAN_DISTRICT, Kind.TOWN, Kind.PROVINCIAL_CITY),
    Level.COMMUNE: (Kind.COMMUNE, Kind.WARD, Kind.SPECIAL_ZONE, Kind.TOWNSHIP),
    Level.HAMLET: (Kind.HAMLET, Kind.STREET_GROUP),
}


@dataclass(frozen=True)
class Opened:
    """A new unit as it will be."""

    name: str
    code: str
    parent: Unit | None
    level: str
    parts: list[tuple[Unit, Part]]


@dataclass(frozen=True)
class Following:
    """A unit that changes its parent and nothing else."""

    unit: Unit
    before: Unit
    after: str


@dataclass(frozen=True)
class Preview:
    """The whole answer. `clashes` empty: it may be applied."""

    day: date
    closing: list[Unit]
    opened: list[Opened]
    renamed: list[tuple[Unit, str, str]]
    following: list[Following]
    cut: list[Unit]
    bodies: int
    posts: int
    holders: int
    before: dict[str, int]
    after: dict[str, int]
    clashes: list[str]

    @property
    def hamlets(self) -> int:
        """How many of those that follow are hamlets or street groups."""
        return sum(row.unit.level == Level.HAMLET for row in self.following)

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """Level, units before, units after."""
        levels = [level for level in Level.values if level in self.before or level in self.after]
        return [(str(Level(level).label), self.before.get(level, 0), self.after.get(level, 0)) for level in levels]


def of_event(event: Event) -> Preview:
    """The preview of what was entered."""
    return of_plan(plans.read(event.plan), event.effective_on)


def of_plan(plan: Plan, day: date) -> Preview:
    """In: the plan and the first day on which it holds. Raises Refused if it names a unit that does not exist."""
    units = _units(plan)
    closing = [units[pk] for pk in plan.predecessors]
    ending = {unit.pk for unit in closing}
    last = day - timedelta(days=1)
    opened = [_opened(plan, place, opening, units, last) for place, opening in enumerate(plan.openings)]
    renamed = [(units[row.unit], str(units[row.unit]), titled(row.kind, row.name)) for row in plan.renamings]
    following = [*_children(plan, closing, opened, day), *(moved for row in plan.moves for moved in _moved(row, units, last))]
    bodies = Body.objects.filter(unit__in=ending).filter(_lasting(day))
    posts = Post.objects.filter(body__unit__in=ending).filter(_lasting(day))
    holders = Holding.objects.filter(post__body__unit__in=ending).filter(_lasting(day))
    before = census(last)
    return Preview(
        day=day,
        closing=closing,
        opened=opened,
        renamed=renamed,
        following=following,
        cut=[unit for unit in closing if len(plan.parts_of(unit.pk)) > 1],
        bodies=bodies.count(),
        posts=posts.count(),
        holders=holders.count(),
        before=before,
        after=_after(before, closing, opened),
        clashes=_clashes(plan, units, opened, following, day),
    )


def _units(plan: Plan) -> dict[int, Unit]:
    if any(not 0 <= place < len(plan.openings) for place in [*(part.opening for part in plan.parts), *plan.placing.values()]):
        raise Refused(_("Phương án chuyển đến một đơn vị mới không có trong danh sách."))
    ids = plan.touched | {opening.parent for opening in plan.openings if opening.parent is not None}
    found = Unit.objects.in_bulk(ids)
    if len(found) != len(ids):
        raise Refused(_("Phương án có đơn vị không tồn tại."))
    return found


def _lasting(day: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)


def _opened(plan: Plan, place: int, opening: Opening, units: dict[int, Unit], last: date) -> Opened:
    parts = [(units[part.predecessor], part) for part in plan.parts if part.opening == place]
    first = parts[0][0] if parts else None
    parent = units[opening.parent] if opening.parent is not None else parent_of(first, last) if first else None
    return Opened(titled(opening.kind, opening.name), opening.code, parent, first.level if first else "", parts)


def _children(plan: Plan, closing: list[Unit], opened: list[Opened], day: date) -> list[Following]:
    """What stands under the ending units and does not end itself goes under their successors."""
    edges = UnitParent.objects.filter(_lasting(day), parent__in=closing).exclude(unit__in=closing).select_related("unit", "parent")
    return [
        Following(edge.unit, edge.parent, opened[plan.place_of(edge.unit_id, edge.parent_id)].name)
        for edge in edges.order_by("parent", "unit__sort_key", "unit")
    ]


def _moved(row: Move, units: dict[int, Unit], last: date) -> list[Following]:
    before = parent_of(units[row.unit], last)
    return [Following(units[row.unit], before, str(units[row.parent]))] if before else []


def _after(before: dict[str, int], closing: list[Unit], opened: list[Opened]) -> dict[str, int]:
    counted = Counter(before)
    counted.subtract(unit.level for unit in closing)
    counted.update(row.level for row in opened if row.level)
    return dict(counted)


def _clashes(plan: Plan, units: dict[int, Unit], opened: list[Opened], following: list[Following], day: date) -> list[str]:
    touched = [units[pk] for pk in plan.predecessors] + [units[row.unit] for row in plan.renamings] + [row.unit for row in following]
    return list(
        dict.fromkeys(
            [
                *_shape(plan),
                *(said for unit in touched for said in _not_free(unit, day)),
                *_later(touched, day),
                *(said for pk in plan.predecessors for said in _shares(units[pk], plan.parts_of(pk))),
                *(said for place, row in enumerate(opened) for said in _opening_clashes(plan, place, row, day)),
                *(said for row in plan.renamings for said in _renaming_clashes(units[row.unit], row, day)),
                *(said for row in plan.moves for said in _move_clashes(units[row.unit], units[row.parent], day)),
            ]
        )
    )


def _shape(plan: Plan) -> list[str]:
    if plan.kind == Event.Kind.MERGE and len(plan.predecessors) < 2:
        return [_("Hợp nhất cần ít nhất hai đơn vị.")]
    if plan.kind == Event.Kind.SPLIT and len(plan.openings) < 2:
        return [_("Chia tách cần ít nhất hai đơn vị mới.")]
    if not (plan.parts or plan.renamings or plan.moves):
        return [_("Phương án chưa có thay đổi nào.")]
    return []


def _not_free(unit: Unit, day: date) -> list[str]:
    """It must stand the day before, and nothing may be known that ends it."""
    if unit.valid_to is not None:
        return [_("%(unit)s đã kết thúc hoặc đã có ngày kết thúc.") % {"unit": unit}]
    if unit.valid_from >= day:
        return [_("%(unit)s chưa có vào ngày trước đó.") % {"unit": unit}]
    return []


def _later(units: list[Unit], day: date) -> list[str]:
    """A change already entered for the same day or later would be built over."""
    ids = [unit.pk for unit in units]
    named = UnitName.objects.filter(unit__in=ids, valid_from__gte=day).values_list("unit_id", flat=True)
    placed = UnitParent.objects.filter(unit__in=ids, valid_from__gte=day).values_list("unit_id", flat=True)
    known = {*named, *placed}
    return [_("%(unit)s đã có thay đổi khác từ ngày này hoặc sau đó.") % {"unit": unit} for unit in units if unit.pk in known]


def _shares(unit: Unit, parts: list[Part]) -> list[str]:
    if len(parts) == 1:
        return [] if parts[0].whole else [_("%(unit)s chỉ có một nơi nhận nên phải chuyển toàn bộ.") % {"unit": unit}]
    known = [part.share_ppm for part in parts if part.share_ppm is not None]
    if known and (len(known) != len(parts) or sum(known) != WHOLE):
        return [_("Các phần của %(unit)s phải cộng đủ 100 %% hoặc đều để trống.") % {"unit": unit}]
    return []


def _opening_clashes(plan: Plan, place: int, row: Opened, day: date) -> list[str]:
    opening = plan.openings[place]
    if not row.parts:
        return [_("%(name)s không hình thành từ đơn vị nào.") % {"name": row.name}]
    said = [_("%(unit)s khác cấp với %(name)s.") % {"unit": unit, "name": row.name} for unit, _part in row.parts if unit.level != row.level]
    if opening.kind not in KINDS_OF_LEVEL.get(row.level, ()):
        said.append(_("Loại của %(name)s không thuộc cấp này.") % {"name": row.name})
    leaving = tuple(plan.predecessors)
    said += _refusal(lambda: check_parent(row.level, row.parent, day))
    said += _refusal(lambda: check_code(row.level, opening.code, day, None, leaving))
    if any(other.code == opening.code != "" for spot, other in enumerate(plan.openings) if spot != place):
        said.append(_("Mã %(code)s được dùng hai lần.") % {"code": opening.code})
    if row.parent is not None and _name_taken(row.parent, opening.kind, opening.name, day, leaving):
        said.append(_("%(parent)s đã có %(name)s.") % {"parent": row.parent, "name": row.name})
    return said


def _renaming_clashes(unit: Unit, row: Renaming, day: date) -> list[str]:
    said = []
    if row.kind not in KINDS_OF_LEVEL.get(unit.level, ()):
        said.append(_("Loại của %(name)s không thuộc cấp này.") % {"name": titled(row.kind, row.name)})
    if (row.kind, row.name, row.code) == (unit.kind, unit.name, unit.code):
        said.append(_("Tên, loại và mã không có gì khác."))
    said += _refusal(lambda: check_code(unit.level, row.code, day, None, (unit.pk,)))
    parent = parent_of(unit, day)
    if parent is not None and _name_taken(parent, row.kind, row.name, day, (unit.pk,)):
        said.append(_("%(parent)s đã có %(name)s.") % {"parent": parent, "name": titled(row.kind, row.name)})
    return said


def _move_clashes(unit: Unit, parent: Unit, day: date) -> list[str]:
    if parent_of(unit, day) == parent:
        return [_("%(unit)s đã thuộc %(parent)s.") % {"unit": unit, "parent": parent}]
    said = _refusal(lambda: check_parent(unit.level, parent, day))
    if parent.valid_to is not None:
        said.append(_("%(unit)s đã kết thúc hoặc đã có ngày kết thúc.") % {"unit": parent})
    if _name_taken(parent, unit.kind, unit.name, day, ()):
        said.append(_("%(parent)s đã có %(name)s.") % {"parent": parent, "name": unit})
    return said


def _name_taken(parent: Unit, kind: str, name: str, day: date, leaving: tuple[int, ...]) -> bool:
    siblings = Unit.objects.children_of(parent, day).exclude(pk__in=leaving)
    return UnitName.objects.on(day).filter(unit__in=siblings, kind=kind, name=name).exists()


def _refusal(check: Callable[[], None]) -> list[str]:
    try:
        check()
    except Refused as refused:
        return [refused.message]
    return []


def labels(preview: Preview) -> dict[int, str]:
    """Where the touched units stand, for the page: one line each."""
    units = [*preview.closing, *(row.unit for row in preview.following), *(unit for unit, _old, _new in preview.renamed)]
    return path_labels(units, preview.day - timedelta(days=1))
