"""The filters of the worklist."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from danvan.documents.models import Sense, TimeLimit
from danvan.lib.asking import compiled_once
from danvan.petitions.models import PetitionKind, State, Topic, Verdict
from danvan.petitions.rules import GROUP_LABELS, TABLE
from danvan.petitions.rules.clocks import DECIDE, NOTIFY, REVIEW, SETTLE
from danvan.petitions.rules.process import SIDES
from danvan.petitions.selectors.worklist import Wanted
from danvan.ui.forms import DayField, PlainChoice
from danvan.units.access import Acting
from danvan.units.models import Post, Unit
from danvan.units.selectors import bodies

OWN, MINE = "own", "mine"
AGAIN_LABELS = (
    ("reopened", _("Giải quyết lại")),
    ("reviewed", _("Được xem lại")),
    ("went_up", _("Đã lên cấp trên")),
)
# What stands on the page at once; the other fields open on demand.
FIRST = ("q", "state", "kind", "topic", "unit", "holder")
STEPS = {NOTIFY, DECIDE, SETTLE, REVIEW, *(side.step for side in SIDES)}
# Those, and the word in the address that asks for them.
MORE, OPEN = ("law", "due_from", "due_to", "received_from", "received_to", "verdict", "again"), "them"
# The value of a choice says what it is: a limit's code, an instrument with all its limits, a ground.
LIMIT, INSTRUMENT, GROUND = "han:", "vb:", "cc:"
Choices = list[tuple[Any, Any]]


class FilterForm(forms.Form):
    """All optional; nonsense in the address is simply no filter."""

    q = forms.CharField(label=_("Tìm"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    state = PlainChoice(label=_("Trạng thái"), required=False, choices=[("", _("Còn việc phải làm")), *State.choices])
    kind = PlainChoice(label=_("Loại đơn"), required=False, choices=[("", _("Tất cả")), *PetitionKind.choices])
    topic = PlainChoice(label=_("Lĩnh vực"), required=False, choices=[("", _("Tất cả")), *Topic.choices])
    unit = PlainChoice(label=_("Đơn vị"), required=False)
    holder = PlainChoice(label=_("Người giữ"), required=False)
    bundle = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    group = forms.ChoiceField(
        required=False, choices=[("", ""), *((group.value, label) for group, label in GROUP_LABELS.items())], widget=forms.HiddenInput
    )

    opened = False

    def __init__(self, *args: Any, who: Acting, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who = who
        below = [] if who.own_body_only else _below(who.unit.pk, on)
        self.units: dict[str, Unit] = {str(unit.pk): unit for unit in below}
        everything: Choices = [("", _("Tất cả"))]
        self._choose("unit", [*everything, (OWN, _("Đơn vị của mình")), *((key, unit.full_name) for key, unit in self.units.items())])
        self._choose("holder", [*everything, (MINE, _("Tôi giữ")), *((str(pk), title) for pk, title in _posts(who.unit.pk, on))])
        if self.data.get("q"):  # words are looked for in what is settled too
            self._choose("state", [*everything, *State.choices])
        if not self.units:
            del self.fields["unit"]

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def _codes(self, chosen: str) -> list[str]:
        """The codes of limits that a choice means: none where none can be chosen."""
        return []

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        said = self.cleaned_data
        unit, holder, law = said.get("unit", ""), said.get("holder", ""), said.get("law", "")
        return Wanted(
            **{name: said.get(name, "") for name in ("group", "state", "kind", "topic", "verdict", "again")},
            holder=self.who.post.pk if holder == MINE else int(holder or 0) or None,
            words=said.get("q", ""),
            unit=self.units.get(unit),
            own=self.who.unit.pk if unit == OWN else None,
            bundle=said.get("bundle"),
            law=tuple(self._codes(law)),
            ground=(law.removeprefix(GROUND),) if law.startswith(GROUND) else (),
            due=(said.get("due_from"), said.get("due_to")),
            received=(said.get("received_from"), said.get("received_to")),
        )

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that stand on the page at once, after the words."""
        return [self[name] for name in FIRST[1:] if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that open on demand."""
        return [bound for bound in self.visible_fields() if bound.name not in FIRST]


class WideFilterForm(FilterForm):
    """With the fields that open on demand: a hundred choices of the law are read and drawn only for whoever asks for them."""

    law = forms.ChoiceField(label=_("Văn bản, thời hạn, căn cứ"), required=False)
    due_from = DayField(label=_("Hạn từ ngày"), required=False)
    due_to = DayField(label=_("Hạn đến ngày"), required=False)
    received_from = DayField(label=_("Nhận từ ngày"), required=False)
    received_to = DayField(label=_("Nhận đến ngày"), required=False)
    verdict = forms.ChoiceField(label=_("Ý kiến người gửi"), required=False, choices=[("", _("Tất cả")), *Verdict.choices])
    again = forms.ChoiceField(label=_("Giải quyết lại, xem lại"), required=False, choices=[("", _("Tất cả")), *AGAIN_LABELS])

    opened = True

    def __init__(self, *args: Any, who: Acting, on: date, **options: Any) -> None:
        super().__init__(*args, who=who, on=on, **options)
        rows = TimeLimit.objects.filter(step__in=STEPS, sense=Sense.WITHIN).only("instrument", "code", "label")
        self.limits = list(rows.order_by("instrument", "code", "-valid_from"))
        self._choose("law", [("", _("Tất cả")), *self._laws()])

    def _laws(self) -> Choices:
        """The limits that run as clocks by their instrument, then the grounds of decisions."""
        found: dict[str, dict[str, Any]] = {}
        for limit in self.limits:
            one = found.setdefault(limit.instrument, {f"{INSTRUMENT}{limit.instrument}": _("Mọi thời hạn của văn bản này")})
            one.setdefault(f"{LIMIT}{limit.code}", capfirst(limit.label))
        grounds = {f"{GROUND}{one.code}": one.label for rule in TABLE for one in rule.grounds}
        return [*((name, list(limits.items())) for name, limits in found.items()), (_("Căn cứ đã áp dụng"), list(grounds.items()))]

    def _codes(self, chosen: str) -> list[str]:
        if chosen.startswith(LIMIT):
            return [chosen.removeprefix(LIMIT)]
        return sorted({limit.code for limit in self.limits if chosen == f"{INSTRUMENT}{limit.instrument}"})


@compiled_once
def _below(unit: int, on: date) -> QuerySet[Unit]:
    """The units directly under it, by name."""
    return Unit.objects.children_of(unit, on)


@compiled_once
def _posts(unit: int, on: date) -> QuerySet[Post, tuple[int, str]]:
    """The posts in the unit's bodies, body by body."""
    return bodies.posts_of(unit, on).values_list("pk", "title").order_by("body__kind", "body_id", "pk")


def filter_form(data: QueryDict, *, who: Acting, on: date) -> FilterForm:
    """The form for this address: the wide one if it was asked for, or if one of its fields was filled in."""
    wide = bool(data.get(OPEN)) or any(data.get(name) for name in MORE)
    return (WideFilterForm if wide else FilterForm)(data, who=who, on=on)


def kept_query(params: QueryDict, names: tuple[str, ...] = tuple(WideFilterForm.base_fields)) -> str:
    """The filters of an address without the place in the list, in one order: what is kept under a name, and what a page comes back to."""
    kept = QueryDict(mutable=True)
    for name in names:
        if params.get(name):
            kept[name] = str(params[name])
    return kept.urlencode()
