"""Publishing the figures of a unit: counted once, protected, frozen. What was published is never changed, only followed by an edition that says why."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.disclosure import Impossible, rounded
from danvan.lib.refusal import Refused
from danvan.reports import rules
from danvan.reports.disclosing import Told, told
from danvan.reports.editions import SHOWN, Draft, Stood, settle, standing
from danvan.reports.models import Indicator, PeriodRow, Publication, PublishedCell, Tally
from danvan.reports.qualifying import Words, words
from danvan.reports.rules import KEPT
from danvan.reports.selectors.asking import indicators_of
from danvan.reports.selectors.publishing import Archive, Ground, draft, ground, reported, sent_to, words_of
from danvan.reports.selectors.relations import equalities
from danvan.reports.selectors.reported import all_reported
from danvan.reports.threads import Line, Place
from danvan.units.models import Unit

BATCH = 500


@dataclass
class Plan:
    """What would be published: the cells, and the indicators that cannot be."""

    ground: Ground
    indicators: list[Indicator]
    before: Publication | None
    cells: dict[Line, Stood] = field(default_factory=dict)
    counts: dict[Line, int] = field(default_factory=dict)
    words: dict[Line, str] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)
    groups: list[Told] = field(default_factory=list)
    left_out: list[Indicator] = field(default_factory=list)

    def public(self, line: Line) -> int | None:
        """The number people see; None where the mark says why there is none."""
        stood = self.cells[line]
        if stood.mark != SHOWN:
            return None
        return stood.value if line[1] in self.open else rounded(stood.value)


def plan(root: Unit, period: PeriodRow, *, only: int | None = None) -> Plan:
    """What an edition published now would show and hide; of `only` one indicator: what stands in its family. Nothing is written."""
    place = ground(root, period)
    indicators = indicators_of(root, period)
    before = Publication.objects.filter(root=root, period=period, current=True).first()
    told_by_offices = reported(place, indicators)
    made = Plan(place, indicators, before, counts={line: count for line, (count, _word) in told_by_offices.items()})
    archive = Archive(place)
    levels = {((unit.pk, whole)): unit.level for unit in place.offices for whole in (False, unit == root)}
    for group in told(indicators, equalities(indicators, period.last_day)):
        if only is None or only in group.family.indicators:
            _settle(made, group, archive, levels)
    known = Words(
        written=told_by_offices,
        borrowed=words_of(place.editions, whole=True),
        before=words_of([before] if before else []),
        summed=_summed(made),
        plain=made.open,
    )
    made.words = words(made.cells, known, (root.pk, True), place.parts)
    return made


def _summed(made: Plan) -> dict[int, tuple[int, ...]]:
    """The indicators that the system adds up from their parts, with those that are told."""
    summed = {one.pk for one in made.indicators if one.summed}
    return {whole: parts for group in made.groups for whole, parts in group.family.parts.items() if whole in summed}


def _settle(made: Plan, group: Told, archive: Archive, levels: dict[Place, str]) -> None:
    """One family: as it is, or through the gate; what cannot pass is left out of this edition and named.

    What the book opened since goes through the gate until no edition beside it hides anything of it: else the open figures would tell the hidden.
    """
    family = group.family
    wanted = draft(made.ground, family, made.counts)
    group = replace(group, open=group.open and not archive.hidden.intersection(family.indicators))
    made.groups.append(group)
    if group.open:
        made.open.update(family.indicators)
    if group.alone:
        own = {
            line: count for line, count in made.counts.items() if line[0] == (made.ground.root.pk, False) and line[1] in family.indicators
        }
        made.cells |= {((unit, True), one): Stood(count, SHOWN, None) for ((unit, _whole), one), count in own.items()}
    elif group.open:
        for line, count in standing(wanted, {}, family).items():
            made.cells[line] = wanted.borrowed.get(line) or Stood(count, SHOWN, None)
    else:
        _guard(made, group, wanted, archive, levels)


def _guard(made: Plan, group: Told, wanted: Draft, archive: Archive, levels: dict[Place, str]) -> None:
    """Whole and parts; if they cannot all be guarded, the whole without its parts; if that cannot, nothing of them."""

    def secret(line: Line) -> bool:
        return group.secret(line, levels.get(line[0], ""))

    every = set(group.family.indicators)
    parts = {part for some in group.family.parts.values() for part in some}
    past, kin = archive.past(group.family), archive.kin(group.family)
    before = next((one.cells for one in reversed(past) if one.root == wanted.root and one.period.key == wanted.period.key), {})
    told_before = {indicator for _place, indicator in before}
    left = every
    # A correction keeps to the indicators that were told before.
    for without in [every - told_before] if told_before else [set[int](), parts]:
        try:
            made.cells |= settle(wanted.without(without), past, group.family, secret=secret, kin=kin)
        except Impossible:
            continue
        left = without
        break
    made.left_out += [one for one in made.indicators if one.pk in left]


@transaction.atomic
def publish(*, by: Doer, root: Unit, period: PeriodRow, reason: str = "", seen: str = "", knowing: bool | None = None) -> Publication:
    """Publish the table of a unit and its parts for a closed period. With a reason: a further edition of what was published.

    `seen`: the digest of the preview that somebody looked at; Refused where what would be published is another by now.
    `knowing`: where reports are not in, does who publishes know it? They say why in `reason`. None: nobody decides, the day of the calendar does.
    Raises Refused (period, unit, reason) before the day of the calendar, for another kind of period, for a unit that gathers no reports, for one
    published already without a reason, and where there is nothing to publish or nothing that would change; (knowing, reason) before all reports are in,
    unless who publishes knows it and says why.
    """
    _near(period)
    _may(root, period, reason)
    complete = all_reported(root, period)
    if knowing is not None and not complete:
        _knowing(reason, knowing=knowing)
    made = plan(root, period)
    if not made.cells:
        raise Refused(_("Chưa có số liệu nào để công bố."))
    publication = _publication(made, reason.strip())
    if seen and seen != publication.digest:
        raise Refused(_("Số liệu đã đổi sau khi xem trước. Hãy xem lại bản dưới đây rồi công bố."))
    if made.before is not None and made.before.withdrawn_on is None and made.before.digest == publication.digest:
        raise Refused(_("Số công bố không đổi: thay đổi dưới 10 không được nêu, để không lộ số nhỏ."), field="reason")
    Publication.objects.filter(root=root, period=period, current=True).update(current=False)
    publication.save()
    publication.parts.set(made.ground.editions)
    _write(made, publication)
    data = {
        "period": period.key,
        "revision": publication.revision,
        "digest": publication.digest,
        "reason": publication.reason,
        "filed": f"{publication.filed}/{publication.expected}",
        "complete": complete,
    }
    audit.record("reports.publication.publish", by=by, subject=publication, unit_id=root.pk, data=data)
    return publication


def _knowing(reason: str, *, knowing: bool) -> None:
    """Refused for who has not said that they know of the reports that are not in, or not why they publish all the same."""
    if not knowing:
        raise Refused(_("Chưa đủ báo cáo. Đánh dấu rằng bạn biết điều đó và vẫn công bố."), field="knowing")
    if not rules.worded(reason):
        raise Refused(_("Chưa đủ báo cáo. Ghi lý do vẫn công bố."), field="reason")


def _near(period: PeriodRow) -> None:
    """One publication at a time among periods that share a year: each must see the other's cells."""
    first, last = date(period.first_day.year, 1, 1), date(period.last_day.year, 12, 31)
    list(PeriodRow.objects.select_for_update(no_key=True).filter(first_day__lte=last, last_day__gte=first).order_by("pk"))


