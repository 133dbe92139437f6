"""Looking through the tree as it was on a day."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.ui.forms import DayField


class BrowseForm(forms.Form):
    """What is looked for, and on which day."""

    q = forms.CharField(label=_("Tên, tên cũ hoặc mã"), required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"}))
    on = DayField(label=_("Vào ngày"), required=False, help_text="")

    @classmethod
    def asked(cls, query: QueryDict) -> "BrowseForm":
        """Bound to the address; without a day in it, today stands in the field."""
        data = query.copy()
        data.setdefault("on", clock.today().strftime("%d/%m/%Y"))
        return cls(data)

    def day(self) -> date:
        """The asked day; today without one, or with one that cannot be read."""
        wanted: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return wanted or clock.today()

    def text(self) -> str:
        """The asked words."""
        return str(self.data.get("q", "")).strip()[:120]
