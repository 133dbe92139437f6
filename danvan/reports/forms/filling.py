"""What people type on the pages of the room."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock, period_words, periods
from danvan.lib.refusal import Refused
from danvan.reports.models import Fact, Form, Heading, Indicator, Qualifier
from danvan.reports.selectors.consolidators import Worker, kinds_for
from danvan.reports.services import Corrected, OwnDay, Reworded
from danvan.ui.forms import DayField, FilesField, show_refusal
from danvan.units.models import UnitPath


class WordsForm(forms.Form):
    """The text under one heading."""

    text = forms.CharField(label=_("Nội dung"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 14}))

    def keep_as(self, name: str) -> None:
        """What is typed and not yet saved stays in this browser under the name."""
        self.fields["text"].widget.attrs["data-draft"] = name


class SubmitForm(forms.Form):
    """What the paper carries when it leaves."""

    number = forms.CharField(
        label=_("Số, ký hiệu văn bản"),
        help_text=_("Ví dụ: 15-BC/TU (Đảng), 15/BC-UBND (Nhà nước). Để trống nếu văn thư chưa cấp số."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-m"}),
    )
    signed_on = DayField(label=_("Ngày ký"), help_text=_("Để trống thì là ngày gửi."), required=False)


class ReturnForm(forms.Form):
    """Why a report goes back."""

    reason = forms.CharField(
        label=_("Lý do trả lại"),
        help_text=_("Nói rõ phải sửa gì. Đơn vị đọc được nguyên văn."),
        error_messages={"required": _("Ghi lý do trả lại để đơn vị biết phải sửa gì.")},
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class FormChoice(forms.ModelChoiceField[Form]):
    """A form of the book, by what it is called in the reader's language."""

    def label_from_instance(self, obj: Form) -> str:
        """The name that the list shows."""
        return obj.label


