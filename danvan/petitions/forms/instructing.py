"""A superior instructs, a unit reports."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.lib.workdays import Line
from danvan.petitions import services
from danvan.petitions.forms import fields
from danvan.petitions.forms.acts import ActForm
from danvan.petitions.models import Instruction
from danvan.petitions.rules import Act
from danvan.petitions.services.instructing import lawful_due
from danvan.ui.forms import DayField


class InstructForm(ActForm):
    """Of an overdue denunciation the law says by when the report is due; its proof is shown beside the form (`proof`)."""

    act = Act.INSTRUCT
    kind = forms.ChoiceField(
        label=_("Loại chỉ đạo"), choices=Instruction.Kind.choices, initial=Instruction.Kind.URGE, widget=forms.RadioSelect
    )
    text = fields.words(
        _("Nội dung chỉ đạo"), rows=5, help_text=_("Đơn vị đang giải quyết đọc; người gửi đơn không đọc. Không ghi tên người gửi.")
    )
    due_on = DayField(label=_("Hạn báo cáo"), help_text=_("Chọn ngày làm việc, ví dụ 21/9/2026."))
    proof: Sequence[Line] = ()

    def prepare(self) -> None:
        lawful = lawful_due(self.petition)
        if lawful is None:
            return
        limit, due = lawful
        self.proof = due.lines
        self.initial.setdefault("due_on", due.day)
        self.initial["kind"] = Instruction.Kind.REPORT
        told = {"days": limit.days, "article": f"{limit.instrument}, {limit.article}"}
        self.fields["due_on"].help_text = _("Tố cáo quá hạn: %(days)d ngày làm việc kể từ ngày yêu cầu (%(article)s).") % told

    def perform(self) -> object:
        return services.instruct(by=self.who, unit=self.who.unit, petition=self.petition, **self.said("kind", "text", "due_on"))


class ReportUpForm(ActForm):
    """Which instruction, where several wait; the earliest due first."""

    act = Act.REPORT_UP
    instruction = forms.TypedChoiceField(label=_("Báo cáo theo chỉ đạo"), coerce=int, widget=forms.RadioSelect)
    text = fields.words(_("Nội dung báo cáo"), rows=6, help_text=_("Đã làm gì, vướng mắc gì, khi nào xong. Cấp chỉ đạo đọc."))

    def prepare(self) -> None:
        waiting = (
            Instruction.objects.filter(petition=self.petition, replied_on__isnull=True).select_related("unit").order_by("due_on", "pk")
        )
        self.waiting = {one.pk: one for one in waiting}
        choices = [(pk, _told(one)) for pk, one in self.waiting.items()]
        self.fields["instruction"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if choices:
            self.initial.setdefault("instruction", choices[0][0])

    def perform(self) -> object:
        asked = self.waiting[self.cleaned_data["instruction"]]
        return services.report_up(by=self.who, petition=self.petition, instruction=asked, **self.said("text"))


def _told(one: Instruction) -> object:
    told = {"kind": one.get_kind_display(), "unit": one.unit.full_name, "day": f"{one.due_on:%d/%m/%Y}"}
    return _("%(kind)s của %(unit)s, hạn %(day)s") % told
