"""The last minute of a deadline: 200 communes send their reports in the same moment, some twice. Nothing is lost, every total is exact."""

import http.client
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.urls import reverse

from danvan.audit import selectors as audit
from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.reports import rules, services, totals
from danvan.reports.models import Fact, Report, ReportState, Submission, Tally, Total
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, Book, unit
from danvan.reports.tests.page_world import browser
from danvan.units.models import Duty, Unit
from danvan.units.selectors import ancestors
from danvan.units.tests.factories import officer
from tests.serving import Answer, all_at_once, ask, free_port, joined, served

COMMUNES, TWICE = 200, 20
TYPED = ("typed", "stock", "decimal")


@dataclass
class Reporter:
    """A commune's officer at the page from which the report leaves."""

    number: int
    report: int
    session: str
    answers: list[Answer] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def send(self, port: int) -> bool:
        """Press “Gửi báo cáo”."""
        form = {"number": f"{self.number}-BC/ĐU", "send": ""}
        try:
            self.answers.append(
                ask(port, reverse("reports:check", args=[self.report]), session=self.session, number=self.number, form=form)
            )
        except (OSError, http.client.HTTPException) as failure:
            self.lost.append(repr(failure))
        return True


def country() -> tuple[Unit, list[Unit]]:
    """The centre and its communes: half below the districts of one province, half directly below another."""
    centre = unit("centre", "Việt Nam")
    first, second = unit("province", "Hà Bắc", centre), unit("province", "Hà Nam Ninh", centre)
    districts = [unit("district", f"Huyện {number}", first) for number in range(5)]
    above = [districts[number % 5] if number % 2 else second for number in range(COMMUNES)]
    return centre, [unit("commune", f"Xã {number:03}", parent) for number, parent in enumerate(above)]


def said(number: int) -> dict[str, int]:
    """What a commune reports, in the smallest measure of each indicator; alike enough that no check asks for a sentence."""
    return {"typed": 10 + number % 7, "stock": 100 + number % 11, "decimal": 1_000 + number % 13}


def reporters(book: Book, centre: Unit, communes: list[Unit]) -> list[Reporter]:
    """Every commune has its report filled in and the last page open."""
    owed = services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=centre, levels=["commune"])
    of_unit = {one.unit_id: one for one in owed}
    found = []
    for number, commune in enumerate(communes):
        report = services.start(by=SYSTEM, obligation=of_unit[commune.pk])
        figures = [services.Typed(getattr(book, name), written(getattr(book, name).scale, value)) for name, value in said(number).items()]
        services.type_figures(by=SYSTEM, report=report, figures=figures)
        session = browser(officer(commune, Duty.FILE_REPORT)).cookies["sessionid"].value
        found.append(Reporter(number, report.pk, session))
    return found


def written(scale: int, value: int) -> str:
    """As a person types it."""
    return f"{value // 10**scale},{value % 10**scale:0{scale}d}" if scale else str(value)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_200_reports_sent_in_the_same_moment_are_each_stored_once_and_every_total_is_exact() -> None:
    with clock.standing_at(AFTER):
        book = factories.book()
        centre, communes = country()
        people = reporters(book, centre, communes)
    pressed = [*people, *(Reporter(one.number, one.report, one.session) for one in people[:TWICE])]
    port = free_port()
    connection.close()
    with served(port, AFTER):
        joined(all_at_once(pressed, port))
    assert [one.lost for one in pressed if one.lost] == []
    edit = {one.report: reverse("reports:edit", args=[one.report]) for one in people}
    assert [answer for one in pressed for answer in one.answers if (answer.status, answer.location) != (302, edit[one.report])] == []
    assert_each_is_stored_once(people)
    assert_totals_are_exact(book, communes)
    assert audit.verify().whole


def assert_each_is_stored_once(people: list[Reporter]) -> None:
    """One submission, one line in the log, the figures that were typed, the number that was written on it; and its hash is true."""
    reports = Report.objects.filter(state=ReportState.SUBMITTED, revision=1).in_bulk()
    assert sorted(reports) == sorted(one.report for one in people)
    for one in people:
        report = reports[one.report]
        assert report.frozen
        assert (report.number, rules.digest(report.frozen)) == (f"{one.number}-BC/ĐU", report.digest)
        assert {line["code"]: line["raw"] for line in report.frozen["facts"] if line["raw"] is not None} == by_code(one.number)
    assert sorted(Submission.objects.values_list("report", "revision")) == sorted((one.report, 1) for one in people)
    logged = Entry.objects.filter(act="reports.report.submit").values_list("subject_id", flat=True)
    assert sorted(logged) == sorted(one.report for one in people)


def by_code(number: int) -> dict[str, int]:
    return dict(zip(("T1", "T2", "T5"), said(number).values(), strict=True))


def assert_totals_are_exact(book: Book, communes: list[Unit]) -> None:
    """Every ancestor is the plain sum of its communes, of all of them."""
    sums: Counter[tuple[int, int]] = Counter()
    below: Counter[int] = Counter()
    for number, commune in enumerate(communes):
        for above in ancestors(commune, AFTER):
            below[above.pk] += 1
            for name in TYPED:
                sums[above.pk, getattr(book, name).pk] += said(number)[name]
    kept = {
        (unit, indicator): (value, reported)
        for unit, indicator, value, reported in Total.objects.values_list("unit", "indicator", "value", "reported")
    }
    assert kept == {(unit, indicator): (value, below[unit]) for (unit, indicator), value in sums.items()}
    assert set(Tally.objects.values_list("unit", "expected", "filed")) == {(unit, count, count) for unit, count in below.items()}
    assert Fact.objects.filter(live=True, value__isnull=False).count() == COMMUNES * len(TYPED)
    assert totals.check() == []