def _may(root: Unit, period: PeriodRow, reason: str) -> None:
    if period.kind not in rules.PUBLISHED_KINDS:
        raise Refused(_("Chỉ công bố theo quý, 6 tháng, 9 tháng và năm."), field="period")
    first = rules.release_day(period.last_day)
    if clock.today() < first:
        raise Refused(_("Kỳ này chỉ được công bố từ ngày %(day)s.") % {"day": f"{first:%d/%m/%Y}"}, field="period")
    if root.level not in KEPT or root.valid_from > period.last_day:
        raise Refused(_("Chỉ công bố bảng của tỉnh hoặc trung ương có trong kỳ đó."), field="unit")
    if not rules.worded(reason) and Publication.objects.filter(root=root, period=period).exists():
        raise Refused(_("Kỳ này đã công bố. Muốn đính chính phải ghi lý do."), field="reason")


def _publication(made: Plan, reason: str) -> Publication:
    root, period = made.ground.root, made.ground.period
    expected, filed = sent_to(root, period)
    ways = {one: group.way(one).value for group in made.groups for one in {line[1] for line in made.cells} & set(group.family.indicators)}
    revision = made.before.revision + 1 if made.before else 1
    return Publication(
        root=root,
        period=period,
        revision=revision,
        reason=reason,
        released_on=clock.today(),
        expected=expected,
        filed=filed,
        places=sorted({line[0][0] for line in made.cells if not line[0][1]}),
        ways={one.code: ways[one.pk] for one in made.indicators if one.pk in ways},
        left_out=[one.code for one in made.left_out],
        digest=digest_of(made),
    )


