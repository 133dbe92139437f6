"""What the leader ordered, and that it was done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.petitions.forms.fields import words
from danvan.reception import services
from danvan.reception.access import not_about
from danvan.reception.forms.calendars import CHOOSE
from danvan.reception.models import Conclusion, Session
from danvan.ui.forms import DayField
from danvan.units.access import Acting
from danvan.units.selectors import bodies


class ConcludeForm(forms.Form):
    """Who does what by when."""

    text = words(_("Việc phải làm"), rows=3, help_text=_("Không ghi tên người đến; ghi số trong sổ nếu cần."))
    owner = forms.ChoiceField(label=_("Giao cho"))
    due_on = DayField(label=_("Hạn"))
    visit = forms.ChoiceField(label=_("Về lượt tiếp"), required=False)

    def __init__(self, *args: Any, who: Acting, session: Session, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who, self.session = who, session
        self.posts = {str(post.pk): post for post in bodies.posts_of(who.unit, clock.today())}
        lines = not_about(who, session.visits.select_related("petition")).order_by("number")
        self.visits = {str(one.pk): one for one in lines if not one.closed}
        self.fields["owner"].choices = [CHOOSE, *((key, str(post)) for key, post in self.posts.items())]  # type: ignore[attr-defined]
        self.fields["visit"].choices = [("", _("Cả buổi")), *((key, str(one)) for key, one in self.visits.items())]  # type: ignore[attr-defined]

    def perform(self) -> Conclusion:
        """Call the service. Raises Refused."""
        said = self.cleaned_data
        return services.conclude(
            by=self.who,
            session=self.session,
            text=said["text"],
            owner=self.posts[said["owner"]],
            due_on=said["due_on"],
            visit=self.visits.get(said["visit"]),
        )


class DoneForm(forms.Form):
    """What came of it."""

    result = words(_("Kết quả"), rows=3, help_text=_("Nêu cả việc đã thông báo cho người dân chưa."))
    done_on = DayField(label=_("Ngày xong"))

    def __init__(self, *args: Any, who: Acting, conclusion: Conclusion, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who, self.conclusion = who, conclusion

    def perform(self) -> Conclusion:
        """Call the service. Raises Refused."""
        said = self.cleaned_data
        return services.complete(by=self.who, conclusion=self.conclusion, result=said["result"], done_on=said["done_on"])
