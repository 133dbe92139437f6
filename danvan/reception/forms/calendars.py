"""Planning sessions, and saying what became of them."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.documents.selectors import calendar
from danvan.lib import clock, periods
from danvan.lib.periods import Period
from danvan.reception import selectors, services
from danvan.reception.models import Mode, ReceptionDuty, Session, SessionKind, SessionState
from danvan.reception.rules import AD_HOC_GROUNDS, Proposed, propose
from danvan.reception.services import Slot
from danvan.ui.forms import DayField
from danvan.units.access import Acting
from danvan.units.models import Unit
from danvan.units.selectors import bodies

WEEKDAYS = [(0, _("thứ hai")), (1, _("thứ ba")), (2, _("thứ tư")), (3, _("thứ năm")), (4, _("thứ sáu"))]
CHOOSE = ("", _("Chọn"))


def hour(label: Any) -> forms.TimeField:
    """An hour typed as 8:00."""
    widget = forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "autocomplete": "off"})
    messages = {"invalid": _("Ghi giờ và phút, ví dụ 8:00.")}
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%Hh%M", "%Hh"], error_messages=messages)


def periods_to_plan(on: date) -> list[tuple[str, str]]:
    """The present month and the next ones, quarters and the year, as keys with their names."""
    first = on.replace(day=1)
    keys = [f"{first:%Y-%m}"]
    for _step in range(3):
        first = (first + timedelta(days=32)).replace(day=1)
        keys.append(f"{first:%Y-%m}")
    quarter = (on.month + 2) // 3
    keys += [f"{on.year}-Q{quarter}", f"{on.year}-Q{quarter + 1}" if quarter < 4 else f"{on.year + 1}-Q1", f"{on.year}", f"{on.year + 1}"]
    return [(key, periods.label(periods.parse(key))) for key in keys]


class SlotFields(forms.Form):
    """Hours, mode and place."""

    starts = hour(_("Từ giờ"))
    ends = hour(_("Đến giờ"))
    mode = forms.ChoiceField(label=_("Hình thức"), choices=Mode.choices, initial=Mode.IN_PERSON)
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Đường dẫn trực tuyến"), max_length=300, required=False, assume_scheme="https", help_text=_("Khi tiếp trực tuyến.")
    )

    def slot(self, day: date) -> Slot:
        """What was filled in, for a day."""
        said = self.cleaned_data
        return Slot(day, said["starts"], said["ends"], said["mode"], said["place"], said["link"])


def usual(unit: Unit) -> dict[str, Any]:
    """Hours and place of the unit's latest session, so that they are typed once."""
    last = Session.objects.filter(unit=unit).order_by("-id").first()
    if last is None:
        return {"starts": time(8), "ends": time(11, 30), "mode": Mode.IN_PERSON}
    return {name: getattr(last, name) for name in ("starts", "ends", "mode", "place", "link")}


