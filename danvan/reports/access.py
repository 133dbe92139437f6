"""Who may see or file which report: the first line of every view of the room."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.reports.models import (
    FILED,
    AdjustmentFile,
    Campaign,
    Comment,
    CorrectionFile,
    CorrectionRequest,
    Form,
    FormState,
    Group,
    Indicator,
    Obligation,
    PeriodRow,
    Relation,
    Report,
    SavedTable,
)
from danvan.reports.rules import KEPT, PUBLISHED_KINDS
from danvan.reports.selectors.consolidators import is_meant, makes, named
from danvan.reports.selectors.hamlets import enters_for
from danvan.reports.selectors.taken_back import TakenBack, taken_back
from danvan.reports.wording import GROUPS
from danvan.units.access import Acting, acting, acting_with, reach
from danvan.units.models import Duty, Level, Unit
from danvan.units.selectors import stands_for, stood_for

RECORD_READERS = (Duty.RECEIVE, Duty.HANDLE, Duty.ANSWER, Duty.FILE_REPORT, Duty.CONSOLIDATE)


class ReportGone(Http404):
    """The report of the person's own unit is no more: its period was taken back."""

    def __init__(self, told: TakenBack) -> None:
        super().__init__(told.words)
        self.told = told


def readable(request: HttpRequest, unit: str, period: str) -> tuple[Acting, Unit, PeriodRow]:
    """Who reads, the unit and the period: as `reachable`; 404 for a period that is not known."""
    who, found = reachable(request, unit)
    return who, found, get_object_or_404(PeriodRow, key=period.upper())


def reachable(request: HttpRequest, unit: str) -> tuple[Acting, Unit]:
    """Who reads, and the unit (our key, or its number). 404 for a unit out of reach: nobody learns that it has reports. Who files for a unit that
    ended reads its reports too.
    """
    who = acting(request)
    wanted = {"pk": int(unit)} if unit.isdecimal() else {"key": unit}
    found = reach(who).filter(**wanted).first()
    if found is None and who.may(Duty.FILE_REPORT):
        found = Unit.objects.filter(pk__in=stood_for(who.unit.pk, clock.today()), **wanted).first()
    if found is None:
        raise Http404
    return who, found


def receiving(request: HttpRequest) -> Acting:
    """Somebody of a unit that receives reports; 404 for any other."""
    who = acting(request)
    if who.unit.level not in KEPT:
        raise Http404
    return who


def tables(request: HttpRequest) -> tuple[Acting, QuerySet[Unit]]:
    """Who chooses a table, and the units whose figures the post may read."""
    who = acting(request)
    return who, reach(who)


def saved_table(request: HttpRequest, code: str) -> SavedTable:
    """A kept table by its link: any officer may follow it, what it shows is decided by the reader's own reach."""
    acting(request)
    return get_object_or_404(SavedTable, code=code)


def own_table(request: HttpRequest, code: str) -> tuple[Acting, SavedTable]:
    """A kept table of the person's own unit, to let it go."""
    who = acting(request)
    return who, get_object_or_404(SavedTable, code=code, unit=who.unit)


def signs_for(request: HttpRequest) -> Acting:
    """Somebody who makes the reports of their unit says who signs them."""
    return acting_with(request, Duty.FILE_REPORT)


def owed(request: HttpRequest, pk: int) -> tuple[Acting, Obligation]:
    """An obligation of the person's own unit, to begin its report."""
    who = acting_with(request, Duty.FILE_REPORT)
    obligation = Obligation.objects.filter(pk=pk).select_related("unit", "period", "form").first()
    if obligation is None or not files_for(who, obligation.unit):
        raise Http404
    _must_make(who, obligation.form, obligation.unit)
    return who, obligation


def own_report(request: HttpRequest, pk: int) -> tuple[Acting, Report]:
    """A report of the person's own unit, to be made. ReportGone for one that went with its period."""
    who = acting_with(request, Duty.FILE_REPORT)
    try:
        report = _report(pk)
    except Http404:
        if (told := taken_back(pk)) and files_for(who, told.unit):
            raise ReportGone(told) from None
        raise
    if not files_for(who, report.unit):
        raise Http404
    _must_make(who, report.form, report.unit)
    return who, report


def received(request: HttpRequest, pk: int) -> tuple[Acting, Report]:
    """A report owed to the person's unit, to be accepted or sent back: by the body that its form names, PermissionDenied for the others of the unit."""
    who = acting_with(request, Duty.CONSOLIDATE)
    report = _report(pk)
    receiver = report.obligation.receiver
    if receiver is None or not files_for(who, receiver):
        raise Http404
    must_consolidate(who, report.form)
    return who, report


