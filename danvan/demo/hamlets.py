"""What hamlets report to their commune each month: on a form of the province, for one commune; filed, sent back, corrected, late, missing."""

from collections.abc import Sequence
from datetime import date

from danvan.audit.doer import SYSTEM
from danvan.demo.people import PASSWORD, Office, appointed
from danvan.demo.stage import Life
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.contents import FormContent, HeadingContent, IndicatorContent
from danvan.reports.models import Indicator, Obligation, Report
from danvan.reports.services import Typed
from danvan.units.access import Acting
from danvan.units.models import Body, Duty, Kind, Unit
from danvan.units.services import add_hamlet, open_body

KEY = "2026-10"
FORM = "ht-thon"
# The hamlets of the commune that people can sign in to. Two have somebody who files; for the others the commune enters.
NAMES = ("Đông", "Trung", "Tân Tiến", "Yên Mỹ", "Hòa Bình", "Tây")
# Three are enough elsewhere.
FEW = 3
MEETINGS, HOUSEHOLDS, DAYS = "HT-11", "HT-12", "HT-13"
# What each gives: meetings, households that came, days of work given. The last has not filed.
GIVEN = {"Đông": (2, 61, 14), "Trung": (1, 34, 340), "Tân Tiến": (1, 28, 6), "Yên Mỹ": (1, 45, 20), "Hòa Bình": (2, 52, 9)}


def _indicator(number: int, name: str, name_en: str, name_ru: str, measure: str, definition: tuple[str, str, str]) -> IndicatorContent:
    meant, meant_en, meant_ru = definition
    return IndicatorContent(
        group="H",
        number=number,
        name=name,
        name_en=name_en,
        name_ru=name_ru,
        measure=measure,
        kind="flow",
        definition=meant,
        definition_en=meant_en,
        definition_ru=meant_ru,
        valid_from="2026-01-01",
    )


BOOK = {
    MEETINGS: _indicator(
        91,
        "Cuộc họp thôn, tổ dân phố",
        "Meetings of hamlets and street groups",
        "Собрания деревень и групп жителей",
        "cuộc",
        (
            "Số cuộc họp toàn thể hộ dân trong kỳ.",
            "Meetings of all households in the period.",
            "Собрания всех домохозяйств за период.",
        ),
    ),
    HOUSEHOLDS: _indicator(
        92,
        "Lượt hộ dự họp thôn, tổ dân phố",
        "Attendance of households at meetings",
        "Посещения собраний домохозяйствами",
        "lượt",
        (
            "Cộng số hộ có người dự của từng cuộc họp.",
            "Households present, added over the meetings.",
            "Присутствовавшие домохозяйства, сумма по собраниям.",
        ),
    ),
    DAYS: _indicator(
        93,
        "Ngày công người dân đóng góp",
        "Days of work given by people",
        "Человеко-дни, отработанные жителями",
        "ngày công",
        (
            "Ngày công tự nguyện làm đường, vệ sinh, công trình chung.",
            "Days given freely to roads, cleaning and common works.",
            "Добровольно отработанные дни: дороги, уборка, общие работы.",
        ),
    ),
}


def begin(office: Office, names: Sequence[str]) -> None:
    """The hamlets of a commune, or the street groups of a ward."""
    kind = Kind.STREET_GROUP if office.unit.kind == Kind.WARD else Kind.HAMLET
    for name in names:
        add_hamlet(by=SYSTEM, parent=office.unit, kind=kind, name=name, valid_from=clock.today())


def heads(commune: Office) -> dict[str, Acting]:
    """Who files in the first two hamlets, by the hamlet's name."""
    units = Unit.objects.filter(parents__parent=commune.unit, name__in=NAMES[:2])
    return {one.name: _head(one, f"thon{number}.truong") for number, one in enumerate(units.order_by("id"), start=1)}