def said(made: Plan) -> dict[str, object]:
    """What people see, in a fixed order: the same whoever works it out. The number of the edition is not part of it.

    A number without a word is told as it was before there were words: its hash stays.
    """
    codes = {one.pk: one.code for one in made.indicators}
    lines = sorted(made.cells, key=lambda line: (line[0], codes[line[1]]))
    cells = [[unit, whole, codes[indicator], made.cells[(unit, whole), indicator].mark] for (unit, whole), indicator in lines]
    return {
        "root": made.ground.root.key,
        "period": made.ground.period.key,
        "cells": [
            [*cell, made.public(line), *([made.words[line]] if line in made.words else [])] for cell, line in zip(cells, lines, strict=True)
        ],
    }


def _write(made: Plan, publication: Publication) -> None:
    """The cells of this edition; the totals of parts that publish their own stand there."""
    elsewhere = {(edition.root_id, True) for edition in made.ground.editions}
    rows = [
        PublishedCell(
            publication=publication,
            unit_id=line[0][0],
            whole=line[0][1],
            indicator_id=line[1],
            count=stood.value,
            public=made.public(line),
            mark=stood.mark,
            word=made.words.get(line, ""),
            since_id=stood.key if isinstance(stood.key, int) else None,
        )
        for line, stood in made.cells.items()
        if line[0] not in elsewhere
    ]
    PublishedCell.objects.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def withdraw(*, by: Doer, publication: Publication, reason: str) -> Publication:
    """Take a publication back. It stays visible as withdrawn, with its reason; copies of it are reckoned with."""
    _near(publication.period)
    held = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if not reason.strip():
        raise Refused(_("Ghi lý do rút số liệu đã công bố."), field="reason")
    if held.withdrawn_on is not None or not held.current:
        raise Refused(_("Bản này đã được rút hoặc đã có bản sau."))
    held.withdrawn_on, held.withdrawn_reason = clock.today(), reason.strip()
    held.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    audit.record("reports.publication.withdraw", by=by, subject=held, unit_id=held.root_id, data={"reason": held.withdrawn_reason})
    return held


def digest_of(made: Plan) -> str:
    """The hash over what people would see."""
    return rules.digest(said(made))


def publish_due(*, by: Doer) -> list[Publication]:
    """Publish whatever the calendar says is ripe, from below. Where nothing may be told, nothing is published."""
    made = []
    for root, period in due():
        try:
            made.append(publish(by=by, root=root, period=period))
        except Refused:
            continue
    return made


def due() -> list[tuple[Unit, PeriodRow]]:
    """What the calendar says is ripe, somebody reported and nobody published: from below, since a total is the sum of what its parts published."""
    today = clock.today()
    periods = PeriodRow.objects.filter(kind__in=rules.PUBLISHED_KINDS, last_day__lt=today).order_by("last_day", "first_day")
    ripe = {one.pk: one for one in periods if rules.release_day(one.last_day) <= today}
    there = set(Publication.objects.values_list("root_id", "period_id"))
    filed = Tally.objects.filter(period__in=ripe, filed__gt=0, unit__level__in=KEPT).select_related("unit")
    found = {(one.period_id, one.unit_id): one.unit for one in filed if (one.unit_id, one.period_id) not in there}
    order = sorted(found, key=lambda pair: (list(ripe).index(pair[0]), KEPT.index(found[pair].level), pair[1]))
    return [(found[pair], ripe[pair[0]]) for pair in order]
