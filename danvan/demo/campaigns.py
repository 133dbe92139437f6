"""A quarter's reporting, commune by commune: most in time, some late, a few returned and corrected, some missing."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from danvan.audit.doer import SYSTEM
from danvan.demo.people import Office
from danvan.demo.stage import Life
from danvan.demo.texts import SENTENCES, WORDS
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.drafting import Change
from danvan.reports.models import Form, Heading, Indicator, Obligation, Report
from danvan.reports.selectors.checked import open_questions
from danvan.reports.selectors.drafts import sentences_of
from danvan.reports.services import SourceData, Typed

# What a commune types: indicator code -> from, to. What is not here stays counted or is an explicit zero.
TYPICAL = {
    "A1": (1, 5),
    "A3": (2, 8),
    "H68": (2, 12),
    "H69": (1, 5),
    "H70": (1, 8),
}

# The counted figure that one commune adjusts.
ADJUSTED = "B13"


@dataclass(frozen=True)
class Plan:
    """How one commune's report of one quarter goes."""

    wait: int
    returned: bool
    missing: bool
    adjusts: bool = False


def draw(chance: random.Random, *, missing: bool, adjusts: bool) -> Plan:
    """One in twelve is late, one in twenty-three comes back for correction."""
    return Plan(chance.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 9)), chance.random() < 0.045, missing, adjusts)


def commune_life(office: Office, province: Office, obligation: Obligation, plan: Plan, chance: random.Random, *, received: bool) -> Life:
    """Open the report prefilled, type what no room counts yet, write the words, submit; the province accepts or returns it."""
    yield plan.wait
    if plan.missing:
        return
    report = services.start(by=office.reporter, obligation=obligation)
    fill(office, report, chance)
    if plan.adjusts:
        adjust(office, report)
    yield 0
    send(office, report, chance)
    yield chance.choice((1, 2, 3))
    if not received:
        return
    if plan.returned:
        model = Indicator.objects.get(code="H70")
        remark = services.comment(
            by=province.reporter, report=report, cell=model, text="Lớn hơn số mô hình đăng ký ở H68, đề nghị rà soát."
        )
        services.send_back(by=province.reporter, report=report, reason="Số mô hình duy trì lớn hơn số mô hình đăng ký; đề nghị rà soát.")
        yield 2
        services.answer(by=office.reporter, comment=remark, text="Đã rà soát: tính trùng một mô hình của năm trước.")
        enter(office, report, {"H70": "1"})
        send(office, report, chance)
        yield 1
        services.resolve(by=province.reporter, comment=remark)
    services.accept(by=province.reporter, report=report)


def province_life(province: Office, obligation: Obligation, chance: random.Random, *, number: int) -> Life:
    """When the communes are in: add the province's own figures, draft the words from all of them, submit upward."""
    yield 14
    report = services.start(by=province.reporter, obligation=obligation)
    enter(province, report, {code: str(chance.randint(2, 9)) for code in ("A1", "A2", "A3", "A5", "A7", "H68")})
    draft_words(province, report)
    yield 2
    send(province, report, chance)


def fill(office: Office, report: Report, chance: random.Random) -> None:
    """The typed part of a report."""
    enter(office, report, {code: str(chance.randint(low, high)) for code, (low, high) in TYPICAL.items()})
    for heading in Heading.objects.filter(form=report.form, takes_text=True):
        if choices := WORDS.get(heading.code):
            services.write(by=office.reporter, report=report, heading=heading, text=chance.choice(choices))


def adjust(office: Office, report: Report) -> None:
    """Two who came to the leader's reception stand only in the paper book: the count is adjusted, and both numbers stay."""
    fact = report.facts.select_related("indicator").filter(indicator__code=ADJUSTED, value__isnull=False).first()
    if fact is None:
        return
    data = services.AdjustmentData(
        amount="+2",
        reason="missing",
        sentence="Hai lượt tiếp công dân tại thôn mới ghi trong sổ giấy, chưa nhập vào hệ thống.",
        document_number="27/BC-UBND",
        document_on=clock.today(),
        document_issuer=str(office.unit),
    )
    services.adjust(by=office.reporter, report=report, indicator=fact.indicator, change=data, seen=fact.value or 0)


