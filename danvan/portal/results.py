"""How units answered, put into words for the public: only what was published, nothing counted anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import periods, text
from danvan.lib.disclosure import HIDDEN, SMALL
from danvan.lib.numbers import local
from danvan.lib.stacks import Stack, StackSpec
from danvan.petitions.models import Release
from danvan.petitions.rules.performance import BEYOND_PARTS, LABELS, MEANINGS, RECEIVED_PARTS, SETTLED, Measure
from danvan.units.models import Unit

CHARTED = 6
MARKS = ("Đ", "G", "T", "Q")
# The columns of a list: the rest stands on the page of the unit.
LISTED: dict[Measure, str | Promise] = {
    Measure.RECEIVED: gettext_lazy("Tiếp nhận"),
    Measure.IN_TIME: gettext_lazy("Trong hạn"),
    Measure.EXTENDED: gettext_lazy("Có gia hạn"),
    Measure.LATE: gettext_lazy("Quá hạn"),
    Measure.OPEN_LATE: gettext_lazy("Còn quá hạn"),
}
# What readers of a report's figures find there too.
CITED = (
    Measure.RECEIVED,
    *RECEIVED_PARTS,
    Measure.IN_TIME,
    Measure.EXTENDED,
    Measure.PAUSED,
    Measure.LATE,
    Measure.UNTIMED,
    Measure.REFERRED,
)
DAYS = ("median_days", "oldest_days")
FIELDS = (*(measure.value for measure in Measure), *DAYS, "share", "share_least")
BY_NAME, BY_SHARE = "ten", "dung-han"


@dataclass(frozen=True)
class Row:
    """One unit in a list."""

    unit: Unit
    name: str
    cells: list[str]
    share: str
    rank: int
    told: bool


def cell(value: object) -> str:
    """A published count as people read it."""
    if value == SMALL:
        return _("dưới 10")
    if value == HIDDEN:
        return _("không công bố")
    return local(value) if isinstance(value, int) else "–"


def share(release: Release) -> str:
    """The share in time in words; a dash where it is not published."""
    percent = release.public["share"]
    if percent is None:
        return "–"
    return _("từ %(percent)s%%") % {"percent": percent} if release.public["share_least"] else f"{percent}%"


def listed(releases: Sequence[Release], order: str) -> list[Row]:
    """Units in the order of their names, or by their share in time, those without one last. Never by how much they received."""
    rows = [
        Row(
            unit=one.unit,
            name=one.unit.full_name,
            cells=[cell(one.public[measure]) for measure in LISTED],
            share=share(one),
            rank=-1 if one.public["share"] is None else one.public["share"],
            told=any(isinstance(one.public[measure], int) for measure in LISTED),
        )
        for one in releases
    ]
    rows.sort(key=lambda row: text.alphabetical(row.unit.name))
    return sorted(rows, key=lambda row: -row.rank) if order == BY_SHARE else rows


def label(key: str) -> str:
    """A period in words, with a capital."""
    words = periods.label(periods.parse(key))
    return words[:1].upper() + words[1:]


def table(releases: Sequence[Release]) -> list[tuple[str, list[str]]]:
    """Every measure, and its value in each of the periods."""
    rows = [(str(LABELS[one]), [cell(release.public.get(one)) for release in releases]) for one in Measure]
    for name, words in (("median_days", _("Số ngày giải quyết ở giữa")), ("oldest_days", _("Việc đang chờ lâu nhất, ngày"))):
        rows.append((words, [cell(release.public[name]) for release in releases]))
    return [*rows, (_("Tỷ lệ trong hạn ban đầu"), [share(release) for release in releases])]


def cited(releases: Sequence[Release]) -> list[tuple[str, str]]:
    """What the page of a report's figures takes from here, of one release or of several together: sums of published numbers, where all are told."""
    return [(str(LABELS[one]), cell(_together([release.public.get(one) for release in releases]))) for one in CITED] if releases else []


def _together(told: Sequence[object]) -> object:
    numbers = [one for one in told if isinstance(one, int)]
    if len(numbers) == len(told):
        return sum(numbers)
    return told[0] if len(told) == 1 else HIDDEN


