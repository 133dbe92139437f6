"""An office's own changes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from danvan.audit.doer import SYSTEM
from danvan.audit.selectors import trail
from danvan.documents import services
from danvan.documents.models import DayRule, TimeLimit
from danvan.documents.rules import Terms
from danvan.documents.selectors import limit
from danvan.documents.tests.factories import law, ten_days
from danvan.documents.words import extension, remote, standing, terms
from danvan.lib.refusal import Refused

pytestmark = pytest.mark.django_db
LATER = date(2027, 1, 1)


def coded(code: str) -> TimeLimit:
    """The latest version."""
    law()
    return TimeLimit.objects.of_code(code).latest("valid_from")


def refused(limit: TimeLimit, valid_from: date, terms: Terms) -> str:
    """The field that a refusal names."""
    with pytest.raises(Refused) as caught:
        services.amend_limit(by=SYSTEM, limit=limit, valid_from=valid_from, terms=terms)
    return caught.value.field


def test_a_new_version_leaves_the_old_one_as_it_was() -> None:
    old = coded("KN-03")
    new = services.amend_limit(by=SYSTEM, limit=old, valid_from=LATER, terms=ten_days())
    old.refresh_from_db()
    assert (old.days, old.valid_to) == (30, LATER)
    assert (new.days, new.valid_from, new.valid_to, new.label) == (10, LATER, None, old.label)
    assert limit("complaint", "settle", date(2026, 12, 31)) == old
    assert limit("complaint", "settle", LATER) == new
    assert trail(new).get().act == "documents.limit.amend"


def test_a_version_fits_between_two_that_are_known() -> None:
    law()
    weekly = TimeLimit.objects.get(code="TCD-06")
    between = services.amend_limit(
        by=SYSTEM, limit=weekly, valid_from=date(2024, 1, 1), terms=Terms(days=3, counting="per_month", instrument="Luật thử")
    )
    assert between.valid_to == date(2025, 7, 1)


def test_a_version_may_not_begin_where_another_stands_or_none_does() -> None:
    old = coded("KN-03")
    assert refused(old, old.valid_from, ten_days()) == "valid_from"
    assert refused(old, date(2000, 1, 1), ten_days()) == "valid_from"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"extended_days": 20}, "extended_days"),
        ({"extensions_allowed": 1}, "extended_days"),
        ({"extended_days": 10, "extensions_allowed": 1}, "extended_days"),
        ({"remote_days": 15, "remote_extended_days": 15}, "remote_extended_days"),
        ({"counting": "per_week", "extensions_allowed": 1, "extended_days": 12}, "extensions_allowed"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(changes: dict[str, object], field: str) -> None:
    assert refused(coded("KN-03"), LATER, replace(ten_days(), **changes)) == field  # type: ignore[arg-type]  # a few of its fields


def test_an_office_may_be_stricter_than_the_law_but_not_looser() -> None:
    own = coded("CQ-01")
    services.amend_limit(by=SYSTEM, limit=own, valid_from=LATER, terms=replace(ten_days(), days=90))
    law_row = TimeLimit.objects.get(code="PA-04")
    # A law sets 20 working days from March: 28 days of the calendar.
    services.amend_limit(by=SYSTEM, limit=law_row, valid_from=date(2027, 3, 1), terms=Terms(20, "working", "Luật thử"))
    newest = coded("CQ-01")
    assert refused(newest, date(2027, 3, 1), replace(ten_days(), days=29)) == "days"
    assert refused(newest, date(2027, 3, 1), replace(ten_days(), days=None)) == "days"
    services.amend_limit(by=SYSTEM, limit=newest, valid_from=date(2027, 3, 1), terms=replace(ten_days(), days=28))


def test_confirming_changes_the_mark_and_not_the_terms() -> None:
    row = coded("KN-04")
    with pytest.raises(Refused):
        services.confirm_limit(by=SYSTEM, limit=row, source="  ")
    done = services.confirm_limit(by=SYSTEM, limit=row, source="Công báo 123")
    assert (done.verified, done.source, done.days) == (True, "Công báo 123", row.days)
    assert standing(done)[1] == "success"


def test_the_database_refuses_a_version_that_ends_before_it_begins_or_begins_twice() -> None:
    row = coded("KN-04")
    for change in ({"valid_to": row.valid_from}, {"valid_to": None, "pk": None}):
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_a_worked_day_must_change_something() -> None:
    law()
    with pytest.raises(Refused) as caught:
        services.set_day(by=SYSTEM, day=date(2026, 9, 8), kind="worked", name="Làm việc", source="x")
    assert caught.value.field == "kind"
    # A day the sources have off may well be worked.
    services.set_day(by=SYSTEM, day=date(2026, 9, 1), kind="worked", name="Trực", source="Công văn thử")
    for changes, field in (({"name": " "}, "name"), ({"source": ""}, "source")):
        with pytest.raises(Refused) as caught:
            services.set_day(by=SYSTEM, **{"day": date(2026, 9, 5), "kind": "off", "name": "x", "source": "x", **changes})  # type: ignore[arg-type]
        assert caught.value.field == field


def test_taking_back_a_day_of_the_sources_outlives_the_next_load() -> None:
    law()
    services.remove_day(by=SYSTEM, rule=DayRule.objects.get(day=date(2026, 8, 31)))
    services.load_days([2026])
    rule = DayRule.objects.get(day=date(2026, 8, 31))
    assert (rule.kind, rule.entered_by_hand) == ("worked", True)
    # And taking that back again restores what the sources say.
    services.remove_day(by=SYSTEM, rule=rule)
    assert DayRule.objects.get(day=date(2026, 8, 31)).kind == "off"


def test_taking_back_a_day_entered_by_hand_removes_it() -> None:
    rule = services.set_day(by=SYSTEM, day=date(2026, 9, 8), kind="off", name="Bão", source="Công điện thử")
    services.remove_day(by=SYSTEM, rule=rule)
    assert not DayRule.objects.exists()


def test_limits_read_as_sentences() -> None:
    assert terms(coded("TCD-01")) == "không quá 10 ngày làm việc"
    assert terms(coded("TCD-05")) == "ít nhất 2 lần mỗi tháng"
    assert terms(coded("DT-02")) == "trước ít nhất 7 ngày"
    assert terms(coded("PA-02")) == "không đặt số ngày"
    complaint = coded("KN-03")
    assert extension(complaint) == "được gia hạn 1 lần, tổng không quá 45 ngày"
    assert remote(complaint) == "vùng sâu, vùng xa: 45 ngày, gia hạn đến 60 ngày"
    assert remote(coded("KN-09")) == "vùng sâu, vùng xa: 45 ngày"
    assert [standing(coded(code))[0] for code in ("KN-03", "KN-04", "CQ-01")] == ["đã đối chiếu", "chưa đối chiếu", "cơ quan tự đặt"]


def test_every_row_reads_as_a_sentence() -> None:
    law()
    for row in TimeLimit.objects.all():
        assert terms(row)
        assert "%" not in terms(row) + extension(row) + remote(row)


@pytest.mark.parametrize("name", ["days", "extended_days", "remote_days", "remote_extended_days"])
def test_a_number_of_days_that_nobody_can_mean_is_refused(name: str) -> None:
    """A due date is found day by day: such a limit would hold every counter of days for hours."""
    said: dict[str, Any] = {"extensions_allowed": 1, "extended_days": 20, name: 99_999_999_999}
    absurd = replace(ten_days(), **said)
    assert refused(coded("KN-03"), LATER, absurd) == name