class _Duties(forms.Form):
    """The leaders of the officer's unit who owe reception."""

    def __init__(self, *args: Any, who: Acting, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who = who
        self.duties: dict[str, ReceptionDuty] = {str(one.pk): one for one in selectors.duties_on(who.unit, clock.today())}
        choices = [(key, one.post.title) for key, one in self.duties.items()]
        self.fields["duty"].choices = choices if len(choices) == 1 else [CHOOSE, *choices]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> ReceptionDuty:
        """The one chosen."""
        return self.duties[self.cleaned_data["duty"]]


class PlanForm(SlotFields, _Duties):
    """Asks for a lawful calendar; `proposed` is the answer, `perform` enters the days that were left ticked."""

    duty = forms.ChoiceField(label=_("Lãnh đạo tiếp"))
    period = forms.ChoiceField(label=_("Thời gian"))
    weekday = forms.TypedChoiceField(label=_("Vào"), choices=WEEKDAYS, coerce=int, initial=3)
    field_order = ("duty", "period", "weekday", "starts", "ends", "mode", "place", "link")

    def __init__(self, *args: Any, who: Acting, **options: Any) -> None:
        super().__init__(*args, who=who, **options)
        self.fields["period"].choices = periods_to_plan(clock.today())  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def span(self) -> Period:
        """The time chosen."""
        return periods.parse(self.cleaned_data["period"])

    def proposed(self) -> list[Proposed]:
        """The days still lacking for the law."""
        span, today = self.span, clock.today()
        norms = selectors.norms_of(self.chosen, selectors.limits())
        taken = Session.objects.filter(duty=self.chosen, kind=SessionKind.REGULAR).exclude(state=SessionState.POSTPONED)
        days = set(taken.between(span.first - timedelta(days=7), span.last + timedelta(days=7)).values_list("day", flat=True))
        working = calendar(range(span.first.year, span.last.year + 1))
        weekday = self.cleaned_data["weekday"]
        return propose(norms, days, span.first, span.last, working, weekday=weekday, not_before=today + timedelta(days=1))

    def perform(self, days: list[date]) -> list[Session]:
        """Enter them. Raises Refused."""
        return services.plan(by=self.who, duty=self.chosen, days=days, slot=self.slot(self.span.first))


class SessionForm(SlotFields, _Duties):
    """One session, regular or ad hoc."""

    duty = forms.ChoiceField(label=_("Lãnh đạo tiếp"))
    kind = forms.ChoiceField(label=_("Loại"), choices=SessionKind.choices, widget=forms.RadioSelect, initial=SessionKind.AD_HOC)
    ground = forms.ChoiceField(
        label=_("Căn cứ tiếp đột xuất"), required=False, choices=[CHOOSE, *((one.code, one.label) for one in AD_HOC_GROUNDS)]
    )
    day = DayField(label=_("Ngày"))
    field_order = ("duty", "kind", "ground", "day", "starts", "ends", "mode", "place", "link")

    def perform(self) -> Session:
        """Call the service. Raises Refused."""
        said = self.cleaned_data
        return services.add(by=self.who, duty=self.chosen, slot=self.slot(said["day"]), kind=said["kind"], ground=said["ground"])


class _OfSession(forms.Form):
    """An act on a session."""

    title: Any = ""
    button: Any = ""

    def __init__(self, *args: Any, who: Acting, session: Session, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who, self.session = who, session


class ChangeForm(SlotFields, _OfSession):
    """Another day, other hours, another place."""

    title, button = _("Sửa buổi tiếp"), _("Lưu")
    day = DayField(label=_("Ngày"))
    field_order = ("day", "starts", "ends", "mode", "place", "link")

    def perform(self) -> Session:
        """Call the service. Raises Refused."""
        return services.change(by=self.who, session=self.session, slot=self.slot(self.cleaned_data["day"]))


class PostponeForm(SlotFields, _OfSession):
    """Called off, with the reason and the new day."""

    title, button = _("Hoãn buổi tiếp"), _("Hoãn và dời ngày")
    reason = forms.CharField(
        label=_("Lý do bất khả kháng"), max_length=300, help_text=_("Người dân đọc được lý do này. Không ghi tên người đến.")
    )
    day = DayField(label=_("Ngày mới"))
    field_order = ("reason", "day", "starts", "ends", "mode", "place", "link")

    def perform(self) -> Session:
        """Call the service. Raises Refused."""
        said = self.cleaned_data
        return services.postpone(by=self.who, session=self.session, reason=said["reason"], slot=self.slot(said["day"]))


class HoldForm(_OfSession):
    """Who in fact received."""

    title, button = _("Ghi nhận đã tiếp"), _("Ghi nhận")
    received_by = forms.ChoiceField(
        label=_("Ai tiếp"), help_text=_("Người khác tiếp thay thì không tính là ngày tiếp của lãnh đạo: luật không cho ủy quyền.")
    )

    def __init__(self, *args: Any, who: Acting, session: Session, **options: Any) -> None:
        super().__init__(*args, who=who, session=session, **options)
        self.posts = {str(post.pk): post for post in bodies.posts_of(session.unit, session.day)}
        choices = sorted(((key, str(post)) for key, post in self.posts.items()), key=lambda one: one[0] != str(session.leader_id))
        self.fields["received_by"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def perform(self) -> Session:
        """Call the service. Raises Refused."""
        return services.hold(by=self.who, session=self.session, received_by=self.posts[self.cleaned_data["received_by"]])
