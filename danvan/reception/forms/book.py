"""Writing the book and looking through it."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.petitions.access import not_about
from danvan.petitions.forms import fields
from danvan.petitions.models import Petition, Topic
from danvan.petitions.services import Receipt
from danvan.reception import services
from danvan.reception.forms.calendars import CHOOSE
from danvan.reception.models import Brought, Mode, Outcome, Session, Visit
from danvan.reception.rules import REFUSAL_GROUNDS
from danvan.reception.selectors import Wanted
from danvan.reception.services import Came, Entry
from danvan.ui.forms import DayField
from danvan.units.access import Acting


class EntryForm(forms.Form):
    """One line, written while people sit there. `submission` makes a repeated click the same line.

    Fields of one outcome only carry `data-if` on the page, which hides them until that outcome is chosen.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Họ và tên người đến"), max_length=120)
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    people = forms.IntegerField(label=_("Số người"), min_value=1, max_value=100000, initial=1)
    representatives = fields.words(
        _("Người đại diện"),
        rows=2,
        required=False,
        most=600,
        help_text=_("Từ 5 người trở lên: họ tên, mỗi dòng một người, tối đa 5 người."),
    )
    kind = forms.ChoiceField(label=_("Phân loại"), choices=[CHOOSE, *Brought.choices])
    summary = fields.words(_("Nội dung"), rows=3, most=20000)
    again = forms.BooleanField(label=_("Việc cũ: đã đến về việc này trước đây"), required=False)
    earlier_body = forms.CharField(label=_("Cơ quan đã giải quyết"), max_length=160, required=False)
    online = forms.BooleanField(label=_("Tiếp trực tuyến"), required=False)
    outcome = forms.ChoiceField(label=_("Hướng xử lý"), choices=[CHOOSE, *Outcome.choices])
    told = fields.words(_("Đã trả lời, giải thích, hướng dẫn thế nào"), rows=3, required=False)
    topic = forms.ChoiceField(label=_("Lĩnh vực"), choices=[CHOOSE, *Topic.choices], required=False)
    place = forms.CharField(label=_("Nơi xảy ra"), max_length=200, required=False)
    reference = forms.CharField(label=_("Mã đơn đang theo dõi"), max_length=16, required=False, help_text=_("Ví dụ: KN26-00123"))
    refusal = forms.ChoiceField(
        label=_("Căn cứ từ chối"), required=False, choices=[CHOOSE, *((one.code, one.label) for one in REFUSAL_GROUNDS)]
    )

    ONLY = (("taken_in", ("topic", "place")), ("followed", ("reference",)), ("refused", ("refusal",)))

    def __init__(self, *args: Any, who: Acting, session: Session | None = None, eager: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who, self.session = who, session
        self.initial.setdefault("submission", uuid4())
        self.initial.setdefault("online", session is not None and session.mode == Mode.ONLINE)
        self._relax(str(self["kind"].value() or ""), str(self["outcome"].value() or ""))
        if eager:
            self.fields["name"].widget.attrs["autofocus"] = True

    def _relax(self, kind: str, outcome: str) -> None:
        """Of a denunciation nobody is named, and words go only into the petition; whoever is refused may not say who they are."""
        denunciation = kind == Brought.DENUNCIATION
        self.fields["name"].required = not denunciation and outcome != Outcome.REFUSED
        self.fields["summary"].required = not denunciation or outcome == Outcome.TAKEN_IN

    def only_fields(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Outcome, and the fields that belong to it alone."""
        return [(outcome, [self[name] for name in names]) for outcome, names in self.ONLY]

    def clean(self) -> dict[str, Any]:
        """Find the petition that is followed up, among those of the unit."""
        said: dict[str, Any] = super().clean() or {}
        said["petition"] = None
        if said.get("outcome") == Outcome.FOLLOWED and said.get("reference"):
            here = not_about(self.who, Petition.objects.filter(stays__unit=self.who.unit, reference__iexact=said["reference"].strip()))
            said["petition"] = here.first()
            if said["petition"] is None:
                self.add_error("reference", _("Không tìm thấy đơn có mã này ở đơn vị."))
        if said.get("outcome") == Outcome.TAKEN_IN and "topic" in said and not said["topic"]:
            self.add_error("topic", _("Chọn lĩnh vực của đơn."))
        return said

    def perform(self) -> tuple[Visit, Receipt | None]:
        """Call the service. Raises Refused."""
        said = self.cleaned_data
        submission: UUID = said["submission"]
        plain = ("kind", "outcome", "summary", "told", "people", "online", "again", "earlier_body", "place", "petition", "refusal")
        entry = Entry(
            **{name: said[name] for name in plain},
            topic=said["topic"] or Topic.OTHER,
            came=Came(said["name"], said["address"], said["representatives"]),
        )
        received_by = self.session.received_by if self.session and self.session.received_by else self.who.post
        return services.enter(
            by=self.who, submission=submission, unit=self.who.unit, received_by=received_by, entry=entry, session=self.session
        )


class BookFilter(forms.Form):
    """All optional; nonsense in the address is simply no filter."""

    q = forms.CharField(
        label=_("Số hoặc chữ trong nội dung"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Phân loại"), required=False, choices=[("", _("Tất cả")), *Brought.choices])
    outcome = forms.ChoiceField(label=_("Hướng xử lý"), required=False, choices=[("", _("Tất cả")), *Outcome.choices])
    first = DayField(label=_("Từ ngày"), required=False, help_text="")
    last = DayField(label=_("Đến ngày"), required=False, help_text="")

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(said.get("q", ""), said.get("kind", ""), said.get("outcome", ""), said.get("first"), said.get("last"))
