"""Finding units by what people type: a code, a name with or without accents, an old name, a whole label."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.text import fold
from danvan.units import lookups  # noqa: F401 - registers `__begins`
from danvan.units.models import Kind, Level, Unit, UnitName, valid_on
from danvan.units.selectors.lineage import heirs
from danvan.units.selectors.names import full_names, path_labels

# What people write before a name, longest first, and the kinds it may mean.
KIND_WORDS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("thanh pho", (Kind.CITY, Kind.PROVINCIAL_CITY)),
    ("to dan pho", (Kind.STREET_GROUP,)),
    ("huyen dao", (Kind.ISLAND_DISTRICT, Kind.DISTRICT)),
    ("thi tran", (Kind.TOWNSHIP,)),
    ("dac khu", (Kind.SPECIAL_ZONE,)),
    ("phuong", (Kind.WARD,)),
    ("thi xa", (Kind.TOWN,)),
    ("huyen", (Kind.DISTRICT, Kind.ISLAND_DISTRICT)),
    ("tinh", (Kind.PROVINCE,)),
    ("quan", (Kind.URBAN_DISTRICT,)),
    ("thon", (Kind.HAMLET,)),
    ("tdp", (Kind.STREET_GROUP,)),
    ("xa", (Kind.COMMUNE,)),
    ("tp", (Kind.CITY, Kind.PROVINCIAL_CITY)),
    ("tx", (Kind.TOWN,)),
    ("tt", (Kind.TOWNSHIP,)),
)
LEVEL_ORDER = Case(*[When(unit__level=level, then=Value(place)) for place, level in enumerate(Level.values)], output_field=IntegerField())
# More rows than this tell a reader nothing; the next letter narrows them.
ENOUGH = 300


class Match(NamedTuple):
    """A unit that stands on the asked day, and the name that led to it when that is not its own name of the day ("Phường Bến Nghé")."""

    unit: Unit
    by: str


def by_key(key: str) -> Unit:
    """The unit with our own identity ("2025:37"). Raises Refused if there is none."""
    found = Unit.objects.filter(key=key.strip()).first()
    if found is None:
        raise Refused(_("Không có đơn vị nào có khóa %(key)s.") % {"key": key}, field="unit")
    return found


def by_code(code: str, on: date) -> Unit:
    """The unit that bore the official code on the day; our own key ("2004:37") is taken too, if it stands on that day.

    Raises Refused if there is none or more than one: codes were given again to other territory, so the day matters.
    """
    text = code.strip()
    found = list(Unit.objects.on(on).filter(key=text)[:1]) if ":" in text or text == "vn" else list(Unit.objects.coded(text, on)[:3])
    return _only(found, text, on)


def by_name(text: str, on: date) -> Unit:
    """The one unit of that name on the day, its kind and what is above it optional: "Ninh Bình", "xã An Khánh, Hà Nội".

    Raises Refused if there is none or more than one, naming those there are.
    """
    return _only(named(text, on), text, on)


def by_text(text: str, on: date) -> Unit:
    """The one unit that a person typed: a key, a code, a name or a whole label, on the day. Raises Refused if none or more than one."""
    return by_code(text, on) if ":" in text or text.strip().isdigit() or text.strip() == "vn" else by_name(text, on)


def named(text: str, on: date | None, levels: Iterable[str] | None = None) -> list[Unit]:
    """Every unit that bore exactly that name on the day (on any day, if none is given), top level first."""
    head, above = _parts(text)
    for kinds, bare in _readings(head):
        rows = _of_kinds(UnitName.objects.filter(folded=bare), kinds)
        rows = rows if on is None else rows.filter(valid_on(on), valid_on(on, "unit__"))
        units = _units(_narrowed(rows, above, levels))
        if units:
            return units
    return []


class Asked(NamedTuple):
    """The unit a person most likely means (None: it cannot be told), and the others that the words fit."""

    unit: Unit | None
    others: list[Unit]


def asked(text: str, on: date | None) -> Asked:
    """What a person may mean by a key, a code or a name, on the day or, if none is given, ever.

    Of several the one of the highest level is meant if it is alone there, or alone there today: "Bình Dương" is first the province,
    then its namesakes. Raises Refused if nothing fits.
    """
    day = on or clock.today()
    if ":" in text or text == "vn":
        return Asked(by_key(text), [])
    found = _fitting(text.strip(), on, day)
    if not found:
        raise Refused(
            _("Không có đơn vị nào là “%(text)s” vào ngày %(day)s.") % {"text": text, "day": day.strftime("%d/%m/%Y")}, field="unit"
        )
    top = [unit for unit in found if unit.level == found[0].level]
    meant = top if len(top) == 1 else [unit for unit in top if unit.holds_on(day)]
    if len(meant) != 1:
        return Asked(None, found)
    return Asked(meant[0], [unit for unit in found if unit != meant[0]])


def _fitting(text: str, on: date | None, day: date) -> list[Unit]:
    """By code or by name; without an asked day, a code that nobody bears today may be an old one."""
    if not text.isdigit():
        return named(text, on)
    return list(Unit.objects.coded(text, day)) or ([] if on else _ever_coded(text))


def _ever_coded(code: str) -> list[Unit]:
    return list(Unit.objects.filter(names__code=code).distinct())


def search(text: str, *, on: date, levels: Sequence[str] | None = None, limit: int = 20) -> list[Unit]:
    """Units standing on the day whose name begins with the text or has a word that does; old names and former units lead to their heirs."""
    return [match.unit for match in find(text, on=on, levels=levels, limit=limit)]


def find(text: str, *, on: date, levels: Sequence[str] | None = None, limit: int = 20, below: Unit | None = None) -> list[Match]:
    """The same, with the name that led to each. A number of queries that does not depend on how much is found."""
    head, above = _parts(text)
    if not head:
        return []
    if head.isdigit() and (coded := list(_standing(Unit.objects.coded(head, on), on, levels, below)[:limit])):
        return [Match(unit, "") for unit in coded]
    matches: dict[int, Match] = {}
    for kinds, bare in _readings(head):
        for how in (Q(folded__begins=bare), Q(folded__contains=f" {bare}")):
            rows = _narrowed(_of_kinds(UnitName.objects.filter(how), kinds), above, None)
            _collect(rows, bare, on, levels, below, matches)
            if len(matches) >= limit:
                return list(matches.values())[:limit]
    return list(matches.values())[:limit]


def _collect(
    rows: QuerySet[UnitName], bare: str, on: date, levels: Sequence[str] | None, below: Unit | None, matches: dict[int, Match]
) -> None:
    exact_first = Case(When(folded=bare, then=Value(0)), default=Value(1), output_field=IntegerField())
    ordered = rows.select_related("unit").order_by(exact_first, LEVEL_ORDER, "sort_key", F("valid_from").desc(), "id")
    found = list(ordered[:ENOUGH])
    follow = heirs({row.unit_id for row in found}, on)
    wanted = {heir.unit_id for row in found for heir in follow[row.unit_id]}
    units = _standing(Unit.objects.filter(pk__in=wanted), on, levels, below).in_bulk()
    names = full_names(units, on)
    for row in sorted(found, key=lambda row: not row.holds_on(on)):
        for heir in follow[row.unit_id]:
            unit = units.get(heir.unit_id)
            if unit is not None and unit.pk not in matches:
                matches[unit.pk] = Match(unit, "" if str(row) == names[unit.pk] else str(row))


def _standing(units: QuerySet[Unit], on: date, levels: Sequence[str] | None, below: Unit | None) -> QuerySet[Unit]:
    units = units.filter(valid_on(on))
    if below is not None:
        units = units.filter(valid_on(on, "paths__"), paths__ancestor=below)
    return units.filter(level__in=levels) if levels else units


def _parts(text: str) -> tuple[str, list[str]]:
    """What is looked for, and what is said to stand above it: "Xã A, Tỉnh B"."""
    parts = [fold(part).strip(" .") for part in text.split(",")]
    return parts[0], [part for part in parts[1:] if part]


def _readings(head: str) -> list[tuple[tuple[Kind, ...], str]]:
    """With the kind taken off first, then as it stands: a name may itself begin like a kind ("Phường Đúc", "Xã Đàn")."""
    plain: tuple[tuple[Kind, ...], str] = ((), head)
    for word, kinds in KIND_WORDS:
        for lead in (f"{word} ", f"{word}. "):
            if head.startswith(lead) and head.removeprefix(lead):
                return [(kinds, head.removeprefix(lead).strip()), plain]
    return [plain]


def _of_kinds(rows: QuerySet[UnitName], kinds: tuple[Kind, ...]) -> QuerySet[UnitName]:
    return rows.filter(kind__in=kinds) if kinds else rows


def _narrowed(rows: QuerySet[UnitName], above: list[str], levels: Iterable[str] | None) -> QuerySet[UnitName]:
    for part in above:
        kinds, bare = _readings(part)[0]
        ancestors = _of_kinds(UnitName.objects.filter(folded__begins=bare), kinds).values("unit")
        rows = rows.filter(unit__paths__ancestor__in=ancestors, unit__paths__depth__gt=0)
    if levels is not None:
        rows = rows.filter(unit__level__in=list(levels))
    return rows


def _units(rows: QuerySet[UnitName]) -> list[Unit]:
    ordered = rows.select_related("unit").order_by(LEVEL_ORDER, "unit__valid_from", "unit__key")
    return list({row.unit_id: row.unit for row in ordered}.values())


def _only(found: list[Unit], text: str, on: date) -> Unit:
    day = on.strftime("%d/%m/%Y")
    if not found:
        raise Refused(_("Không có đơn vị nào là “%(text)s” vào ngày %(day)s.") % {"text": text, "day": day}, field="unit")
    if len(found) > 1:
        labels = "; ".join(f"{label} [{unit.key}]" for unit, label in _labelled(found[:10], on))
        raise Refused(_("Có nhiều đơn vị là “%(text)s”: %(labels)s. Hãy ghi rõ hơn.") % {"text": text, "labels": labels}, field="unit")
    return found[0]


def _labelled(units: list[Unit], on: date) -> list[tuple[Unit, str]]:
    labels = path_labels(units, on)
    return [(unit, labels[unit.pk]) for unit in units]
