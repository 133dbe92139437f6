"""What an officer types about limits and days."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.documents import words
from danvan.documents.models import DayRule, Matter, TimeLimit
from danvan.documents.rules import FREQUENCIES, Terms
from danvan.lib import clock
from danvan.ui.forms import DayField


class LimitFilter(forms.Form):
    """Which limits to show."""

    matter = forms.ChoiceField(label=_("Loại việc"), choices=[("", _("Tất cả")), *Matter.choices], required=False)
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        choices=[("", _("Tất cả")), ("no", _("Chưa đối chiếu")), ("yes", _("Đã đối chiếu")), ("local", _("Cơ quan tự đặt"))],
        required=False,
    )
    on = DayField(label=_("Áp dụng vào ngày"), required=False, help_text="")

    def day(self) -> date:
        """The day asked for; today if none or nonsense."""
        return (self.cleaned_data.get("on") if self.is_valid() else None) or clock.today()


class AmendForm(forms.ModelForm[TimeLimit]):
    """A new version of a limit."""

    valid_from = DayField(label=_("Áp dụng từ ngày"), help_text=_("Ví dụ: 21/9/2026. Bản hiện nay giữ nguyên cho các việc trước ngày này."))

    class Meta:
        model = TimeLimit
        fields = (
            "valid_from",
            "days",
            "counting",
            "extensions_allowed",
            "extended_days",
            "remote_days",
            "remote_extended_days",
            "instrument",
            "article",
            "note",
            "verified",
        )
        labels = {
            "days": _("Số ngày (hoặc số lần)"),
            "counting": _("Cách tính"),
            "extensions_allowed": _("Số lần được gia hạn"),
            "extended_days": _("Tổng số ngày khi đã gia hạn"),
            "remote_days": _("Số ngày ở vùng sâu, vùng xa"),
            "remote_extended_days": _("Tổng số ngày ở vùng sâu, vùng xa khi đã gia hạn"),
            "instrument": _("Văn bản"),
            "article": _("Điều, khoản"),
            "note": _("Ghi chú"),
            "verified": _("Tôi đã đối chiếu với bản công bố của văn bản"),
        }

    def terms(self) -> Terms:
        """What was typed, as the service takes it."""
        return Terms(**{name: value for name, value in self.cleaned_data.items() if name != "valid_from"})

    def _post_clean(self) -> None:
        """The form describes a new row: checking the old one with the new values would compare two versions."""


class ConfirmForm(forms.Form):
    """Where the limit was compared with the published text."""

    source = forms.CharField(
        label=_("Đã đối chiếu với"), max_length=300, help_text=_("Ví dụ: Công báo số 123+124 ngày 05/02/2026, trang 18.")
    )


class DayForm(forms.ModelForm[DayRule]):
    """A day off or a worked weekend day."""

    day = DayField(label=_("Ngày"))
    kind = forms.ChoiceField(label=_("Là ngày"), choices=DayRule.Kind.choices, widget=forms.RadioSelect)

    class Meta:
        model = DayRule
        fields = ("day", "kind", "name", "source")
        labels = {"name": _("Tên"), "source": _("Căn cứ (số, ngày văn bản)")}

    def _post_clean(self) -> None:
        """The service replaces what was said of the day before; a day that is there already is no error."""


class LimitChoice(forms.ModelChoiceField[TimeLimit]):
    """Limits with their terms."""

    def label_from_instance(self, obj: Any) -> str:
        """Code, terms and what it is for."""
        return f"{obj.code}: {obj.label} ({words.terms(obj)})"


# Years that are counted: every day in between is a line of the proof.
YEARS = range(1990, 2051)


class CalculatorForm(forms.Form):
    """From when, by which limit, and what does not count."""

    start = DayField(label=_("Ngày bắt đầu"), help_text=_("Ngày nhận đơn, ngày thụ lý, ví dụ 21/9/2026. Ngày này không được tính."))
    limit = LimitChoice(label=_("Thời hạn"), queryset=TimeLimit.objects.none(), empty_label=_("Chọn thời hạn"))
    paused_from = DayField(label=_("Tạm dừng từ ngày"), required=False)
    paused_to = DayField(label=_("Tính tiếp từ ngày"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countable = TimeLimit.objects.on(clock.today()).filter(days__isnull=False).exclude(counting__in=[str(way) for way in FREQUENCIES])
        self.fields["limit"].queryset = countable.order_by("matter", "code")  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Days that a calendar may hold; a pause needs both of its days, in order."""
        found = self.cleaned_data
        for name in [name for name, day in found.items() if isinstance(day, date) and day.year not in YEARS]:
            self.add_error(name, self.fields[name].error_messages["invalid"])
        first, again = found.get("paused_from"), found.get("paused_to")
        if bool(first) != bool(again):
            self.add_error("paused_to" if first else "paused_from", _("Hãy ghi cả ngày tạm dừng và ngày tính tiếp."))
        elif first and again and again <= first:
            self.add_error("paused_to", _("Ngày tính tiếp phải sau ngày tạm dừng."))
        return found

    def pauses(self) -> list[tuple[date, date]]:
        """The pause, if there is one."""
        first = self.cleaned_data.get("paused_from")
        return [(first, self.cleaned_data["paused_to"])] if first else []
