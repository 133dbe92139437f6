"""One row of figures to type: what stands in its cells, and what becomes of it when somebody else wrote there meanwhile."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from danvan.lib.refusal import Refused
from danvan.reports.models import Fact, Indicator, Qualifier
from danvan.reports.rules import plain
from danvan.reports.selectors.versions import Version
from danvan.reports.services import Cell, SourceData, Typed
from danvan.ui.forms import DayField, PlainSelect, show_refusal

# Where a refusal of the service belongs on the row of a figure.
PLACES = {"source": "source_title", "indicator": "value"}
MINE, THEIRS = "mine", "theirs"
SOURCE = ("source_title", "source_publisher", "source_on", "source_locator")


class FigureForm(forms.Form):
    """The number ("0" = nothing happened, empty = not reported), its qualifier and its source.

    `seen` is the version the row was read at; `met` the one somebody wrote since, as it was shown; `hold` which of the two is to stand.
    """

    value = forms.CharField(label=_("Số liệu"), required=False, max_length=24)
    qualifier = forms.ChoiceField(label=_("Mức độ"), required=False, choices=Qualifier.choices, widget=PlainSelect)
    source_title = forms.CharField(label=_("Nguồn"), required=False, max_length=300)
    source_publisher = forms.CharField(label=_("Cơ quan, nơi đăng"), required=False, max_length=200)
    source_on = DayField(label=_("Ngày"), required=False)
    source_locator = forms.CharField(label=_("Vị trí trong nguồn"), required=False, max_length=200)
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    met = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    hold = forms.ChoiceField(required=False, choices=((MINE, ""), (THEIRS, "")), widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, indicator: Indicator, now: Version) -> None:
        super().__init__(data, prefix=indicator.code, initial=shown(now.fact, indicator) | {"seen": now.key})
        self.indicator, self.now = indicator, now
        said = f"{self['value'].auto_id}_error"
        # Eight letters wide, so that the number stands beside its qualifier on a phone too.
        cell = {"size": "8", "inputmode": "decimal", "autocomplete": "off", "data-cell": "value", "aria-describedby": said}
        self.fields["value"].widget.attrs |= cell
        self.fields["qualifier"].widget.attrs["data-cell"] = "qualifier"

    def clean(self) -> dict[str, Any]:
        """A source belongs to a number and has a name. What was typed is never dropped."""
        cleaned = super().clean() or {}
        more = any(cleaned.get(name) for name in SOURCE[1:])
        if (cleaned.get("source_title") or more) and not str(cleaned.get("value", "")).strip():
            self.add_error("value", _("Có nguồn mà chưa có số liệu."))
        if more and not cleaned.get("source_title"):
            self.add_error("source_title", _("Ghi tên của nguồn."))
        return cleaned

    @property
    def given_up(self) -> bool:
        """Did the person choose what somebody else wrote?"""
        return str(self.data.get(self.add_prefix("hold"), "")) == THEIRS

    @property
    def source_fields(self) -> list[BoundField]:
        """The fields that say where the number comes from."""
        return [self[name] for name in SOURCE]

    def cell(self) -> Cell:
        """What to enter, and over which version. A page that says none was not made by the grid: it replaces what it does not know."""
        data = self.cleaned_data
        typed = Typed(self.indicator, str(data["value"]).strip(), data["qualifier"], self._source())
        return Cell(typed, data["seen"] or self.now.key, data["met"] if data["hold"] == MINE else "")

    def _source(self) -> SourceData | None:
        data = self.cleaned_data
        if not data["source_title"]:
            return None
        return SourceData(
            title=data["source_title"],
            publisher=data["source_publisher"],
            published_on=data["source_on"],
            locator=data["source_locator"],
        )

    def refuse(self, refused: Refused) -> None:
        """Show beside the cell what the service would not take."""
        show_refusal(self, Refused(refused.message, field=PLACES.get(refused.field, refused.field or "value")))


def shown(fact: Fact | None, indicator: Indicator) -> dict[str, Any]:
    """What stands in the row's fields."""
    source = fact.source if fact else None
    return {
        "value": plain(fact.value, indicator.scale) if fact and fact.value is not None else "",
        "qualifier": fact.qualifier if fact else "",
        "source_title": source.title if source else "",
        "source_publisher": source.publisher if source else "",
        "source_on": source.published_on if source else None,
        "source_locator": source.locator if source else "",
    }
