"""What an officer types about papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.papers import rules
from danvan.papers.markup import MOST_SIGNS
from danvan.papers.models import PARTS
from danvan.papers.registry import PaperKind, Wording
from danvan.ui.forms import DayField
from danvan.units.access import Acting
from danvan.units.models import Body


class WordingForm(forms.Form):
    """The wording of a paper. Everything wrong is told at once, beside its field, with the line."""

    title = forms.CharField(label=_("Tên loại"), max_length=160, required=False, help_text=_("Ví dụ: THÔNG BÁO. Để trống nếu là công văn."))
    summary = forms.CharField(label=_("Trích yếu"), max_length=300, required=False)
    addressees = forms.CharField(
        label=_("Kính gửi"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=_("Mỗi nơi một dòng."),
    )
    body = forms.CharField(label=_("Nội dung"), widget=forms.Textarea(attrs={"rows": 18}), max_length=MOST_SIGNS)
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Mỗi nơi một dòng; dòng “Lưu: VT” tự thêm. Để trống nếu giấy không có nơi nhận."),
    )
    signer = forms.CharField(
        label=_("Người ký"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        help_text=_("Dòng cuối là chức danh; dòng trên là TM., KT. nếu có. Nhiều người cùng ký thì ngăn bằng dấu |."),
    )
    numbered = forms.BooleanField(
        label=_("Khi in, hệ thống cấp số tiếp theo của loại văn bản"),
        required=False,
        help_text=_("Nếu không chọn, giấy in ra để trống chỗ ghi số."),
    )
    valid_from = DayField(label=_("Áp dụng từ ngày"), help_text=_("Từ hôm nay trở đi. Giấy đã in giữ nguyên bản cũ."))

    def __init__(self, *args: Any, kind: PaperKind, wording: Wording, **options: Any) -> None:
        options["initial"] = {part: getattr(wording, part) for part in PARTS} | {"valid_from": clock.today()}
        super().__init__(*args, **options)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        """The wording as a whole, checked against the fields of the paper."""
        for part, messages in rules.faults(self.kind, self.wording()).items():
            # A part the field itself refused (empty, too long) has its message already.
            for message in [] if part in self.errors else messages:
                self.add_error(part, message)
        return self.cleaned_data

    def wording(self) -> Wording:
        """What was typed; of a part that was refused, as it was typed."""
        typed = {part: self.cleaned_data.get(part, self.data.get(part, "")) for part in PARTS}
        texts = {part: str(value).replace("\r\n", "\n") for part, value in typed.items() if part != "numbered"}
        return Wording(**texts, numbered=bool(typed["numbered"]))


class SeriesForm(forms.Form):
    """How far a series of numbers has come on paper."""

    body = forms.ModelChoiceField(label=_("Cơ quan"), queryset=Body.objects.none(), empty_label=None)
    symbol = forms.ChoiceField(label=_("Loại văn bản"))
    last = forms.IntegerField(label=_("Số cuối đã dùng trong năm"), min_value=0, max_value=99_999)

    def __init__(self, *args: Any, who: Acting, symbols: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        bodies = self.fields["body"]
        assert isinstance(bodies, forms.ModelChoiceField)
        bodies.queryset = Body.objects.on(clock.today()).filter(unit=who.unit)
        symbol = self.fields["symbol"]
        assert isinstance(symbol, forms.ChoiceField)
        symbol.choices = symbols
