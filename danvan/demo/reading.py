"""What there is to read beyond one province's own quarters: other provinces, a report half made, marks of who looked, a kept table, lines of its book."""

import random
from datetime import date

from danvan.audit.doer import SYSTEM, Doer
from danvan.demo import campaigns
from danvan.demo.people import Office, signer
from danvan.demo.stage import Life
from danvan.demo.texts import SENTENCES
from danvan.reports import services
from danvan.reports.contents import FormContent, HeadingContent, IllustrationContent, IndicatorContent
from danvan.reports.models import Every, Form, Indicator, Obligation, Report
from danvan.reports.selectors import THEN
from danvan.reports.selectors.checked import open_questions
from danvan.reports.services import SourceData, Typed
from danvan.reports.services.relations import RelationContent
from danvan.reports.signing import SigningData
from danvan.reports.tables.asking import BELOW, INDICATOR, PERIOD, Asking
from danvan.units.models import Basis, Unit
from danvan.units.services import declare_portions

# Hà Nội, Đà Nẵng, Khánh Hòa, Hồ Chí Minh City, Điện Biên: north and south, and both archipelagos.
ELSEWHERE = ("2004:01", "2025:48", "2025:56", "2025:79", "2004:11")
# What they report of themselves: indicator code -> from, to.
PROVINCIAL = {"A1": (90, 420), "A3": (120, 500), "H68": (150, 900), "H70": (90, 500)}
# What the province works out of its own: inspections and supervisions together, as its conference asks for them.
OVERSIGHT = IndicatorContent(
    group="A",
    number=9,
    name="Cuộc kiểm tra, giám sát",
    name_en="Inspections and supervisions",
    name_ru="Проверки и надзорные мероприятия",
    measure="cuộc",
    kind="ratio",
    definition="Số cuộc kiểm tra cộng số cuộc giám sát trong kỳ.",
    definition_en="Inspections plus supervisions in the period.",
    definition_ru="Проверки плюс надзорные мероприятия за период.",
    numerator="A5 + A7",
    valid_from="2026-01-01",
)
# The theme of one report: how models are spread over the province, on a map and over the quarters.
THEME = FormContent(
    name="Báo cáo chuyên đề mô hình “Dân vận khéo”",
    name_en="Thematic report on “Skilful mass mobilization” models",
    name_ru="Тематический отчёт о моделях «Умелая работа с массами»",
    title="Báo cáo kết quả xây dựng mô hình “Dân vận khéo”",
    levels=("province",),
    frequencies=("quarter",),
    due={"province": {"": "days 45"}},
    headings=(
        HeadingContent("I", "I", "Mô hình trên địa bàn", "Models of the province", "Модели провинции", indicators=("H68", "H70")),
        HeadingContent("II", "II", "Nhận xét", "Remarks", "Замечания"),
    ),
    illustrations=(
        IllustrationContent("map", "H68", "I"),
        IllustrationContent("columns", "H68", "I"),
        IllustrationContent("units", "H70", ""),
    ),
)
REMARK = "Mô hình phân bố tương đối đều; các xã miền núi còn ít. Quý sau nhân rộng mô hình về vệ sinh môi trường."
KEPT_TABLE = "Mô hình “Dân vận khéo” của các xã, phường qua các quý"


def other_provinces(key: str, centre: Office, chance: random.Random, *, count: int) -> Life:
    """Some other provinces report their own quarter to the centre, so that it has more than one to read."""
    form = Form.objects.published().get(code="party-periodic")
    owed = services.open_period(by=SYSTEM, form=form, period_key=key, root=centre.unit, levels=["province"])
    yield 5
    for one in owed:
        if one.unit.key in ELSEWHERE[:count]:
            services.accept(by=centre.reporter, report=_sent(one, chance))


