"""One form for each kind of change: what is typed becomes a `plans.Plan`."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.ui.forms import DayField
from danvan.units import plans
from danvan.units.forms.fields import UnitField, looked_up
from danvan.units.models import Basis, Event, Kind, Unit
from danvan.units.plans import Opening, Plan
from danvan.units.preview import Preview

MOST = 6
MOST_PARTS = 4
KINDS = [
    (str(kind.value), kind.label)
    for kind in (
        Kind.COMMUNE,
        Kind.WARD,
        Kind.SPECIAL_ZONE,
        Kind.PROVINCE,
        Kind.CITY,
        Kind.HAMLET,
        Kind.STREET_GROUP,
    )
]


class EventForm(forms.Form):
    """What every change has: the day and the decision."""

    effective_on = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))
    instrument = forms.CharField(
        label=gettext_lazy("Nghị quyết, quyết định"), max_length=120, help_text=gettext_lazy("Số, ký hiệu và cơ quan ban hành")
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    plan: Plan
    touched: list[Unit]
    common = ("effective_on", "instrument", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= self.numbered()
        units = [name for name in self.fields if name.startswith("unit_")]
        self.order_fields([*units, *(name for name in self.fields if name not in self.common), *self.common])

    def numbered(self) -> dict[str, forms.Field]:
        """The fields that come several times."""
        return {}

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under headings: which units, what they become, by which decision."""
        units = [bound for bound in self if bound.name.startswith("unit_")]
        common = [self[name] for name in self.common]
        rest = [bound for bound in self if bound not in units and bound not in common]
        named = [(_("Đơn vị"), units), *self.grouped(rest), (_("Quyết định"), common[:2]), (_("Ghi chú"), common[2:])]
        return [(title, fields) for title, fields in named if fields]

    def grouped(self, rest: list[forms.BoundField]) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of this kind of change."""
        return [(_("Thay đổi"), rest)]

    def clean(self) -> dict[str, Any]:
        """Look the units up on the day before the change, then let the kind make its plan."""
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get("effective_on")
        if day is None:
            return cleaned
        self.touched = []
        made = self.made(day - timedelta(days=1))
        if made is not None and not self.errors:
            self.plan = made
        return cleaned

    def made(self, last: date) -> Plan | None:
        """The plan, or None where something is missing."""
        raise NotImplementedError

    def unit(self, name: str, on: date) -> Unit | None:
        """The unit of a field, remembered as touched."""
        found = looked_up(self, name, on)
        if found is not None:
            self.touched.append(found)
        return found

    def units(self, on: date) -> list[Unit]:
        """The units of the numbered fields, each once."""
        found = [unit for place in range(1, MOST + 1) if (unit := self.unit(f"unit_{place}", on))]
        if len({unit.pk for unit in found}) != len(found):
            self.add_error(None, _("Có đơn vị được ghi hai lần."))
        return found


def unit_fields(needed: int) -> dict[str, forms.Field]:
    """One field for each unit, the first ones required."""
    return {
        f"unit_{place}": UnitField(label=_("Đơn vị %(place)s") % {"place": place}, required=place <= needed) for place in range(1, MOST + 1)
    }


class MergeForm(EventForm):
    """Several become one."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại của đơn vị mới"), choices=KINDS)
    name = forms.CharField(
        label=gettext_lazy("Tên của đơn vị mới"), max_length=120, help_text=gettext_lazy("Không ghi chữ “xã”, “phường”, “tỉnh”.")
    )
    code = forms.CharField(label=gettext_lazy("Mã của đơn vị mới"), max_length=12, required=False)

    def numbered(self) -> dict[str, forms.Field]:
        """Two units or more."""
        return unit_fields(2)

    def made(self, last: date) -> Plan | None:
        """Needs two units at least, and the new name."""
        units, cleaned = self.units(last), self.cleaned_data
        if self.errors:
            return None
        return plans.merge([unit.pk for unit in units], Opening(cleaned["kind"], _tidy(cleaned["name"]), cleaned["code"].strip()))


