"""The files of the product against the tables."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.documents import services, sources
from danvan.documents.models import Counting, DayRule, Matter, Sense, Step, TimeLimit
from danvan.documents.selectors import calendar, limit, years_known
from danvan.documents.tests.factories import law, ten_days
from danvan.lib.workdays import WORKING

pytestmark = pytest.mark.django_db
AUTUMN = date(2026, 9, 30)


def test_every_row_of_the_file_fits_the_table() -> None:
    rows = list(sources.limits())
    assert len({(row.code, row.valid_from) for row in rows}) == len(rows)
    for row in rows:
        row.full_clean(validate_unique=False)
        assert row.source, row.code
        assert row.verified <= row.source.startswith("[source:"), row.code
        assert row.valid_to is None or row.valid_to > row.valid_from


def test_versions_of_one_limit_never_overlap() -> None:
    law()
    for row in TimeLimit.objects.all():
        assert not TimeLimit.objects.of_code(row.code).on(row.valid_from).exclude(pk=row.pk).exists()


def test_recalled_and_secondary_rows_are_not_verified() -> None:
    rows = {row.code: row for row in sources.limits()}
    assert not rows["TCD-01"].verified
    assert not rows["KN-02"].verified  # ten days are certain, calendar or working days are not
    assert not rows["KN-05"].verified  # thirty days are, forty-five are not
    assert rows["KN-03"].verified
    assert not rows["CQ-01"].verified
    assert rows["CQ-01"].local


def test_loading_again_changes_nothing() -> None:
    first = services.load_limits()
    assert first.added == len(list(sources.limits()))
    again = services.load_limits()
    assert (again.added, again.changed, again.same, again.kept) == (0, 0, first.added, [])


def test_a_corrected_file_corrects_the_table() -> None:
    law()
    TimeLimit.objects.filter(code="KN-03").update(days=29)
    assert services.load_limits().changed == 1
    assert TimeLimit.objects.get(code="KN-03").days == 30


def test_what_an_office_changed_is_kept_and_named() -> None:
    law()
    services.amend_limit(by=SYSTEM, limit=TimeLimit.objects.get(code="XLD-01"), valid_from=date(2027, 1, 1), terms=ten_days())
    services.confirm_limit(by=SYSTEM, limit=TimeLimit.objects.get(code="KN-04"), source="Công báo")
    loaded = services.load_limits()
    assert loaded.kept == ["KN-04 (2012-07-01)", "XLD-01 (2021-11-15)"]
    assert limit("any", "classify", date(2027, 1, 1)).counting == Counting.CALENDAR  # type: ignore[union-attr]  # it is there
    assert TimeLimit.objects.get(code="KN-04").verified


def test_a_version_of_the_file_does_not_tread_on_an_offices_own(monkeypatch: pytest.MonkeyPatch) -> None:
    law()
    services.amend_limit(by=SYSTEM, limit=TimeLimit.objects.get(code="KN-03"), valid_from=date(2027, 1, 1), terms=ten_days())
    newer = TimeLimit(code="KN-03", matter="complaint", step="settle", days=20, counting="calendar", valid_from=date(2027, 3, 1))
    monkeypatch.setattr(sources, "limits", lambda: iter([newer]))
    assert services.load_limits().kept == ["KN-03 (2027-03-01)"]
    assert TimeLimit.objects.of_code("KN-03").count() == 2


@pytest.mark.parametrize(
    ("matter", "step", "on", "code"),
    [
        (Matter.COMPLAINT, Step.SETTLE, AUTUMN, "KN-03"),
        (Matter.DENUNCIATION, Step.ACCEPT, AUTUMN, "TC-01"),
        (Matter.RECOMMENDATION, Step.NOTIFY, AUTUMN, "TCD-01"),  # any matter
        (Matter.RECOMMENDATION, Step.SETTLE, AUTUMN, "CQ-01"),  # the law sets none, the office did
        (Matter.DENUNCIATION, Step.SETTLE, date(2018, 12, 31), None),  # before the law of 2018 began
        (Matter.DENUNCIATION, Step.SETTLE, date(2019, 1, 1), "TC-04"),
        (Matter.DIALOGUE, Step.ANNOUNCE, AUTUMN, None),  # counted back from the event: no due day after a start
    ],
)
def test_the_limit_in_force_is_found(matter: str, step: str, on: date, code: str | None) -> None:
    law()
    found = limit(matter, step, on)
    assert (found.code if found else None) == code


def test_the_chairs_reception_changed_on_the_first_of_july_2026() -> None:
    law()
    rows = TimeLimit.objects.filter(matter=Matter.RECEPTION, step=Step.FREQUENCY_COMMUNE)
    before, after = rows.on(date(2026, 6, 30)).get(), rows.on(date(2026, 7, 1)).get()
    assert (before.days, before.counting) == (1, Counting.PER_WEEK)
    assert (after.days, after.counting) == (2, Counting.PER_MONTH)
    assert {before.sense, after.sense} == {Sense.MINIMUM}


def test_days_come_from_the_library_and_the_missing_swap_from_our_file() -> None:
    services.load_days([2026])
    rules = {rule.day: rule for rule in DayRule.objects.all()}
    assert rules[date(2026, 1, 2)].kind == DayRule.Kind.OFF
    assert "12729/VPCP-KGVX" in rules[date(2026, 1, 2)].source
    assert rules[date(2026, 1, 10)].kind == DayRule.Kind.WORKED
    assert rules[date(2026, 8, 22)].name == "Làm bù cho ngày 31/08/2026"
    assert rules[date(2026, 11, 24)].name == "Ngày Văn hóa Việt Nam"
    assert years_known() == [2026]


def test_every_row_of_the_swap_file_names_a_real_change() -> None:
    with (sources.DATA / "day_rules.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            weekend = date.fromisoformat(row["day"]).weekday() >= 5
            assert weekend == (row["kind"] == "worked"), row


def test_days_load_again_without_change_and_follow_the_library() -> None:
    first = services.load_days([2025, 2026])
    assert services.load_days([2025, 2026]).same == first.added
    DayRule.objects.filter(day=date(2026, 9, 1)).delete()
    DayRule.objects.create(day=date(2026, 6, 1), kind=DayRule.Kind.OFF, name="Rút lại", source="PyPI holidays cũ")
    DayRule.objects.filter(day=date(2026, 4, 30)).update(name="tên cũ")
    again = services.load_days([2025, 2026])
    assert (again.added, again.changed) == (1, 2)
    assert not DayRule.objects.filter(day=date(2026, 6, 1)).exists()


def test_days_entered_by_hand_are_never_overwritten() -> None:
    services.set_day(by=SYSTEM, day=date(2026, 9, 5), kind="worked", name="Làm bù riêng", source="Công văn thử")
    services.set_day(by=SYSTEM, day=date(2026, 8, 22), kind="off", name="Không làm bù", source="Công văn thử")
    loaded = services.load_days([2026])
    assert loaded.kept == ["2026-08-22 Không làm bù"]
    assert DayRule.objects.get(day=date(2026, 8, 22)).name == "Không làm bù"
    assert DayRule.objects.get(day=date(2026, 9, 5)).kind == "worked"


def test_the_calendar_sees_an_edit_at_once() -> None:
    law()
    start = date(2026, 8, 20)
    assert calendar([2026]).due(start, 10, WORKING).day == date(2026, 9, 7)
    services.set_day(by=SYSTEM, day=date(2026, 9, 7), kind="off", name="Bão", source="Công điện thử")
    assert calendar([2026]).due(start, 10, WORKING).day == date(2026, 9, 8)


def test_the_calendar_reaches_over_new_year() -> None:
    law()
    assert calendar([2025]).due(date(2025, 12, 31), 1, WORKING).day == date(2026, 1, 5)


@given(st.integers(min_value=2015, max_value=2027))
def test_tet_is_off_every_year(year: int) -> None:
    found = sources.days([year])
    tet = [day for day, rule in found.items() if "Tết" in rule.name and rule.kind == DayRule.Kind.OFF]
    assert len([day for day in tet if day.month in {1, 2}]) >= 5
    assert all(day.weekday() >= 5 for day, rule in found.items() if rule.kind == DayRule.Kind.WORKED)


def test_the_command_prints_what_it_did() -> None:
    out = StringIO()
    call_command("law", "load", "--until", "2026", stdout=out)
    assert f"thêm {len(list(sources.limits()))}" in out.getvalue()
    assert "Chưa đối chiếu" in out.getvalue()
    services.confirm_limit(by=SYSTEM, limit=TimeLimit.objects.get(code="KN-04"), source="Công báo")
    again = StringIO()
    call_command("law", "load", "--until", "2026", stdout=again)
    assert "thêm 0, sửa 0" in again.getvalue()
    assert "KN-04" in again.getvalue()
