"""The forms of the book, the classification and the check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.petitions import services
from danvan.petitions.forms import fields
from danvan.petitions.forms.acts import TITLE, ActForm
from danvan.petitions.models import COMPLAINTS, PetitionKind
from danvan.petitions.rules import Act
from danvan.ui.forms import DayField

PARTS = 4


class RegisterForm(ActForm):
    act = Act.REGISTER
    note = fields.note()

    def perform(self) -> object:
        return services.register(by=self.who, petition=self.petition, **self.said("note"))


def ask_for_handwriting(form: ActForm) -> None:
    """Which of the sender's files go into the envelope, all of them unless the officer says otherwise; nothing is asked where there are none."""
    given = [(one.pk, one.file.name) for one in form.petition.attachments.filter(from_sender=True).select_related("file")]
    if given:
        form.fields["handwriting"] = forms.TypedMultipleChoiceField(
            label=_("Nếu là tố cáo: tệp có bút tích, họ tên"),
            choices=given,
            coerce=int,
            required=False,
            initial=[pk for pk, _name in given],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Những tệp này được niêm phong cùng danh tính. Bỏ đánh dấu tệp chỉ là chứng cứ."),
        )


class ClassifyForm(ActForm):
    act = Act.CLASSIFY
    kind = fields.kind()
    topic = fields.topic()
    title = forms.CharField(label=_("Tóm tắt"), max_length=TITLE, help_text=_("Một câu, không ghi tên người gửi."))
    note = fields.note()

    def prepare(self) -> None:
        self.initial.update(kind=self.petition.kind, topic=self.petition.topic, title=self.petition.title)
        ask_for_handwriting(self)

    def perform(self) -> object:
        handwriting = self.cleaned_data.get("handwriting", [])
        said = self.said("kind", "topic", "title", "note")
        return services.classify(by=self.who, petition=self.petition, handwriting=handwriting, **said)


class SplitForm(ActForm):
    """Up to four matters; empty ones are left out. Works without script."""

    act = Act.SPLIT

    def prepare(self) -> None:
        for number in range(1, PARTS + 1):
            named = {"number": number}
            self.fields[f"text_{number}"] = fields.words(_("Nội dung %(number)d") % named, required=number <= services.sorting.MIN_PARTS)
            self.fields[f"topic_{number}"] = fields.topic(required=False)
            self.fields[f"topic_{number}"].label = _("Lĩnh vực của nội dung %(number)d") % named
            self.fields[f"topic_{number}"].initial = self.petition.topic
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Loại đơn của nội dung %(number)d") % named,
                choices=[("", _("Quyết định sau")), *PetitionKind.choices],
                required=False,
            )
        ask_for_handwriting(self)
        self.fields["note"] = fields.note()
        self.fields["text_1"].initial = self.petition.text

    def perform(self) -> object:
        said = self.cleaned_data
        parts = [
            services.Part(said[f"text_{number}"], said[f"topic_{number}"] or self.petition.topic, kind=said[f"kind_{number}"])
            for number in range(1, PARTS + 1)
            if said[f"text_{number}"].strip()
        ]
        handwriting = said.get("handwriting", [])
        return services.split(by=self.who, petition=self.petition, parts=parts, note=said["note"], handwriting=handwriting)


class CheckForm(ActForm):
    act = Act.CHECK
    eligible = fields.YesNo(label=_("Đơn đủ điều kiện xử lý?"), yes=_("Đủ điều kiện"), no=_("Không đủ điều kiện"))
    within_authority = fields.YesNo(label=_("Việc thuộc thẩm quyền của đơn vị?"), yes=_("Thuộc thẩm quyền"), no=_("Không thuộc thẩm quyền"))
    known_on = DayField(
        label=_("Ngày người khiếu nại nhận hoặc biết quyết định, hành vi"),
        required=False,
        help_text=_("Thời hiệu khiếu nại tính từ ngày này (Luật Khiếu nại, Điều 9, 33)."),
    )
    note = fields.note()

    def prepare(self) -> None:
        if self.petition.kind not in COMPLAINTS:
            del self.fields["known_on"]

    def perform(self) -> object:
        known_on = self.cleaned_data.get("known_on")
        return services.check(by=self.who, petition=self.petition, known_on=known_on, **self.said("eligible", "within_authority", "note"))


SORTING_FORMS: dict[Act, type[ActForm]] = {form.act: form for form in (RegisterForm, ClassifyForm, SplitForm, CheckForm)}
