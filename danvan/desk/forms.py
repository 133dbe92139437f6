"""Forms of the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.notices.models import Channel, Reason, State


class NoticeFilter(forms.Form):
    """Filters of the ledger, all optional; nonsense in the address is simply no filter."""

    state = forms.ChoiceField(label=_("Trạng thái"), required=False, choices=[("", _("Tất cả")), *State.choices])
    channel = forms.ChoiceField(label=_("Kênh"), required=False, choices=[("", _("Tất cả")), *Channel.choices])
    reason = forms.ChoiceField(label=_("Lý do"), required=False, choices=[("", _("Tất cả")), *Reason.choices])

    def wanted(self) -> dict[str, str]:
        """The filters that make sense, by name."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