def run(request: HttpRequest, pk: int) -> tuple[Acting, Campaign]:
    """A campaign that the person's unit opened, to arrange it."""
    who = acting_with(request, Duty.CONSOLIDATE)
    campaign = Campaign.objects.filter(pk=pk).select_related("unit", "period", "form").first()
    if campaign is None or not files_for(who, campaign.unit):
        raise Http404
    must_consolidate(who, campaign.form)
    return who, campaign


def awaited(request: HttpRequest, pk: int) -> tuple[Acting, Obligation]:
    """An obligation towards the person's unit, to give more time."""
    who = acting_with(request, Duty.CONSOLIDATE)
    obligation = Obligation.objects.filter(pk=pk).select_related("unit", "period", "form", "receiver").first()
    if obligation is None or obligation.receiver is None or not files_for(who, obligation.receiver):
        raise Http404
    must_consolidate(who, obligation.form)
    return who, obligation


def discusses(who: Acting, report: Report) -> bool:
    """May the person read the remarks on the report and what was sent before: of its unit, or of the one that receives it?"""
    receiver = report.obligation.receiver
    receives = receiver is not None and who.may(Duty.CONSOLIDATE) and files_for(who, receiver)
    return receives or (who.may(Duty.FILE_REPORT) and files_for(who, report.unit))


def discussed(request: HttpRequest, pk: int, *, acts: bool = True) -> tuple[Acting, Report, bool]:
    """A report of the person's unit, or owed to it, to talk about its cells. The last says whether the person receives it. `acts` False: only to read,
    which every post of these units with the duty may.
    """
    who, report = acting(request), _report(pk)
    receiver = report.obligation.receiver
    receives = receiver is not None and who.may(Duty.CONSOLIDATE) and files_for(who, receiver)
    if not receives and not (who.may(Duty.FILE_REPORT) and files_for(who, report.unit)):
        raise Http404
    if acts and receives:
        must_consolidate(who, report.form)
    elif acts:
        _must_make(who, report.form, report.unit)
    return who, report, receives


def remarked(request: HttpRequest, pk: int) -> tuple[Acting, Comment, bool]:
    """A remark on such a report. The last says whether the person receives it."""
    acting(request)
    comment = Comment.objects.filter(pk=pk).first()
    if comment is None:
        raise Http404
    who, _report_of, receives = discussed(request, comment.report_id)
    return who, comment, receives


def asked_of(request: HttpRequest, pk: int) -> tuple[Acting, CorrectionRequest]:
    """A request to open a report that the person's unit received."""
    acting_with(request, Duty.CONSOLIDATE)
    wanted = CorrectionRequest.objects.filter(pk=pk).first()
    if wanted is None:
        raise Http404
    who, report = received(request, wanted.report_id)
    wanted.report = report
    return who, wanted


def must_consolidate(who: Acting, form: Form) -> None:
    """PermissionDenied for a post of another body than the form names: it reads, and acts for nobody."""
    if not is_meant(who, form):
        words = {"form": form.label, "body": named(form, who.unit)}
        raise PermissionDenied(
            _("Mẫu “%(form)s” do %(body)s nhận và tổng hợp. Bạn đọc được báo cáo, không nhận, trả lại hay tổng hợp thay.") % words
        )


def _must_make(who: Acting, form: Form, unit: Unit) -> None:
    if not makes(who, form, unit):
        words = {"form": form.label, "body": named(form, who.unit)}
        raise PermissionDenied(_("Báo cáo tổng hợp theo mẫu “%(form)s” do %(body)s lập. Bạn đọc được, không lập thay.") % words)


def files_for(who: Acting, unit: Unit) -> bool:
    """The person's own unit, a hamlet right under it in which nobody may file, or a closed one that it stands for (its main heir; without an heir,
    who stood above): somebody must be able to file for a time before a change.
    """
    if unit.pk == who.unit.pk:
        return True
    if unit.holds_on(clock.today()):
        return enters_for(who.unit, unit)
    return stands_for([unit.pk], clock.today()).get(unit.pk) == who.unit.pk


def opens_records(who: Acting) -> bool:
    """May the post read which records a number counted? Those who make or check reports, and those who keep the records; to others it is a number."""
    return any(who.may(duty) for duty in RECORD_READERS)


def _report(pk: int) -> Report:
    joined = Report.objects.select_related("form", "period", "unit", "obligation__receiver", "submitted_by__body")
    report = joined.defer("frozen").filter(pk=pk).first()
    if report is None:
        raise Http404
    return report


