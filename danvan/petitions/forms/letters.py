"""A letter to the sender."""

from django.utils.translation import gettext_lazy as _

from danvan.petitions import services
from danvan.petitions.forms import fields
from danvan.petitions.forms.acts import ActForm, store
from danvan.petitions.rules import Act


class AskForm(ActForm):
    act = Act.ASK
    text = fields.words(_("Thư gửi người gửi đơn"), rows=6, help_text=_("Hỏi rõ từng điều. Người gửi đọc và trả lời bằng mã biên nhận."))

    def prepare(self) -> None:
        self.fields["files"] = fields.files(_("Văn bản kèm theo"))

    def perform(self) -> object:
        stored = store(self.cleaned_data["files"], by=self.who)
        return services.ask(by=self.who, petition=self.petition, files=stored, **self.said("text"))
