"""Due rules: for each level and kind of period, moved to a working day; edited with a look at the next days; campaigns go by them."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.workdays import Calendar
from danvan.reports import due, services
from danvan.reports.contents import FormContent, HeadingContent
from danvan.reports.models import Form, Reminder
from danvan.reports.selectors.due import upcoming
from danvan.reports.services.forms import Part
from danvan.reports.tests.factories import Tree, tree
from danvan.reports.tests.page_world import browser
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

# The holiday of 2 September with the day before it (Labour Code 2019, Article 112).
HOLIDAY = Calendar(off={date(2026, 9, 1): "Quốc khánh", date(2026, 9, 2): "Quốc khánh"})
RULES = {"commune": {"": "days 5", "year": "last 15", "month": "next 1"}, "province": {"": "working 10"}}
PLAIN = FormContent(name="Báo cáo", title="Báo cáo", levels=("commune", "province"), frequencies=("month", "year"), due=RULES, regime="own")
HEADING = (HeadingContent(code="I", number="I", title="Tình hình"),)
LAST_DAYS = st.dates(date(2016, 1, 31), date(2035, 12, 31))
SAID = st.one_of(
    st.builds(due.written, st.sampled_from(["days", "working"]), st.integers(0, due.LONGEST_WAIT)),
    st.builds(due.written, st.sampled_from(["last", "next"]), st.integers(1, due.LAST_OF_MONTH)),
)


@pytest.mark.parametrize(
    ("rule", "last", "day"),
    [
        ("days 5", date(2026, 9, 30), date(2026, 10, 5)),
        ("days 3", date(2026, 9, 30), date(2026, 10, 5)),  # 3 October is a Saturday
        ("days 1", date(2026, 8, 31), date(2026, 9, 3)),  # 1 and 2 September are holidays
        ("days 0", date(2026, 9, 30), date(2026, 9, 30)),
        ("working 2", date(2026, 8, 31), date(2026, 9, 4)),
        ("last 15", date(2026, 12, 31), date(2026, 12, 15)),
        ("last 20", date(2026, 9, 14), date(2026, 9, 21)),  # closed on the 14th; the 20th is a Sunday
        ("last 31", date(2026, 6, 30), date(2026, 6, 30)),
        ("next 10", date(2026, 12, 31), date(2027, 1, 11)),  # 10 January is a Sunday
        ("next 31", date(2026, 1, 31), date(2026, 3, 2)),  # February ends on a Saturday
    ],
)
def test_a_rule_gives_its_day_and_moves_it_off_days_off(rule: str, last: date, day: date) -> None:
    assert due.day(rule, last, HOLIDAY) == day


@given(SAID, LAST_DAYS)
def test_a_due_day_is_always_a_working_day_unless_nothing_is_waited_for(rule: str, last: date) -> None:
    day = due.day(rule, last, HOLIDAY)
    first, until = due.span(last)
    assert first <= day <= until
    assert HOLIDAY.is_working(day) or rule == "working 0"


@given(st.integers(0, due.LONGEST_WAIT - 1), LAST_DAYS, st.sampled_from(["days", "working"]))
def test_more_days_are_never_due_earlier(number: int, last: date, way: str) -> None:
    assert due.day(due.written(way, number), last, HOLIDAY) <= due.day(due.written(way, number + 1), last, HOLIDAY)


@given(st.text(max_size=12))
def test_what_is_no_rule_is_told_apart(text: str) -> None:
    try:
        way, number = due.read(text)
    except ValueError:
        assert due.faulty([text])
    else:
        assert not due.faulty([due.written(way, number)])


def test_a_kind_has_its_own_rule_else_that_of_its_level_else_the_usual() -> None:
    asked = [("commune", "year"), ("commune", "quarter"), ("province", "year"), ("centre", "year")]
    assert [due.rule_for(RULES, *one) for one in asked] == ["last 15", "days 5", "working 10", due.USUAL]


@pytest.fixture
def land(db: None) -> Tree:
    return tree()


def test_a_month_a_quarter_and_a_year_are_due_by_their_own_rules(land: Tree) -> None:
    draft = services.new_form(by=SYSTEM, code="thang", content=replace(PLAIN, frequencies=("month", "quarter", "year")), owner=None)
    services.save_draft(by=SYSTEM, form=draft, change=lambda now: replace(now, headings=HEADING), part=Part.HEADINGS)
    form = services.publish_form(by=SYSTEM, form=draft, reason="")
    found = {}
    for key in ("2026-09", "2026-Q3", "2026"):
        owed = services.open_period(by=SYSTEM, form=form, period_key=key, root=land.province)
        found[key] = {one.unit.level: one.due_on for one in owed}
    assert [found[key]["commune"] for key in found] == [date(2026, 10, 1), date(2026, 10, 5), date(2026, 12, 15)]
    assert found["2026"]["province"] == date(2027, 1, 14)


def test_reminders_go_by_the_rule_of_the_kind(land: Tree) -> None:
    draft = services.new_form(by=SYSTEM, code="nam", content=replace(PLAIN, headings=HEADING), owner=None)
    form = services.publish_form(by=SYSTEM, form=draft, reason="")
    officer(land.communes[0], Duty.FILE_REPORT)
    services.open_period(by=SYSTEM, form=form, period_key="2026", root=land.communes[0])
    with clock.standing_at(date(2026, 12, 11)):
        assert services.remind(by=SYSTEM) == 0
    with clock.standing_at(date(2026, 12, 12)):  # three days before the 15th of the year's last month
        assert services.remind(by=SYSTEM) == 1
    assert [(one.due_on, one.days) for one in Reminder.objects.all()] == [(date(2026, 12, 15), -3)]


def test_the_next_due_days_are_those_that_are_not_past(land: Tree) -> None:
    with clock.standing_at(date(2026, 12, 16)):
        shown = upcoming(RULES, ["commune"], ["month", "nine", "year"], 1)
    assert [(one.label, one.days) for one in shown] == [
        ("tháng 12 năm 2026", {"cấp xã": date(2027, 1, 1)}),
        ("9 tháng đầu năm 2027", {"cấp xã": date(2027, 10, 5)}),
        ("năm 2027", {"cấp xã": date(2027, 12, 15)}),
    ]


def made(land: Tree) -> tuple[Form, str]:
    draft = services.new_form(by=SYSTEM, code="tinh", content=PLAIN, owner=land.province)
    return draft, reverse("reports:form_due", args=[draft.pk])


def typed(**changes: str) -> dict[str, str]:
    said = {"number-commune-": "5", "way-commune-": "days", "number-province-": "10", "way-province-": "working"}
    said |= {"number-commune-month": "1", "way-commune-month": "next", "number-commune-year": "15", "way-commune-year": "last"}
    return said | {name.replace("_", "-"): value for name, value in changes.items()}


def test_a_look_shows_the_next_days_and_saves_nothing(land: Tree) -> None:
    draft, address = made(land)
    client = browser(officer(land.province, Duty.KEEP_BOOK))
    with clock.standing_at(date(2026, 10, 1)):
        page = client.post(address, typed(number_commune_year="20") | {"look": "1"}).content.decode()
    assert "Chủ Nhật, 20/12/2026" not in page
    assert "21/12/2026" in page
    draft.refresh_from_db()
    assert draft.due == RULES


def test_what_is_typed_is_saved_and_told_on_the_form(land: Tree) -> None:
    draft, address = made(land)
    client = browser(officer(land.province, Duty.KEEP_BOOK))
    said = typed(number_commune_year="20", number_commune_month="", way_commune_month="")
    assert client.post(address, said).status_code == 302
    draft.refresh_from_db()
    assert draft.due == {"commune": {"": "days 5", "year": "last 20"}, "province": {"": "working 10"}}
    page = client.get(reverse("reports:form", args=[draft.pk])).content.decode()
    for words in ("5 ngày sau kỳ", "năm: ngày 20 của tháng cuối kỳ", "10 ngày làm việc sau kỳ", "Hạn nộp sắp tới"):
        assert words in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number_commune_year": "32"}, "Ngày trong tháng từ 1 đến 31."),
        ({"number_commune_year": ""}, "Ghi số ngày."),
        ({"way_commune_year": ""}, "Chọn cách tính, hoặc bỏ số này."),
        ({"number_commune_": "121"}, "120"),
        ({"number_commune_": ""}, "bắt buộc"),
    ],
)
def test_a_slip_is_told_beside_its_field_and_nothing_is_lost(land: Tree, changes: dict[str, str], words: str) -> None:
    draft, address = made(land)
    client = browser(officer(land.province, Duty.KEEP_BOOK))
    page = client.post(address, typed(**changes))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert 'value="10"' in page.content.decode()
    draft.refresh_from_db()
    assert draft.due == RULES


def test_who_works_on_the_due_days_is_not_stopped_by_who_saves_the_settings_but_by_who_saves_the_days(land: Tree) -> None:
    draft, address = made(land)
    client = browser(officer(land.province, Duty.KEEP_BOOK))
    seen = client.get(address).context["seen"]
    services.save_draft(by=SYSTEM, form=draft, change=lambda now: replace(now, name="Tên khác"), part=Part.SETTINGS)
    assert client.post(address, typed(number_commune_="6") | {"seen": seen}).status_code == 302
    assert client.post(address, typed(number_commune_="7") | {"seen": seen}).status_code == 200
    draft.refresh_from_db()
    assert (draft.name, draft.due["commune"][""]) == ("Tên khác", "days 6")


def test_only_who_keeps_the_form_sets_its_days(land: Tree) -> None:
    _draft, address = made(land)
    assert browser(officer(land.other, Duty.KEEP_BOOK)).get(address).status_code in (403, 404)
    assert browser(officer(land.province, Duty.FILE_REPORT)).get(address).status_code in (403, 404)