class OpenPeriodForm(forms.Form):
    """Open a period: who owes a report is fixed at that moment."""

    form = FormChoice(
        label=_("Mẫu báo cáo"),
        queryset=Form.objects.none(),
        empty_label=None,
        help_text=_("Chỉ gồm các mẫu do cơ quan của bạn nhận và tổng hợp."),
    )
    period = forms.CharField(
        label=_("Kỳ"),
        max_length=90,
        help_text=_(
            "Viết như Quý III năm 2026, tháng 9/2026, 6 tháng đầu năm 2026; chuyên đề: từ 01/05/2026 đến 20/05/2026; nhiệm kỳ 2020-2025, hoặc "
            "nhiệm kỳ từ 06/07/2021 đến 05/04/2026. Cũng viết được bằng mã: 2026-09, 2026-Q3, 2026-6M, 2026-9M, 2026, 2021..2023. "
            "Mẫu chốt số liệu ngày 14 thì thêm @15: 2026-Q3@15."
        ),
        widget=forms.TextInput(attrs={"list": "goi-y-ky", "autocomplete": "off"}),
    )

    due_on = DayField(
        label=_("Hạn nộp riêng cho lần mở này"),
        help_text=_("Dùng khi mở kỳ muộn. Để trống: theo hạn của mẫu. Cấp trên nộp sau cấp dưới đúng số ngày như mẫu quy định."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Lý do đặt hạn riêng"), max_length=300, required=False, help_text=_("Cả hai hạn và lý do đều hiện ở bảng theo dõi.")
    )

    def __init__(self, data: Mapping[str, Any] | None, *, who: Worker) -> None:
        super().__init__(data)
        above = UnitPath.objects.on(clock.today()).filter(unit=who.unit).values("ancestor")
        mine = Form.objects.published().filter(Q(owner__isnull=True) | Q(owner__in=above), consolidator__in=kinds_for(who))
        field = self.fields["form"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = mine.order_by("name")

    def clean(self) -> None:
        """A reason is one for a day."""
        if self.cleaned_data.get("reason") and "due_on" in self.cleaned_data and self.cleaned_data["due_on"] is None:
            self.add_error("due_on", _("Ghi ngày hạn nộp, hoặc xóa lý do."))

    def own_day(self) -> OwnDay | None:
        """The day that was typed, if one was, with its reason."""
        day = self.cleaned_data["due_on"]
        return OwnDay(day, self.cleaned_data["reason"]) if day else None

    def clean_period(self) -> str:
        """The key, of words too: "Quý III năm 2026" is the one of the form's regime."""
        typed, form = str(self.cleaned_data["period"]), self.cleaned_data.get("form")
        try:
            return period_words.read(typed, first=form.first_day if form else 1).key
        except ValueError:
            return typed  # the service says what a period is


def suggestions() -> list[tuple[str, str]]:
    """Periods that end about now, for the list under the field: key and words."""
    day = clock.today()
    year, quarter = day.year, (day.month + 2) // 3
    keys = [f"{year}-{day.month:02d}", f"{year}-Q{quarter}", f"{year}-6M", f"{year}-9M", f"{year}"]
    if quarter > 1:
        keys.insert(1, f"{year}-Q{quarter - 1}")
    return [(key, periods.label(periods.parse(key))) for key in keys]


class RulesForm(forms.Form):
    """When those who have not filed are reminded."""

    days = forms.CharField(
        label=_("Nhắc vào các ngày"),
        help_text=_(
            "Số ngày so với hạn nộp, cách nhau bằng dấu phẩy: -3, 0, 2 là trước hạn 3 ngày, đúng hạn, quá hạn 2 ngày. Để trống: không nhắc."
        ),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-m"}),
    )

    also = forms.CharField(
        label=_("Báo thêm đến"),
        help_text=_(
            "Số điện thoại trực của cơ quan, hoặc địa chỉ https:// của phần mềm khác; mỗi ngày có nhắc thì báo một lần số báo cáo phải gửi, "
            "không nêu đơn vị nào. Để trống: không báo thêm."
        ),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_days(self) -> list[int]:
        """Whole numbers."""
        typed = str(self.cleaned_data["days"]).replace("\u2212", "-").replace(";", ",")
        parts = [part.strip().removeprefix("+") for part in typed.split(",") if part.strip()]
        if any(not part.removeprefix("-").isdecimal() or len(part) > 4 for part in parts):
            raise forms.ValidationError(_("Chỉ ghi số ngày, ví dụ -3, 0, 2."))
        return [int(part) for part in parts]


class TakeBackForm(forms.Form):
    """Why a period that was opened is taken back."""

    reason = forms.CharField(
        label=_("Lý do hủy"),
        max_length=300,
        help_text=_("Được ghi nhật ký."),
        error_messages={"required": _("Ghi lý do hủy mở kỳ.")},
    )


class ExtendForm(forms.Form):
    """More time for one unit."""

    due_on = DayField(label=_("Hạn mới"))
    reason = forms.CharField(label=_("Lý do gia hạn"), max_length=300, help_text=_("Cả hai hạn và lý do đều hiện ở bảng theo dõi."))


class CommentForm(forms.Form):
    """A remark on one cell, or an answer."""

    text = forms.CharField(label=_("Nội dung"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AskForm(forms.Form):
    """Why a received report should be opened again."""

    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    what = forms.CharField(
        label=_("Phần cần sửa"),
        help_text=_("Chỉ tiêu, đề mục nào, sửa thành gì."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecideForm(forms.Form):
    """Open the report again, or not and why."""

    answer = forms.CharField(
        label=_("Trả lời đơn vị"),
        help_text=_("Bắt buộc khi không mở lại."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExplainForm(forms.Form):
    """Why a level leaves its report as it was."""

    sentence = forms.CharField(
        label=_("Giải trình"), help_text=_("Câu này được in kèm báo cáo."), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def evidence_field() -> forms.CharField:
    """On what a correction stands: whoever touches its row says it."""
    missing = {"required": _("Ghi căn cứ: văn bản, sổ, hồ sơ nào.")}
    return forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Văn bản, sổ, hồ sơ nào."), error_messages=missing)


class CorrectionForm(forms.Form):
    """One cell of a received report: the new number, why, and on what evidence. An untouched row changes nothing."""

    value = forms.CharField(
        label=_("Số mới"), required=False, max_length=24, help_text=_("Để trống là bỏ số đã báo cáo: đơn vị không có số liệu.")
    )
    qualifier = forms.ChoiceField(label=_("Mức độ"), required=False, choices=Qualifier.choices)
    again = forms.BooleanField(label=_("Lấy số đếm lại hôm nay"), required=False)
    reason = forms.CharField(label=_("Lý do"), max_length=500, error_messages={"required": _("Ghi lý do sửa số này.")})
    evidence = evidence_field()
    source = forms.CharField(
        label=_("Nguồn mới của số"),
        required=False,
        max_length=300,
        help_text=_("Để trống: căn cứ ở trên là nguồn của số mới. Chỉ sửa nguồn hay mức độ thì ghi lại số đã báo cáo."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, indicator: Indicator, fact: Fact | None) -> None:
        initial = {"qualifier": fact.qualifier if fact else ""}
        super().__init__(data, prefix=indicator.code, initial=initial, empty_permitted=True, use_required_attribute=False)
        self.indicator, self.fact = indicator, fact
        self.fields["value"].widget.attrs |= {"size": "8", "inputmode": "decimal", "autocomplete": "off"}

    @property
    def code(self) -> str:
        """Of the indicator."""
        return self.indicator.code

    @property
    def touched(self) -> bool:
        """Was anything typed in the row?"""
        return self.is_bound and self.has_changed()

    def corrected(self) -> Corrected:
        """What the service takes."""
        data = self.cleaned_data
        return Corrected(self.indicator, data["value"], data["reason"], data["evidence"], data["qualifier"], data["source"])

    def refuse(self, refused: Refused) -> None:
        """Show beside the cell what the service would not take."""
        show_refusal(self, refused)


def _lines(text: str) -> str:
    """A browser ends each line of what it sends with two characters; written by a program it is one."""
    return text.replace("\r\n", "\n")


class ProseField(forms.CharField):
    """Text of several lines, the same whichever way its lines end."""

    def to_python(self, value: Any) -> str:
        """Lines end with one character."""
        return _lines(super().to_python(value) or "")


class RewordForm(forms.Form):
    """The words under one heading of a received report: what they are to be, why, and on what evidence. An untouched one changes nothing."""

    text = ProseField(label=_("Lời văn mới"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 8}))
    reason = forms.CharField(label=_("Lý do"), max_length=500, error_messages={"required": _("Ghi lý do sửa lời văn này.")})
    evidence = evidence_field()

    def __init__(self, data: Mapping[str, Any] | None, *, heading: Heading, present: str, reason: str = "", evidence: str = "") -> None:
        initial = {"text": _lines(present), "reason": reason, "evidence": evidence}
        super().__init__(data, prefix=f"loi-{heading.code}", initial=initial, empty_permitted=True, use_required_attribute=False)
        self.heading, self.given = heading, bool(reason)

    @property
    def code(self) -> str:
        """Of the heading."""
        return self.heading.code

    @property
    def touched(self) -> bool:
        """Was anything typed? A reason and evidence that stood there already are nothing without other words."""
        changed = set(self.changed_data) & ({"text"} if self.given else {"text", "reason", "evidence"})
        return self.add_prefix("text") in self.data and bool(changed)

    def corrected(self) -> Reworded:
        """What the service takes."""
        return Reworded(self.heading, **self.cleaned_data)

    def refuse(self, refused: Refused) -> None:
        """Show beside the words what the service would not take."""
        show_refusal(self, refused)


class EvidenceForm(forms.Form):
    """The documents on which a correction stands."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["files"] = FilesField(
            label=_("Tệp văn bản"), required=False, help_text=_("Ảnh, PDF, Word hoặc Excel. Người đọc được số liệu thì tải được tệp.")
        )