def send(office: Office, report: Report, chance: random.Random) -> None:
    """Counted once more, a sentence for each question the checks then ask, as an office would write it, and away."""
    services.refill(by=office.reporter, report=report)
    sentences = {one.question.key: chance.choice(SENTENCES[one.question.check.split(".")[0]]) for one in open_questions(report)}
    services.explain(by=office.reporter, report=report, sentences=sentences)
    services.submit(by=office.reporter, report=report)


def draft_words(office: Office, report: Report) -> None:
    """Under each heading what the office says itself, and the sentences drafted from its figures."""
    for heading in Heading.objects.filter(form=report.form, takes_text=True).prefetch_related("lines"):
        with override("vi"):
            drafted = sentences_of(report, [line.indicator_id for line in heading.lines.all()])
        told = [one.text for one in drafted if one.change != Change.MISSING]
        text = "\n".join((*WORDS.get(heading.code, ())[:1], " ".join(told))).strip()
        if text:
            services.write(by=office.reporter, report=report, heading=heading, text=text)


def enter(office: Office, report: Report, values: dict[str, str]) -> None:
    """Enter the figures, by code, with the office's own book as their source."""
    source = SourceData(title=f"Sổ theo dõi công tác dân vận, kỳ {report.period.label}", publisher=office.unit.full_name)
    indicators = Indicator.objects.in_bulk(values, field_name="code")
    typed = [Typed(indicators[code], value, "", source) for code, value in values.items()]
    services.type_figures(by=office.reporter, report=report, figures=typed)


def open_quarter(key: str, root: Office) -> dict[int, Obligation]:
    """Freeze who owes the quarter's report, below the province. Out: obligation by unit."""
    form = Form.objects.published().get(code="party-periodic")
    return {one.unit_id: one for one in services.open_period(by=SYSTEM, form=form, period_key=key, root=root.unit)}


def open_state_quarter(key: str, root: Office, offices: Iterable[Office], chance: random.Random) -> None:
    """The State's regime beside the Party's: its own quarter, closed on the 14th, opened below the province; these offices have filed, from counts alone."""
    form = Form.objects.published().get(code="state-petitions")
    owed = {one.unit_id: one for one in services.open_period(by=SYSTEM, form=form, period_key=key, root=root.unit)}
    for office in offices:
        send(office, services.start(by=office.reporter, obligation=owed[office.unit.pk]), chance)


def missing_units(offices: Iterable[Office], chance: random.Random, count: int) -> set[int]:
    """The communes that have not reported."""
    return set(chance.sample(sorted(office.unit.pk for office in offices), count))


def first_day_after(last_day: date) -> date:
    """The day reports begin to be written."""
    return date.fromordinal(last_day.toordinal() + 1)


def reminders() -> Life:
    """What a machine does each morning around the due date: whoever has not filed is told, once for each rule."""
    for _morning in range(14):
        services.remind(by=SYSTEM)
        yield 1


def extension(province: Office, obligation: Obligation) -> Life:
    """One commune in the flood gets more time."""
    day = date.fromordinal(obligation.due_on.toordinal() + 7)
    services.extend(by=province.reporter, obligation=obligation, due_on=day, reason="Mưa lũ từ ngày 28/9, mất điện tại trụ sở")
    yield 0


def correction(office: Office, province: Office, unit_owes: Obligation, province_owes: Obligation, *, explained: bool) -> Life:
    """A commune finds a mistake after its report and the province's were sent; the province takes it over, or says why not."""
    report = Report.objects.filter(obligation=unit_owes, state="accepted").first()
    above = Report.objects.filter(obligation=province_owes, state__in=("submitted", "accepted")).first()
    if report is None or above is None:
        return
    fact = report.facts.select_related("indicator").get(indicator__code="H68")
    cell = services.Corrected(fact.indicator, str((fact.value or 0) + 2), "Cộng sót hai mô hình của thôn", "Sổ theo dõi mô hình năm 2026")
    told = services.file_correction(by=office.reporter, report=report, cells=[cell], seen=report.revision)
    yield 2
    if told is None:
        return
    if explained:
        waiting = told.takeovers.get(report=above)
        services.explain_correction(by=province.reporter, takeover=waiting, sentence="Đã báo cáo cấp trên; sẽ đưa vào báo cáo sáu tháng.")
    else:
        services.take_over(by=province.reporter, report=above)
