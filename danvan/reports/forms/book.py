"""What a keeper of the book types: an indicator, a form, its headings, where the indicators stand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danvan.figures.registry import registry
from danvan.lib import clock
from danvan.reports import due, formulas
from danvan.reports.contents import USUAL, FormContent, HeadingContent, IndicatorContent
from danvan.reports.models import Apportion, Disclosure, Display, Frequency, Indicator, IndicatorKind, OverTime, Regime
from danvan.reports.rules import FILING
from danvan.reports.rules_book import form_code_fault, indicator_code_fault, unreadable
from danvan.reports.services.forms import forms_with
from danvan.ui.forms import DayField
from danvan.units.models import Body, Level

NONE = ("", _("không"))
LINES = {"rows": 3}
NEW_HEADINGS = 3

Pairs = Sequence[tuple[str, str]]


class IndicatorForm(forms.Form):
    """Everything an indicator says. `links`: the indicators it may name, `groups`: where it may stand, as (code, words)."""

    code = forms.CharField(label=_("Mã"), max_length=12, help_text=_("Ví dụ: NB1. Mã không đổi được về sau."))
    group = forms.ChoiceField(
        label=_("Nhóm"),
    )
    number = forms.IntegerField(label=_("Số thứ tự trong nhóm"), min_value=1, max_value=999)
    name = forms.CharField(label=_("Tên"), max_length=200)
    measure = forms.CharField(label=_("Đơn vị tính"), max_length=40)
    definition = forms.CharField(
        label=_("Cách hiểu"),
        max_length=600,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Nói rõ tính gì, không tính gì, tính theo ngày nào."),
    )
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=200, required=False)
    definition_en = forms.CharField(label=_("Cách hiểu bằng tiếng Anh"), max_length=600, required=False, widget=forms.Textarea(attrs=LINES))
    name_ru = forms.CharField(label=_("Tên tiếng Nga"), max_length=200, required=False)
    definition_ru = forms.CharField(label=_("Cách hiểu bằng tiếng Nga"), max_length=600, required=False, widget=forms.Textarea(attrs=LINES))
    kind = forms.ChoiceField(label=_("Cách cộng"), choices=IndicatorKind.choices)
    over_time = forms.ChoiceField(
        label=_("Theo thời gian"),
        required=False,
        choices=[("", _("như thường lệ: số phát sinh cộng các kỳ, số có đến cuối kỳ lấy kỳ cuối")), *OverTime.choices],
        help_text=_("Số 6 tháng, 9 tháng, năm có được từ số các quý thế nào. Công thức được tính lại từ các chỉ tiêu trong đó."),
    )
    closing = forms.CharField(
        label=_("Bằng số cuối kỳ trước của"),
        max_length=12,
        required=False,
        help_text=_("Chỉ cho số đầu kỳ: mã của số cuối kỳ. Hai số khác nhau thì đơn vị phải giải trình."),
    )
    figure = forms.ChoiceField(label=_("Đếm từ hồ sơ"), required=False, help_text=_("Không chọn thì nhập tay, có nguồn."))
    numerator = forms.CharField(
        label=_("Công thức (chỉ khi tính theo công thức)"),
        max_length=200,
        required=False,
        help_text=_(
            "Cộng, trừ các chỉ tiêu theo mã, ví dụ: C18 + C19 - C20. Tính sau khi cộng từ các đơn vị; qua nhiều kỳ, số đầu kỳ chỉ lấy của kỳ đầu."
        ),
    )
    denominator = forms.CharField(
        label=_("Chia cho"),
        max_length=200,
        required=False,
        help_text=_("Chỉ khi là tỷ lệ: mã của mẫu số, cũng có thể cộng, trừ. Không thì để trống."),
    )
    whole = forms.ChoiceField(label=_("Là một phần của"), required=False)
    exhaustive = forms.BooleanField(label=_("Các phần của nó cộng lại đúng bằng nó"), required=False)
    summed = forms.BooleanField(label=_("Tính bằng tổng các phần, không nhập"), required=False)
    apportion = forms.ChoiceField(label=_("Cách chia khi địa giới thay đổi"), choices=[NONE, *Apportion.choices], required=False)
    scale = forms.IntegerField(label=_("Số chữ số thập phân"), min_value=0, max_value=4, initial=0)
    signed = forms.BooleanField(label=_("Có thể âm"), required=False)
    unbounded = forms.BooleanField(
        label=_("Có thể trên 100 phần trăm"),
        required=False,
        help_text=_("Không chọn: số phần trăm trên 100 sẽ bị hỏi, vì một phần không lớn hơn tổng của nó."),
    )
    valid_from = DayField(label=_("Có trong sổ từ ngày"))
    valid_to = DayField(label=_("Thôi dùng từ ngày"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, links: Pairs, groups: Pairs, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        figures = [(one.code, f"{one.label}: {one.meaning}") for one in registry.figures.values()]
        choices = {"figure": figures, "whole": links}
        self.known = {code for code, _words in links}
        for name, known in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [NONE, *known]
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = list(groups)

    def clean_code(self) -> str:
        """Told with everything else on the page."""
        code: str = self.cleaned_data["code"].strip()
        if words := indicator_code_fault(code, set(Indicator.objects.filter(code=code).values_list("code", flat=True))):
            raise forms.ValidationError(words)
        return code

    def clean_numerator(self) -> str:
        """Read while the page is looked at, so that a slip is shown before anything is saved."""
        return self._side("numerator")

    def clean_denominator(self) -> str:
        """The same for what it is divided by."""
        return self._side("denominator")

    def _side(self, name: str) -> str:
        try:
            some = formulas.terms(self.cleaned_data[name])
        except formulas.Unreadable as stopped:
            raise forms.ValidationError(unreadable(stopped)) from stopped
        if strange := [code for _sign, code in some if code not in self.known]:
            raise forms.ValidationError(_("Sổ của cơ quan không có chỉ tiêu %(codes)s.") % {"codes": ", ".join(strange)})
        return formulas.written(some)

    def content(self) -> IndicatorContent:
        """What was typed, as the service takes it. A name that is missing in a language stays missing: readers are shown the Vietnamese one."""
        said = {name: value for name, value in self.cleaned_data.items() if name in IndicatorContent.__dataclass_fields__}
        said |= {name: said[name].isoformat() if said[name] else "" for name in ("valid_from", "valid_to")}
        return IndicatorContent(**said)


class ChangeForm(IndicatorForm):
    """A new meaning of an indicator there is."""

    applies_from = DayField(label=_("Nghĩa mới áp dụng từ ngày"), help_text=_("Cho các kỳ kết thúc từ ngày này. Kỳ trước giữ nghĩa cũ."))
    reason = forms.CharField(label=_("Lý do, văn bản"), max_length=300)
    field_order = ("applies_from", "reason")

    def __init__(self, data: Mapping[str, Any] | None = None, *, links: Pairs, groups: Pairs, content: IndicatorContent) -> None:
        said: dict[str, Any] = content.as_json()
        said |= {name: date.fromisoformat(said[name]) if said[name] else None for name in ("valid_from", "valid_to")}
        super().__init__(data, links=links, groups=groups, initial={**said, "applies_from": clock.today()})
        del self.fields["code"]


class DisclosureForm(forms.Form):
    """How an indicator is published from now on, and why."""

    disclosure = forms.ChoiceField(label=_("Cách công bố"), choices=Disclosure.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Lý do, văn bản"), max_length=300, error_messages={"required": _("Ghi lý do thay đổi.")})
    seen = forms.CharField(max_length=9, required=False, widget=forms.HiddenInput)


class SettingsForm(forms.Form):
    """Who files a form, how often, by when."""

    code = forms.CharField(label=_("Mã"), max_length=24, help_text=_("Ví dụ: chuyen-de-nong-thon. Mã không đổi được về sau."))
    name = forms.CharField(label=_("Tên mẫu"), max_length=160)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=160, required=False)
    name_ru = forms.CharField(label=_("Tên tiếng Nga"), max_length=160, required=False)
    title = forms.CharField(label=_("Tên loại và trích yếu trên văn bản"), max_length=200, help_text=_("Ví dụ: Báo cáo công tác dân vận"))
    regime = forms.ChoiceField(label=_("Chế độ báo cáo"), choices=Regime.choices, widget=forms.RadioSelect)
    basis = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)
    frequencies = forms.MultipleChoiceField(label=_("Kỳ báo cáo"), choices=Frequency.choices, widget=forms.CheckboxSelectMultiple)
    levels = forms.MultipleChoiceField(
        label=_("Cấp lập báo cáo"), choices=[(one, capfirst(Level(one).label)) for one in FILING], widget=forms.CheckboxSelectMultiple
    )
    first_day = forms.IntegerField(
        label=_("Kỳ bắt đầu từ ngày nào của tháng"),
        min_value=1,
        max_value=28,
        initial=1,
        help_text=_("1: theo lịch. 15: chốt số liệu ngày 14, ví dụ quý III từ 15/6 đến 14/9."),
    )
    consolidator = forms.ChoiceField(label=_("Cơ quan nhận và tổng hợp"), choices=[NONE, *Body.Kind.choices], required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, content: FormContent | None = None) -> None:
        super().__init__(data, initial=_settings(content) if content else None)
        if content:
            del self.fields["code"]

    def clean_code(self) -> str:
        """Told with everything else on the page."""
        return _code_of_form(self.cleaned_data["code"])

    def content(self, before: FormContent | None = None) -> FormContent:
        """The form's content with what was typed; headings and indicators as before. A level that is new is due as is usual, until that is said."""
        said = dict(self.cleaned_data)
        said.pop("code", None)
        held = before.due if before else {}
        rules = {level: held.get(level, {due.ANY: due.USUAL}) for level in said["levels"]}
        said |= {"frequencies": tuple(said["frequencies"]), "levels": tuple(said["levels"]), "due": rules}
        if before is None:
            return FormContent(**said, illustrations=USUAL)
        return replace(before, **said)


