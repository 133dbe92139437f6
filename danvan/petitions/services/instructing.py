"""What a superior asks of the unit where a petition lies, by when; what the unit reports."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.documents import selectors as documents
from danvan.documents.models import Matter, TimeLimit
from danvan.documents.models import Step as LawStep
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.workdays import Due
from danvan.petitions.models import DENUNCIATIONS, Instruction, Petition
from danvan.petitions.rules import Act
from danvan.petitions.services import clocks
from danvan.petitions.services.process import begin, case_of, finish, keep_due, need
from danvan.units.models import Unit, UnitPath


def lawful_due(petition: Petition) -> tuple[TimeLimit, Due] | None:
    """For a denunciation whose term of settling is over: the limit of the report asked for today, and its last day with the proof.

    The superior asks, the one who settles reports within five working days (L25/2018 Art. 38). None for everything else.
    """
    if petition.kind not in DENUNCIATIONS or not case_of(petition).late:
        return None
    today = clock.today()
    limit = documents.limit(Matter.DENUNCIATION, LawStep.OVERDUE_REPORT, today)
    if limit is None or limit.days is None:
        return None
    return limit, documents.calendar([today.year]).due(today, limit.days, limit.counting)


@transaction.atomic
def instruct(*, by: Doer, unit: Unit, petition: Petition, kind: str, text: str, due_on: date | None = None) -> Instruction:
    """A unit above urges, asks for a report or directs. `due_on`: when the report is due, a working day; empty = the law's, where it sets one.

    Raises Refused (fields `kind`, `text`, `due_on`).
    """
    petition = begin(petition, Act.INSTRUCT)
    today = clock.today()
    if by.post_id is None or not UnitPath.objects.on(today).filter(unit=petition.unit, ancestor=unit, depth__gt=0).exists():
        raise Refused(_("Chỉ cấp trên của đơn vị đang giải quyết được chỉ đạo."))
    if kind not in Instruction.Kind.values:
        raise Refused(_("Chọn loại chỉ đạo trong danh sách."), field="kind")
    made = Instruction.objects.create(
        petition=petition,
        kind=kind,
        unit=unit,
        owed_by=petition.unit,
        post_id=by.post_id,
        text=need(text, _("Hãy ghi nội dung chỉ đạo."), "text"),
        given_on=today,
        due_on=_due(petition, due_on, today),
    )
    data = {"instruction": made.pk, "kind": kind, "from": unit.full_name, "report_by": made.due_on.isoformat()}
    _asked(petition, unit)
    finish(petition, Act.INSTRUCT, by=by, data=data)
    return made


def _asked(petition: Petition, unit: Unit) -> None:
    """The unit above that was told of an overdue denunciation has asked now: that duty is done."""
    for told in Petition.objects.select_for_update(of=("self",)).filter(previous=petition, unit=unit).order_by("pk"):
        if clocks.stop_sides(told, (LawStep.OVERDUE_ASK,)):
            keep_due(told)
            told.save(update_fields=["due_on", "owed"])


def _due(petition: Petition, wanted: date | None, today: date) -> date:
    """The day the report is due: the one wanted, if it may be; else the law's."""
    lawful = lawful_due(petition)
    if wanted is None:
        if lawful is None:
            raise Refused(_("Hãy chọn hạn báo cáo."), field="due_on")
        return lawful[1].day
    if wanted <= today:
        raise Refused(_("Hạn báo cáo phải sau hôm nay."), field="due_on")
    if lawful is not None and wanted > lawful[1].day:
        told = {"day": f"{lawful[1].day:%d/%m/%Y}", "article": f"{lawful[0].instrument}, {lawful[0].article}"}
        raise Refused(_("Tố cáo quá hạn: báo cáo chậm nhất ngày %(day)s (%(article)s).") % told, field="due_on")
    calendar = documents.calendar([wanted.year])
    if not calendar.is_working(wanted):
        raise Refused(_("Ngày này là ngày nghỉ (%(why)s). Hãy chọn ngày làm việc.") % {"why": calendar.why(wanted)}, field="due_on")
    return wanted


@transaction.atomic
def report_up(*, by: Doer, petition: Petition, instruction: Instruction, text: str) -> Instruction:
    """The unit reports on what it was asked; once for each instruction. Raises Refused (fields `instruction`, `text`)."""
    petition = begin(petition, Act.REPORT_UP)
    asked = (
        Instruction.objects.select_for_update(of=("self",)).filter(pk=instruction.pk, petition=petition, replied_on__isnull=True).first()
    )
    if asked is None:
        raise Refused(_("Chỉ đạo này đã được báo cáo."), field="instruction")
    asked.reply, asked.replied_on, asked.replied_by_id = need(text, _("Hãy ghi nội dung báo cáo."), "text"), clock.today(), by.post_id
    asked.save(update_fields=["reply", "replied_on", "replied_by"])
    finish(petition, Act.REPORT_UP, by=by, data={"instruction": asked.pk, "kind": asked.kind})
    return asked


def carry_instructions(petition: Petition, *, by: Doer) -> None:
    """The locked petition has moved: whoever has it now owes the reports. Arrived at the unit that asked, nothing is owed any more."""
    waiting = Instruction.objects.select_for_update(of=("self",)).filter(petition=petition, replied_on__isnull=True).order_by("pk")
    for one in waiting:
        if one.unit_id == petition.unit_id:
            one.reply, one.replied_on, one.replied_by_id = _("Đơn đã được chuyển lên đơn vị chỉ đạo."), clock.today(), by.post_id
        one.owed_by = petition.unit
        one.save(update_fields=["owed_by", "reply", "replied_on", "replied_by"])