def _head(hamlet: Unit, username: str) -> Acting:
    name = f"Ban công tác Mặt trận {hamlet.full_name.lower()[:1]}{hamlet.full_name[1:]}"
    body = open_body(by=SYSTEM, unit=hamlet, kind=Body.Kind.FRONT, name=name, valid_from=hamlet.valid_from)
    return appointed(body, "Trưởng ban công tác Mặt trận", username, [Duty.FILE_REPORT], PASSWORD)


def month(province: Office, commune: Office, heads: dict[str, Acting]) -> Life:
    """The month after: most file in time, one is sent back, the commune sums up; then one corrects and one comes late, and the commune has both to answer."""
    owed = _opened(province, commune)
    yield 1
    sent = {name: _sent(heads.get(name, commune.reporter), owed[name], name) for name in ("Đông", "Trung", "Yên Mỹ", "Hòa Bình")}
    yield 1
    services.send_back(by=commune.reporter, report=sent["Trung"], reason="Ngày công 340 gấp nhiều lần các thôn khác; đề nghị rà soát.")
    for name in ("Đông", "Yên Mỹ", "Hòa Bình"):
        services.accept(by=commune.reporter, report=sent[name])
    yield 1
    report = services.start(by=commune.reporter, obligation=owed[commune.unit.name])
    services.submit(by=commune.reporter, report=report)
    yield 1
    services.accept(by=province.reporter, report=report)
    yield 2
    _corrected(heads["Đông"], sent["Đông"])
    yield 1
    _sent(commune.reporter, owed["Tân Tiến"], "Tân Tiến")


def _opened(province: Office, commune: Office) -> dict[str, Obligation]:
    """The province's form, written and opened for the month. Out: what is owed, by the unit's own name."""
    for code, content in BOOK.items():
        services.add_indicator(by=province.reporter, code=code, content=content, owner=province.unit)
    draft = services.new_form(by=province.reporter, code=FORM, content=_form(commune.unit), owner=province.unit)
    form = services.publish_form(by=province.reporter, form=draft, reason="")
    owed = services.open_period(by=province.reporter, form=form, period_key=KEY, root=province.unit)
    return {one.unit.name: one for one in owed}


def _form(commune: Unit) -> FormContent:
    """For the hamlets of the commune, which it names: nobody else owes it but they and the commune."""
    title = "Họp thôn và đóng góp của nhân dân"
    heading = HeadingContent("I", "I", title, "Meetings and contributions", "Собрания и вклад жителей", indicators=tuple(BOOK))
    return FormContent(
        name="Báo cáo tháng của thôn",
        name_en="Monthly report of hamlets",
        name_ru="Ежемесячный отчёт деревень",
        title="Báo cáo hoạt động của thôn",
        levels=("hamlet", "commune"),
        units=tuple(Unit.objects.filter(parents__parent=commune, level="hamlet").order_by("key").values_list("key", flat=True)),
        frequencies=("month",),
        due={"hamlet": {"": "days 5"}, "commune": {"": "days 8"}},
        headings=(heading,),
    )


def _sent(by: Acting, owed: Obligation, name: str) -> Report:
    report = services.start(by=by, obligation=owed)
    book = Indicator.objects.in_bulk(BOOK, field_name="code")
    services.type_figures(
        by=by, report=report, figures=[Typed(book[code], str(value)) for code, value in zip(BOOK, GIVEN[name], strict=True)]
    )
    return services.submit(by=by, report=report)


def _corrected(head: Acting, report: Report) -> None:
    """The hamlet had left one meeting out."""
    report.refresh_from_db()
    book = Indicator.objects.in_bulk((MEETINGS, HOUSEHOLDS), field_name="code")
    reason, evidence = "Ghi sót cuộc họp ngày 28/10", f"Biên bản họp thôn ngày {date(2026, 10, 28):%d/%m/%Y}"
    cells = [services.Corrected(book[MEETINGS], "3", reason, evidence), services.Corrected(book[HOUSEHOLDS], "88", reason, evidence)]
    services.file_correction(by=head, report=report, cells=cells, seen=report.revision)
