"""Entering who owes reception."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.reception import services
from danvan.reception.forms.calendars import CHOOSE
from danvan.reception.models import ReceptionDuty
from danvan.ui.forms import DayField
from danvan.units.access import Acting
from danvan.units.selectors import bodies


class DutyForm(forms.Form):
    """Which post, under which rule, counted from when."""

    post = forms.ChoiceField(label=_("Chức danh đứng đầu"))
    step = forms.ChoiceField(label=_("Quy định áp dụng"), choices=[CHOOSE, *ReceptionDuty._meta.get_field("step").flatchoices])
    valid_from = DayField(label=_("Theo dõi từ ngày"))

    def __init__(self, *args: Any, who: Acting, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who = who
        self.posts = {str(post.pk): post for post in bodies.posts_of(who.unit, clock.today())}
        self.fields["post"].choices = [CHOOSE, *((key, str(post)) for key, post in self.posts.items())]  # type: ignore[attr-defined]  # a ChoiceField

    def perform(self) -> ReceptionDuty:
        """Call the service. Raises Refused."""
        said = self.cleaned_data
        return services.enter_duty(by=self.who, post=self.posts[said["post"]], step=said["step"], valid_from=said["valid_from"])


class EndForm(forms.Form):
    """From which day the post owes reception no longer."""

    on = DayField(label=_("Không còn nghĩa vụ từ ngày"))

    def __init__(self, *args: Any, who: Acting, duty: ReceptionDuty, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who, self.duty = who, duty

    def perform(self) -> ReceptionDuty:
        """Call the service. Raises Refused."""
        return services.end_duty(by=self.who, duty=self.duty, on=self.cleaned_data["on"])
