"""The words an office keeps for its replies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.petitions import services
from danvan.petitions.forms import fields
from danvan.petitions.forms.bundles import placeholders_help
from danvan.petitions.models import PetitionKind, ReplyTemplate
from danvan.petitions.rules import ACTS
from danvan.petitions.rules.wording import REPLY_FIELDS
from danvan.units.access import Acting


class TemplateForm(forms.Form):
    """A new template, or other words for one (then its act stays)."""

    act = forms.ChoiceField(label=_("Dùng cho việc"))
    kind = forms.ChoiceField(label=_("Loại đơn"), required=False, choices=[("", _("Mọi loại đơn")), *PetitionKind.choices])
    name = forms.CharField(label=_("Tên lời mẫu"), max_length=80)
    text = fields.words(_("Lời mẫu"), rows=10, most=10000)

    def __init__(self, *args: Any, template: ReplyTemplate | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.template = template
        self.fields["act"].choices = [(act, ACTS[act].label) for act in REPLY_FIELDS]  # type: ignore[attr-defined]  # a choice field
        self.fields["text"].help_text = placeholders_help()
        if template is not None:
            del self.fields["act"]
            self.initial.update({name: getattr(template, name) for name in ("kind", "name", "text")})

    def perform(self, who: Acting) -> ReplyTemplate:
        """Call the service. Raises Refused."""
        said = {name: self.cleaned_data[name] for name in ("kind", "name", "text")}
        if self.template is not None:
            return services.change_template(by=who, template=self.template, unit=who.unit, **said)
        return services.keep_template(by=who, unit=who.unit, act=self.cleaned_data["act"], **said)