class SplitForm(EventForm):
    """One becomes several; shares by people, area or another measure, or unknown."""

    unit_1 = UnitField(label=gettext_lazy("Đơn vị được chia"))
    basis = forms.ChoiceField(
        label=gettext_lazy("Tỷ lệ tính theo"),
        choices=[("", gettext_lazy("chưa biết")), *Basis.choices],
        required=False,
        help_text=gettext_lazy("Số liệu chỉ được chia theo cách tính đã ghi ở đây; chưa biết thì không chia."),
    )

    def numbered(self) -> dict[str, forms.Field]:
        """Two parts or more."""
        fields: dict[str, forms.Field] = {}
        for place in range(1, MOST_PARTS + 1):
            fields |= self._part_fields(place)
        return fields

    def grouped(self, rest: list[forms.BoundField]) -> list[tuple[str, list[forms.BoundField]]]:
        """One group for each part."""
        parts = [
            (_("Phần %(place)s") % {"place": place}, [bound for bound in rest if bound.name.startswith(f"part_{place}_")])
            for place in range(1, MOST_PARTS + 1)
        ]
        return [*parts, (_("Tỷ lệ"), [self["basis"]])]

    def _part_fields(self, place: int) -> dict[str, forms.Field]:
        said, needed = {"place": place}, place <= 2
        return {
            f"part_{place}_kind": forms.ChoiceField(label=_("Loại của phần %(place)s") % said, choices=KINDS, required=needed),
            f"part_{place}_name": forms.CharField(label=_("Tên của phần %(place)s") % said, max_length=120, required=needed),
            f"part_{place}_code": forms.CharField(label=_("Mã của phần %(place)s") % said, max_length=12, required=False),
            f"part_{place}_weight": forms.IntegerField(
                label=_("Số lượng của phần %(place)s") % said, min_value=1, max_value=10**12, required=False
            ),
        }

    def made(self, last: date) -> Plan | None:
        """Needs two parts at least; either every part has a weight or none has."""
        unit = self.unit("unit_1", last)
        rows = [row for place in range(1, MOST_PARTS + 1) if (row := self._part(place))]
        weights = [weight for _opening, weight in rows if weight is not None]
        if weights and len(weights) != len(rows):
            self.add_error("part_1_weight", _("Ghi số lượng cho mọi phần, hoặc để trống tất cả."))
        if weights and not self.cleaned_data.get("basis"):
            self.add_error("basis", _("Ghi số lượng của các phần thì phải chọn số lượng đó là gì."))
        if unit is None or self.errors:
            return None
        return plans.split(unit.pk, [opening for opening, _weight in rows], weights or None, self.cleaned_data["basis"])

    def _part(self, place: int) -> tuple[Opening, int | None] | None:
        cleaned = self.cleaned_data
        name = _tidy(cleaned.get(f"part_{place}_name") or "")
        if not name:
            return None
        opening = Opening(cleaned.get(f"part_{place}_kind") or "", name, (cleaned.get(f"part_{place}_code") or "").strip())
        return opening, cleaned.get(f"part_{place}_weight")


class RenamingForm(EventForm):
    """Another name, kind or code."""

    unit_1 = UnitField(label=gettext_lazy("Đơn vị"))
    kind = forms.ChoiceField(label=gettext_lazy("Loại mới"), choices=KINDS)
    name = forms.CharField(
        label=gettext_lazy("Tên mới"), max_length=120, required=False, help_text=gettext_lazy("Để trống nếu giữ tên cũ.")
    )
    code = forms.CharField(label=gettext_lazy("Mã mới"), max_length=12, required=False, help_text=gettext_lazy("Để trống nếu giữ mã cũ."))

    def made(self, last: date) -> Plan | None:
        """What is left empty stays."""
        unit, cleaned = self.unit("unit_1", last), self.cleaned_data
        if unit is None or self.errors:
            return None
        return plans.rename(unit.pk, cleaned["kind"], _tidy(cleaned["name"]) or unit.name, cleaned["code"].strip() or unit.code)


class TransferForm(EventForm):
    """Another parent."""

    parent = UnitField(label=gettext_lazy("Chuyển đến thuộc"))

    def numbered(self) -> dict[str, forms.Field]:
        """One unit or more."""
        return unit_fields(1)

    def made(self, last: date) -> Plan | None:
        """One unit at least, and where it goes."""
        units, parent = self.units(last), self.unit("parent", last)
        if parent is None or self.errors:
            return None
        return plans.transfer([unit.pk for unit in units], parent.pk)


FORMS: dict[str, type[EventForm]] = {
    Event.Kind.MERGE: MergeForm,
    Event.Kind.SPLIT: SplitForm,
    Event.Kind.RENAME: RenamingForm,
    Event.Kind.TRANSFER: TransferForm,
}


class PlacingForm(forms.Form):
    """Into which new unit each child of a divided unit goes."""

    def __init__(self, data: Any, *, seen: Preview, plan: Plan) -> None:
        super().__init__(data)
        choices = [(str(place), row.name) for place, row in enumerate(seen.opened)]
        for row in seen.following:
            now = plan.place_of(row.unit.pk, row.before.pk)
            self.fields[f"child_{row.unit.pk}"] = forms.ChoiceField(label=str(row.unit), choices=choices, initial=str(now))

    def placing(self) -> dict[int, int]:
        """Child to opening."""
        return {int(name.removeprefix("child_")): int(place) for name, place in self.cleaned_data.items()}


def _tidy(text: str) -> str:
    return " ".join(text.split())