def _settings(content: FormContent) -> dict[str, Any]:
    said = {name: getattr(content, name) for name in SettingsForm.base_fields if name != "code"}
    return said | {"frequencies": list(content.frequencies), "levels": list(content.levels)}


class DueForm(forms.Form):
    """Until when each level files: one rule for every kind of period, and another for a kind where that is said."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, content: FormContent) -> None:
        super().__init__(data)
        self.levels = [one for one in FILING if one in content.levels]
        self.kinds = [due.ANY, *(kind for kind in Frequency.values if kind in content.frequencies)]
        for level in self.levels:
            for kind in self.kinds:
                self._ask(level, kind, content.due.get(level, {}).get(kind, ""))

    def _ask(self, level: str, kind: str, rule: str) -> None:
        way, number = due.read(rule) if rule else ("", None)
        words = {"level": capfirst(Level(level).label), "kind": kind_words(kind)}
        same = [] if kind == due.ANY else [("", _("như mọi loại kỳ"))]
        self.fields[f"number-{level}-{kind}"] = forms.IntegerField(
            label=gettext("%(level)s, %(kind)s: số") % words,
            initial=number,
            required=kind == due.ANY,
            min_value=0,
            max_value=due.LONGEST_WAIT,
        )
        self.fields[f"way-{level}-{kind}"] = forms.ChoiceField(
            label=gettext("%(level)s, %(kind)s: cách tính") % words,
            initial=way,
            choices=[*same, *due.Way.choices],
            required=kind == due.ANY,
        )

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, forms.BoundField, forms.BoundField]], bool]]:
        """For the page: each level with its kinds of period and their two fields, and whether one of them has a rule of its own."""
        return [
            (
                str(capfirst(Level(level).label)),
                [(kind_words(kind), self[f"number-{level}-{kind}"], self[f"way-{level}-{kind}"]) for kind in self.kinds],
                any(self[f"way-{level}-{kind}"].value() for kind in self.kinds[1:]),
            )
            for level in self.levels
        ]

    def clean(self) -> dict[str, Any]:
        """A number without a way, a way without a number, a day that no month has: said beside the number."""
        said = super().clean() or {}
        for level in self.levels:
            for kind in self.kinds:
                if words := _rule_fault(said.get(f"way-{level}-{kind}", ""), said.get(f"number-{level}-{kind}")):
                    self.add_error(f"number-{level}-{kind}", words)
        return said

    def rules(self) -> dict[str, dict[str, str]]:
        """What was typed."""
        return {level: {kind: rule for kind in self.kinds if (rule := self._rule(level, kind))} for level in self.levels}

    def _rule(self, level: str, kind: str) -> str:
        way, number = self.cleaned_data[f"way-{level}-{kind}"], self.cleaned_data[f"number-{level}-{kind}"]
        return due.written(way, number) if way else ""


def kind_words(kind: str) -> str:
    """A kind of period, or all of them."""
    return str(Frequency(kind).label) if kind else gettext("mọi loại kỳ")


def _rule_fault(way: str, number: int | None) -> str:
    if not way:
        return gettext("Chọn cách tính, hoặc bỏ số này.") if number is not None else ""
    if number is None:
        return gettext("Ghi số ngày.")
    return gettext("Ngày trong tháng từ 1 đến 31.") if due.faulty([due.written(way, number)]) else ""


class HeadingForm(forms.Form):
    """One heading; a row without a title is no heading."""

    code = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    place = forms.IntegerField(label=_("Thứ tự"), min_value=1, max_value=999, required=False)
    number = forms.CharField(label=_("Đánh số"), max_length=8, required=False)
    title = forms.CharField(label=_("Đề mục"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Tiếng Anh"), max_length=200, required=False)
    title_ru = forms.CharField(label=_("Tiếng Nga"), max_length=200, required=False)
    guidance = forms.CharField(
        label=_("Hướng dẫn cho đơn vị lập"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    guidance_en = forms.CharField(
        label=_("Hướng dẫn bằng tiếng Anh"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    guidance_ru = forms.CharField(
        label=_("Hướng dẫn bằng tiếng Nga"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    display = forms.ChoiceField(label=_("Số liệu viết thành"), choices=Display.choices, required=False)
    takes_text = forms.BooleanField(label=_("Có lời văn"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """A new heading with words and no title is not thrown away unsaid; to take a heading away, its title is emptied."""
        said = super().clean() or {}
        words = ("number", "title_en", "title_ru", "guidance", "guidance_en", "guidance_ru")
        if not said.get("code") and not said.get("title", "").strip() and any(said.get(name, "").strip() for name in words):
            self.add_error("title", _("Ghi tên đề mục, hoặc để trống cả dòng này."))
        return said


HeadingForms = forms.formset_factory(HeadingForm, extra=NEW_HEADINGS, max_num=60, absolute_max=60)


def headings_of(rows: Sequence[Mapping[str, Any]], before: Sequence[HeadingContent]) -> tuple[HeadingContent, ...]:
    """The headings as typed, in the order asked for; one whose title was taken away is gone, its indicators with it."""
    held = {one.code: one for one in before}
    wanted = [row for row in rows if row.get("title", "").strip()]
    found: list[HeadingContent] = []
    for row in sorted(wanted, key=lambda row: row["place"] or len(rows)):
        code = row["code"] or _free({*held, *(one.code for one in found)})
        kept = {name: getattr(held[code], name) for name in ("indicators", "comparisons")} if code in held else {}
        said = {
            name: row[name]
            for name in ("number", "title", "title_en", "title_ru", "guidance", "guidance_en", "guidance_ru", "display", "takes_text")
        }
        found.append(HeadingContent(code=code, **kept, **said))
    return tuple(found)


def _free(taken: set[str]) -> str:
    return next(code for code in (f"M{number}" for number in range(1, 200)) if code not in taken)


class ReasonForm(forms.Form):
    """Why a form is published anew or retired."""

    reason = forms.CharField(label=_("Lý do, văn bản"), max_length=300, required=False)


class CopyForm(forms.Form):
    """A copy of a form under its own code and name."""

    code = forms.CharField(label=_("Mã của bản sao"), max_length=24)
    name = forms.CharField(label=_("Tên của bản sao"), max_length=160)

    def clean_code(self) -> str:
        """Told with everything else on the page."""
        return _code_of_form(self.cleaned_data["code"])


def _code_of_form(typed: str) -> str:
    code = typed.strip()
    if words := form_code_fault(code, forms_with(code)):
        raise forms.ValidationError(words)
    return code
