"""Which days of the register to print."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.ui.forms import DayField


class BookForm(forms.Form):
    """From which day to which; without an answer, this month so far."""

    first = DayField(label=_("Từ ngày"), required=False, help_text="")
    last = DayField(label=_("Đến ngày"), required=False, help_text="")

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        found = self.cleaned_data
        if found.get("first") and found.get("last") and found["first"] > found["last"]:
            self.add_error("last", _("Ngày cuối phải từ ngày đầu trở đi."))
        return found

    def days(self) -> tuple[date, date]:
        """The first and the last day asked for."""
        today = clock.today()
        if not self.is_valid():
            return today.replace(day=1), today
        last = self.cleaned_data["last"] or today
        return self.cleaned_data["first"] or last.replace(day=1), last