def _sent(owed: Obligation, chance: random.Random) -> Report:
    """A province's report from typed figures alone: nobody works in the system there yet."""
    report = services.start(by=SYSTEM, obligation=owed)
    indicators = Indicator.objects.in_bulk(PROVINCIAL, field_name="code")
    source = SourceData(title=f"Số liệu minh họa, kỳ {report.period.label}", publisher=owed.unit.full_name)
    typed = [Typed(indicators[code], str(chance.randint(low, high)), "", source) for code, (low, high) in PROVINCIAL.items()]
    services.type_figures(by=SYSTEM, report=report, figures=typed)
    return _explained_and_sent(SYSTEM, report, chance)


def _explained_and_sent(by: Doer, report: Report, chance: random.Random) -> Report:
    """Every question of the checks has its sentence, then the report goes."""
    asked = {one.question.key: chance.choice(SENTENCES[one.question.check.split(".")[0]]) for one in open_questions(report)}
    services.explain(by=by, report=report, sentences=asked)
    return services.submit(by=by, report=report)


def half_made(province: Office, owed: Obligation) -> Life:
    """The province's own report of the last quarter is being made: some of its figures are in, nothing is sent."""
    yield 25
    report = services.start(by=province.reporter, obligation=owed)
    campaigns.enter(province, report, {"A1": "4", "A2": "6", "A5": "3", "H68": "2"})


def looked(province: Office, owed: Obligation) -> Life:
    """Whoever sums up looks at the page while reports come in: the next look tells what changed."""
    services.look(by=province.reporter, unit=owed.unit, period=owed.period)
    yield 0


def thematic(province: Office, chance: random.Random) -> Life:
    """The province says who signs its papers; then its thematic report: a map and drawings of figures that its communes have given already."""
    said = SigningData(
        date(2026, 1, 1), "Phó Trưởng ban", "deputy", "Trưởng ban", post=signer(province).pk, symbol="BC/BTGDVTU", form=Every.PARTY
    )
    services.set_signing(by=province.reporter, unit=province.unit, said=said)
    draft = services.new_form(by=province.reporter, code="ht-dan-van-kheo", content=THEME, owner=province.unit)
    form = services.publish_form(by=province.reporter, form=draft, reason="")
    [owed] = services.open_period(by=province.reporter, form=form, period_key="2026-Q2", root=province.unit)
    yield 1
    report = services.start(by=province.reporter, obligation=owed)
    heading = report.form.headings.get(code="II")
    services.write(by=province.reporter, report=report, heading=heading, text=REMARK)
    _explained_and_sent(province.reporter, report, chance)


def kept_table(province: Office, keys: tuple[str, ...]) -> Life:
    """A table that the province reads each quarter, kept by name."""
    asked = Asking({BELOW: (province.unit.key,), INDICATOR: ("H68",), PERIOD: keys}, THEN)
    services.save_table(by=province.reporter, unit=province.unit, name=KEPT_TABLE, query=asked.query)
    yield 0


def own_book(province: Office) -> Life:
    """What the province writes into the book for itself: a sum of two lines, and a relation that its communes' reports are asked by from October."""
    services.add_indicator(by=province.reporter, code="HT-1", content=OVERSIGHT, owner=province.unit)
    kept_up = RelationContent(("H70",), "at_most", ("H68",), date(2026, 10, 1))
    services.add_relation(by=province.reporter, content=kept_up, owner=province.unit)
    yield 0


def divided(province: Office) -> Life:
    """How many people of a commune divided in 2025 went where: made-up amounts, as their source says."""
    before = Unit.objects.filter(paths__ancestor=province.unit, successor_edges__whole=False).order_by("key").first()
    if before is not None:
        heirs = sorted(set(before.successor_edges.values_list("successor_id", flat=True)))
        weights = {heir: 4000 - 1500 * number for number, heir in enumerate(heirs[:2])} | dict.fromkeys(heirs[2:], 500)
        declare_portions(by=SYSTEM, unit=before, basis=Basis.POPULATION, weights=weights, source="Số liệu minh họa của bản trình diễn")
    yield 0
