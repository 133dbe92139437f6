"""Pages about where: type a name, pick from what was found, say the spot in your own words."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import clock
from danvan.portal import selectors
from danvan.portal.draft import Draft
from danvan.portal.forms.base import HintedForm, PageForm
from danvan.units.models import Unit


class PlaceForm(PageForm):
    """A name, a province, or both."""

    template = "portal/page_place.html"
    heading = gettext_lazy("Việc xảy ra ở xã, phường nào?")
    why = gettext_lazy("Cơ quan ở nơi xảy ra việc là nơi tiếp nhận đầu tiên.")

    place = forms.CharField(
        label=gettext_lazy("Tên xã, phường hoặc đặc khu"),
        help_text=gettext_lazy("Có dấu hay không dấu đều được. Tên cũ trước ngày 01/7/2025 cũng tìm được. Để trống để xem cả tỉnh."),
        max_length=80,
        widget=forms.TextInput(attrs={"data-suggest": reverse_lazy("portal:suggest"), "autocomplete": "off"}),
        error_messages={
            "max_length": gettext_lazy("Tên dài quá 80 ký tự."),
            "required": gettext_lazy("Hãy viết tên xã, phường, hoặc chọn tỉnh, thành phố."),
        },
    )
    province = forms.ChoiceField(
        label=gettext_lazy("Tỉnh, thành phố"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Hãy chọn một tỉnh, thành phố trong danh sách.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].required = not (self.is_bound and self.data.get("province"))
        provinces = self.draft.once("provinces", _provinces)
        self.fields["province"].choices = [("", _("Chọn tỉnh, thành phố")), *provinces]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Something was found."""
        data = super().clean() or self.cleaned_data
        place, province = str(data.get("place") or ""), str(data.get("province") or "")
        if not self.errors and not _places(self.draft, place, province):
            self.add_error("place", _("Không tìm thấy nơi nào tên là “%(name)s”. Hãy thử viết ngắn hơn hoặc chọn tỉnh.") % {"name": place})
        return data


class ChooseForm(HintedForm):
    """One of the places found."""

    heading = gettext_lazy("Chọn đúng nơi")
    why = gettext_lazy("Nhiều nơi trùng tên. Tên cũ được dẫn tới xã, phường đang phụ trách hôm nay.")

    unit = forms.ChoiceField(
        label=gettext_lazy("Xã, phường, đặc khu"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Hãy chọn một nơi."),
            "invalid_choice": gettext_lazy("Hãy chọn một nơi trong danh sách."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        province = str(self.draft.get("noi", "province") or "")
        found = _places(self.draft, str(self.draft.get("noi", "place") or ""), province)
        choices = [(str(place.unit.pk), place.label) for place in found]
        if province:
            choices.append((province, _("Tôi không biết: gửi lên cấp tỉnh")))
        field = self.fields["unit"]
        if len(choices) > MANY:
            field.widget = forms.Select()
            self.template = PageForm.template
            choices.insert(0, ("", _("Chọn xã, phường, đặc khu")))
        elif len(choices) == 1:
            self.initial.setdefault("unit", choices[0][0])
        field.choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.hints = {str(place.unit.pk): place.hint for place in found if place.hint}

    def rows(self) -> list[tuple[str, str]]:
        """The unit that will receive it."""
        return [(_("Nơi xảy ra, nơi tiếp nhận"), selectors.unit_label(int(self.draft.get("chon", "unit") or 0), clock.today()))]


MANY = 25


class SpotForm(PageForm):
    """The spot, in the person's own words."""

    heading = gettext_lazy("Cụ thể ở đâu?")
    why = gettext_lazy("Giúp cán bộ tìm đúng chỗ khi đi xem.")

    spot = forms.CharField(
        label=gettext_lazy("Thôn, tổ dân phố, đường hoặc chỗ cụ thể"),
        help_text=gettext_lazy("Ví dụ: thôn 3, trước nhà văn hóa."),
        max_length=200,
        required=False,
        error_messages={"max_length": gettext_lazy("Phần này dài quá 200 ký tự.")},
    )

    def rows(self) -> list[tuple[str, str]]:
        """The spot."""
        return [(_("Chỗ cụ thể"), str(self.draft.get("dia-diem", "spot", "")))]


def place_stands(draft: Draft) -> bool:
    """Was a place chosen that stands today? Another name typed forgets the choice, so what was found then is not searched again on every page."""
    return chosen_unit(draft) is not None


def chosen_unit(draft: Draft) -> Unit | None:
    """The chosen place if it stands today, read once a request."""
    unit = draft.get("chon", "unit")
    return draft.once(("chosen", unit), lambda: selectors.standing(int(unit), clock.today())) if unit else None


def _provinces() -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.full_name) for unit in selectors.provinces(clock.today())]


def _places(draft: Draft, name: str, province: str) -> list[selectors.Place]:
    if not name and not province:
        return []
    return draft.once(("places", name, province), lambda: selectors.places(name, int(province or 0), clock.today()))