def publisher(request: HttpRequest, key: str = "") -> tuple[Acting, Unit]:
    """Who publishes figures, and of which unit: the post's own, or a closed one that went into it (by its key). 404 for any other."""
    who = acting_with(request, Duty.PUBLISH)
    unit = get_object_or_404(Unit, key=key) if key else who.unit
    if unit.level not in KEPT or not files_for(who, unit):
        raise Http404
    return who, unit


def publishing(request: HttpRequest, key: str, period: str) -> tuple[Acting, Unit, PeriodRow]:
    """The same for one period of the calendar of publications."""
    who, unit = publisher(request, key)
    row = PeriodRow.objects.filter(key=period.upper(), kind__in=PUBLISHED_KINDS).first()
    if row is None:
        raise Http404
    return who, unit, row


def adjustment_file(request: HttpRequest, pk: int) -> AdjustmentFile:
    """A document behind an adjusted figure: for who reads the unit's filed figures and what they are made of, and for who makes the report. 404 otherwise."""
    who = acting(request)
    found = AdjustmentFile.objects.select_related("file", "adjustment__fact__report__unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    _opens_evidence(who, found.adjustment.fact.report)
    return found


def correction_file(request: HttpRequest, pk: int) -> CorrectionFile:
    """A document behind a correction: for the same readers."""
    who = acting(request)
    found = CorrectionFile.objects.select_related("file", "submission__report__unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    _opens_evidence(who, found.submission.report)
    return found


def _opens_evidence(who: Acting, report: Report | None) -> None:
    """Http404 for whoever may not open what a figure of the report stands on; a figure without a report has no readers."""
    if report is None or not opens_records(who):
        raise Http404
    makes = who.may(Duty.FILE_REPORT) and files_for(who, report.unit)
    if not makes and (report.state not in FILED or not who.reaches(report.unit)):
        raise Http404


def keeps(who: Acting, owner_id: int | None) -> bool:
    """Does the post keep the indicators and forms of that owner? The national ones (none) are kept at the centre, an office's own by that office."""
    mine = None if who.unit.level == Level.CENTRE else who.unit.pk
    return who.may(Duty.KEEP_BOOK) and owner_id == mine


def keeper(request: HttpRequest) -> tuple[Acting, Unit | None]:
    """Who keeps a book, and whose: the unit, or None for the national one. PermissionDenied without the duty."""
    who = acting_with(request, Duty.KEEP_BOOK)
    return who, None if who.unit.level == Level.CENTRE else who.unit


def indicator_in_book(request: HttpRequest, code: str, *, change: bool = False) -> tuple[Acting, Indicator]:
    """An indicator of the book, for any officer to read; to `change` it, for who keeps it."""
    who = acting(request)
    found = Indicator.objects.filter(code=code).select_related("whole", "owner").first()
    if found is None:
        raise Http404
    if change and not keeps(who, found.owner_id):
        raise PermissionDenied(_("Chỉ cơ quan giữ chỉ tiêu, mẫu này mới sửa được."))
    return who, found


def group_in_book(request: HttpRequest, code: str) -> tuple[Acting, Group | None]:
    """A group of the book and what an office said of it (None: nothing, it is the product's), to change it: for who keeps it."""
    who = acting(request)
    found = Group.objects.filter(code=code).select_related("owner").first()
    if found is None and code not in GROUPS:
        raise Http404
    if not keeps(who, found.owner_id if found else None):
        raise PermissionDenied(_("Chỉ cơ quan giữ nhóm này mới sửa được."))
    return who, found


def relation_in_book(request: HttpRequest, pk: int) -> tuple[Acting, Relation]:
    """A relation between figures, to change it: for who keeps it."""
    who = acting(request)
    found = Relation.objects.filter(pk=pk).select_related("owner").first()
    if found is None:
        raise Http404
    if not keeps(who, found.owner_id):
        raise PermissionDenied(_("Chỉ cơ quan khai quan hệ này mới sửa được."))
    return who, found


def form_in_book(request: HttpRequest, pk: int, *, change: bool = False) -> tuple[Acting, Form]:
    """A version of a form: for any officer to read, a draft only for who keeps it; to `change` it, only for them."""
    who = acting(request)
    found = Form.objects.filter(pk=pk).select_related("owner").first()
    if found is None or (found.state == FormState.DRAFT and not keeps(who, found.owner_id)):
        raise Http404
    if change and not keeps(who, found.owner_id):
        raise PermissionDenied(_("Chỉ cơ quan giữ chỉ tiêu, mẫu này mới sửa được."))
    return who, found


def draft_in_book(request: HttpRequest, pk: int) -> tuple[Acting, Form]:
    """A draft, for who keeps it; 404 for a form that was published: that is never changed."""
    who, found = form_in_book(request, pk, change=True)
    if found.state != FormState.DRAFT:
        raise Http404
    return who, found
