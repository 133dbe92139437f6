"""How much of a divided unit went to each successor."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from danvan.units.models import Basis

MOST = 10**12


class PortionsForm(forms.Form):
    """A measure, its source, and one amount for each successor (given as id -> name)."""

    basis = forms.ChoiceField(label=gettext_lazy("Số lượng là"), choices=Basis.choices)
    source = forms.CharField(
        label=gettext_lazy("Văn bản, nguồn"),
        max_length=160,
        help_text=gettext_lazy("Nghị quyết, đề án hoặc niên giám ghi các số lượng này."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, successors: Mapping[int, str], **options: Any) -> None:
        super().__init__(data, **options)
        self.successors = successors
        for pk, name in successors.items():
            self.fields[f"part_{pk}"] = forms.IntegerField(label=name, min_value=0, max_value=MOST)

    def weights(self) -> dict[int, int]:
        """Successor id -> amount, of a valid form."""
        return {pk: self.cleaned_data[f"part_{pk}"] for pk in self.successors}
