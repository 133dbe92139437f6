"""The filters of the worklist."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models import PetitionKind, State, Topic, Verdict
from danvan.petitions.rules import GROUP_LABELS
from danvan.petitions.selectors.worklist import Wanted
from danvan.units.access import Acting
from danvan.units.models import Unit
from danvan.units.selectors import bodies, tree

OWN = "own"


class FilterForm(forms.Form):
    """All optional; nonsense in the address is simply no filter."""

    q = forms.CharField(label=_("Tìm"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("Trạng thái"), required=False, choices=[("", _("Đang mở")), *State.choices])
    kind = forms.ChoiceField(label=_("Loại đơn"), required=False, choices=[("", _("Tất cả")), *PetitionKind.choices])
    topic = forms.ChoiceField(label=_("Lĩnh vực"), required=False, choices=[("", _("Tất cả")), *Topic.choices])
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)
    holder = forms.TypedChoiceField(label=_("Người giữ"), required=False, coerce=int, empty_value=None)
    verdict = forms.ChoiceField(label=_("Ý kiến người gửi"), required=False, choices=[("", _("Tất cả")), *Verdict.choices])
    group = forms.ChoiceField(
        required=False, choices=[("", ""), *((group.value, label) for group, label in GROUP_LABELS.items())], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, who: Acting, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who = who
        below = [] if who.own_body_only else list(tree.children(who.unit, on))
        self.units: dict[str, Unit] = {str(unit.pk): unit for unit in below}
        own: tuple[str, Any] = (OWN, _("Đơn vị của mình"))
        self._choose("unit", [("", _("Tất cả")), own, *((key, unit.full_name) for key, unit in self.units.items())])
        self._choose("holder", [("", _("Tất cả")), *((post.pk, post.title) for post in bodies.posts_of(who.unit, on))])
        if not self.units:
            del self.fields["unit"]

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        said = self.cleaned_data
        chosen = said.get("unit", "")
        return Wanted(
            group=said.get("group", ""),
            state=said.get("state", ""),
            kind=said.get("kind", ""),
            topic=said.get("topic", ""),
            verdict=said.get("verdict", ""),
            holder=said.get("holder"),
            words=said.get("q", ""),
            unit=self.units.get(chosen),
            own=self.who.unit.pk if chosen == OWN else None,
        )
