"""One form of several that a unit and those below it file for the same period: which one a page is about, and the way to the others."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from danvan.reports.models import Campaign, Form, Obligation, PeriodRow, Report
from danvan.reports.selectors.templates import form_in, owed_forms
from danvan.units.models import Unit

PARAMETER = "mau"


class Chosen:
    """The form that the reader asked for (`?mau=`), else the first of those owed: the national ones come before those of one office.

    `owed`: each of these by its number, with how many units at or below this one owe a report on it.
    """

    def __init__(self, request: HttpRequest, unit: Unit, period: PeriodRow) -> None:
        owed = owed_forms(unit, period)
        self.known, self.owed = list(owed), {one.pk: number for one, number in owed.items()}
        asked = request.GET.get(PARAMETER, "")
        named = next((one for one in self.known if one.code == asked), None)
        self.form: Form | None = named or (form_in(asked, period) if asked else None) or next(iter(self.known), None)

    @property
    def number(self) -> int | None:
        """The form by its number; None where there is none."""
        return self.form.pk if self.form else None

    @property
    def context(self) -> dict[str, Any]:
        """For a template: `forms` where there is a choice, `of_form` and `and_form` to keep it in an address that has no question mark yet, or has one."""
        kept = f"{PARAMETER}={self.form.code}" if self.form and self.several else ""
        return {
            "forms": self.known if self.several else [],
            "form_shown": self.form,
            "of_form": f"?{kept}" if kept else "",
            "and_form": f"&{kept}" if kept else "",
        }

    @property
    def several(self) -> bool:
        """Is there anything to choose?"""
        return len(self.known) > 1 or (self.form is not None and self.form not in self.known)


def of_report(page: str, one: Report | Obligation | Campaign, unit: Unit | None = None) -> str:
    """The address of a page of the period (reports:read, reports:below) about the form of this report; of its own unit, unless said."""
    return f"{reverse(page, args=[(unit or one.unit).key, one.period.key])}?{PARAMETER}={one.form.code}"
