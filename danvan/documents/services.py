"""Every write to the law's data: an office's own changes here, loading from the files in `loading`."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.audit.services import record
from danvan.documents import rules, sources
from danvan.documents.loading import Loaded, load_days, load_limits
from danvan.documents.models import DayRule, TimeLimit
from danvan.documents.reckoning import recount
from danvan.lib.refusal import Refused
from danvan.lib.workdays import SATURDAY

__all__ = ["Loaded", "amend_limit", "confirm_limit", "load_days", "load_limits", "remove_day", "set_day"]


@transaction.atomic
def amend_limit(*, by: Doer, limit: TimeLimit, valid_from: date, terms: rules.Terms) -> TimeLimit:
    """Enter a new version of a limit, in force from a day. The version before it ends there and is not rewritten: cases keep it.

    Refuses a day on which an older version still stands or a newer one begins, terms that contradict each other, and an office's own
    limit that is looser than the law's.
    """
    standing = TimeLimit.objects.select_for_update().of_code(limit.code).on(valid_from).first()
    if standing is None or valid_from <= standing.valid_from:
        raise Refused(_("Hãy chọn ngày sau ngày bắt đầu của bản đang áp dụng."), field="valid_from")
    rules.check_terms(terms)
    version = _version_of(standing, valid_from, terms)
    if version.local:
        _refuse_looser(version)
    standing.valid_to, standing.edited = valid_from, True
    standing.save(update_fields=["valid_to", "edited"])
    version.save(force_insert=True)
    record(
        "documents.limit.amend", by=by, subject=version, data={"code": version.code, "from": valid_from.isoformat(), "days": version.days}
    )
    return version


def _version_of(standing: TimeLimit, valid_from: date, terms: rules.Terms) -> TimeLimit:
    """A copy for the time from the day on (until the standing version would have ended), with the new terms."""
    kept = ("code", "matter", "step", "sense", "label", "trigger", "local", "valid_to")
    version = TimeLimit(
        valid_from=valid_from, edited=True, source=str(_("cơ quan nhập")), **{name: getattr(standing, name) for name in kept}
    )
    for name, value in vars(terms).items():
        setattr(version, name, value)
    return version


def _refuse_looser(version: TimeLimit) -> None:
    """The office may be stricter than the law, or speak where the law is silent."""
    others = TimeLimit.objects.on(version.valid_from).exclude(code=version.code)
    law = others.filter(matter=version.matter, step=version.step, sense=version.sense, local=False, days__isnull=False).first()
    if law is not None and rules.looser(version, law):
        words = {"days": law.days, "unit": law.get_counting_display(), "instrument": law.instrument}
        raise Refused(_("Pháp luật đặt %(days)s %(unit)s (%(instrument)s); cơ quan không được đặt dài hơn.") % words, field="days")


@transaction.atomic
def confirm_limit(*, by: Doer, limit: TimeLimit, source: str) -> TimeLimit:
    """Say that a limit was compared with the published text, and where. Its terms stay as they are."""
    if not source.strip():
        raise Refused(_("Hãy ghi bạn đã đối chiếu với bản nào, ở đâu."), field="source")
    row = TimeLimit.objects.select_for_update().get(pk=limit.pk)
    row.verified, row.source, row.edited = True, source.strip(), True
    row.save(update_fields=["verified", "source", "edited"])
    record("documents.limit.confirm", by=by, subject=row, data={"code": row.code})
    return row


@transaction.atomic
def remove_day(*, by: Doer, rule: DayRule) -> None:
    """Take back what is said of a day.

    A day entered by hand goes, and what the sources say of it comes back. A day of the sources stays, turned into its opposite, so that
    the next load does not bring it back.
    """
    pk, day, data = rule.pk, rule.day, {"day": rule.day.isoformat(), "kind": rule.kind, "name": rule.name}
    _take_back(rule)
    moved = recount(by=by, day=day)
    # The log comes last: whoever counts again takes its own rows first.
    rule.pk = pk
    record("documents.day.remove", by=by, subject=rule, data={**data, "moved": moved})


def _take_back(rule: DayRule) -> None:
    if not rule.entered_by_hand:
        rule.kind = DayRule.Kind.WORKED if rule.kind == DayRule.Kind.OFF else DayRule.Kind.OFF
        rule.name, rule.entered_by_hand = _("Không áp dụng: %(name)s") % {"name": rule.name}, True
        rule.save(update_fields=["kind", "name", "entered_by_hand"])
        return
    rule.delete()
    before = sources.days([rule.day.year]).get(rule.day)
    if before is not None:
        before.save(force_insert=True)


@transaction.atomic
def set_day(*, by: Doer, day: date, kind: str, name: str, source: str) -> DayRule:
    """Say that a day is off or worked, by hand. Replaces what was said of it before; whoever counted the day counts again.

    Refuses what the week says anyway (a worked Tuesday that nobody had off), an empty name or an empty source.
    """
    if kind == DayRule.Kind.WORKED and day.weekday() < SATURDAY and not DayRule.objects.filter(day=day).exists():
        raise Refused(_("Ngày %(day)s vốn là ngày làm việc, không cần ghi làm bù.") % {"day": f"{day:%d/%m/%Y}"}, field="kind")
    if not name.strip():
        raise Refused(_("Hãy ghi tên ngày nghỉ hoặc ngày làm bù."), field="name")
    if not source.strip():
        raise Refused(_("Hãy ghi văn bản làm căn cứ."), field="source")
    values = {"kind": kind, "name": name.strip(), "source": source.strip(), "entered_by_hand": True}
    rule, created = DayRule.objects.update_or_create(day=day, defaults=values)
    moved = recount(by=by, day=day)
    record("documents.day.set", by=by, subject=rule, data={"day": day.isoformat(), "kind": kind, "new": created, "moved": moved})
    return rule