def chart(releases: Sequence[Release]) -> StackSpec | None:
    """In time, extended, paused and late, quarter below quarter, the latest first; None where nothing may be shown."""
    quarters = [one for one in releases if "-Q" in one.period][:CHARTED]
    rows = tuple(_stack(one) for one in quarters)
    if not any(part for row in rows for part in row.parts):
        return None
    return StackSpec(
        title=_("Việc đã giải quyết, theo quý"),
        series=tuple(str(LABELS[measure]) for measure in SETTLED),
        marks=MARKS,
        rows=rows,
        alt="; ".join(f"{row.label}: {_told(one)}" for row, one in zip(rows, quarters, strict=True)),
    )


def _stack(release: Release) -> Stack:
    values = [release.public[measure] for measure in SETTLED]
    hidden = sum(not isinstance(value, int) for value in values)
    note = _("%(number)s phần không vẽ vì dưới 10 hoặc không công bố") % {"number": hidden} if hidden else ""
    return Stack(label(release.period), tuple(value if isinstance(value, int) else None for value in values), note)


def _told(release: Release) -> str:
    return ", ".join(f"{LABELS[measure]} {cell(release.public[measure])}" for measure in SETTLED)


def summary(release: Release) -> list[str]:
    """The latest period in sentences; what is not published is said to be small, never guessed."""
    public = release.public
    told = [_("Tiếp nhận: %(number)s đơn.") % {"number": cell(public[Measure.RECEIVED])}]
    told.append(_("Giải quyết trong hạn ban đầu: %(number)s việc.") % {"number": cell(public[Measure.IN_TIME])})
    told += [f"{LABELS[part]}: {cell(public[part])}." for part in BEYOND_PARTS]
    told.append(_("Đến cuối kỳ còn quá hạn: %(number)s việc.") % {"number": cell(public[Measure.OPEN_LATE])})
    if public["median_days"] is not None:
        told.append(_("Một nửa số việc xong trong %(days)s ngày.") % {"days": local(public["median_days"])})
    return told


def heads() -> list[str]:
    """The columns of a file."""
    return ["unit", "name", "whole", "period", "revision", "released_on", *FIELDS, "digest"]


def line(release: Release) -> list[str]:
    """One row of a file, as published."""
    public = ["" if release.public.get(name) is None else str(release.public[name]).lower() for name in FIELDS]
    known = [release.unit.key, release.unit.full_name, str(release.whole).lower(), release.period, str(release.revision)]
    return [*known, release.released_on.isoformat(), *public, release.digest]


def plain(release: Release) -> dict[str, object]:
    """The same for JSON."""
    return {
        "unit": release.unit.key,
        "name": release.unit.full_name,
        "whole": release.whole,
        "period": release.period,
        "revision": release.revision,
        "reason": release.reason,
        "released_on": release.released_on.isoformat(),
        **{name: release.public.get(name) for name in FIELDS},
        "digest": release.digest,
    }


def dictionary() -> list[tuple[str, str, str]]:
    """Every column of a file: its name, what it is, what it means."""
    known = [
        ("unit", _("Khóa của đơn vị"), _("Không đổi khi đổi tên; mã hành chính có thể dùng lại nên không dùng làm khóa.")),
        ("name", _("Tên đơn vị"), _("Tên hiện nay.")),
        ("whole", _("Gồm cả cấp xã"), _("true: tỉnh cùng mọi xã, phường; false: chỉ cơ quan của chính đơn vị.")),
        ("period", _("Kỳ"), _("Quý (2026-Q3) hoặc năm (2026), đã kết thúc.")),
        ("revision", _("Lần công bố"), _("Từ 2 trở lên là đính chính, có lý do.")),
        ("released_on", _("Ngày công bố"), ""),
    ]
    counts = [(one.value, str(LABELS[one]), str(MEANINGS[one])) for one in Measure]
    last = [
        ("median_days", _("Số ngày giải quyết ở giữa"), _("Một nửa số việc xong nhanh hơn, một nửa lâu hơn. Trống khi có dưới 10 việc.")),
        ("oldest_days", _("Việc đang chờ lâu nhất, ngày"), _("Làm tròn đến 5; trống khi có dưới 10 việc đang chờ.")),
        (
            "share",
            _("Tỷ lệ trong hạn ban đầu, %"),
            _("Trong số việc có thời hạn đã giải quyết, tính từ các số đã công bố; trống khi có dưới 30 việc."),
        ),
        ("share_least", _("Tỷ lệ là mức ít nhất"), _("true: các phần còn lại dưới 10 nên chỉ biết mức ít nhất.")),
        ("digest", _("Mã băm SHA-256"), _("Của dòng đã công bố; dòng bị sửa thì mã không khớp.")),
    ]
    return [*known, *counts, *last]
