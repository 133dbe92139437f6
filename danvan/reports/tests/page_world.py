"""Who reads and makes reports in the tests of pages: a commune's reporter, its neighbour, the province that receives, a stranger."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Form, Heading, Indicator, Obligation, Report
from danvan.reports.tests.factories import AFTER, PERIOD, Book, Tree, acts, book, counted_figure, filed, indicator, tree
from danvan.units.access import Acting
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer
from tests.told import told_once


@dataclass
class World:
    """A province with three communes, the third quarter opened, on a day after it."""

    tree: Tree
    book: Book
    maker: Acting
    neighbour: Acting
    receiver: Acting
    stranger: Acting

    @property
    def commune(self) -> Unit:
        """The maker's unit."""
        return self.tree.communes[0]

    def owed(self, unit: Unit) -> Obligation:
        """What the unit owes for the quarter."""
        return Obligation.objects.get(unit=unit, period__key=PERIOD, form=self.book.form)

    def draft(self, unit: Unit | None = None) -> Report:
        """A report begun."""
        return services.start(by=self.receiver, obligation=self.owed(unit or self.commune))

    def filed(self, unit: Unit | None = None, figures: dict[Indicator, str] | None = None) -> Report:
        """A report submitted with typed figures (one, unless said)."""
        report = self.draft(unit)
        for one, value in (figures or {self.book.typed: "12"}).items():
            services.type_figure(by=self.receiver, report=report, indicator=one, value=value)
        return services.submit(by=self.receiver, report=report)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world, with three records in the maker's commune."""
    with counted_figure(), clock.standing_at(AFTER):
        yield build()


@told_once
def build(communes: int = 3) -> World:
    """The world of that size."""
    land, said = tree(communes), book()
    services.open_period(by=officer(land.centre), form=said.form, period_key=PERIOD, root=land.province)
    acts(land.communes[0], 3)
    return World(
        tree=land,
        book=said,
        maker=officer(land.communes[0], Duty.FILE_REPORT),
        neighbour=officer(land.communes[1], Duty.FILE_REPORT),
        receiver=officer(land.province, Duty.FILE_REPORT, Duty.CONSOLIDATE),
        stranger=officer(land.other, Duty.FILE_REPORT, Duty.CONSOLIDATE),
    )


@told_once
def seven(last: str, year_ago: str = "") -> World:
    """Seven communes report 1, 2, 4, 6, 8, 10 and `last`; the first also gave 5 the quarter before, and something `year_ago` if said."""
    made = build(7)
    for commune, value in zip(made.tree.communes, ("1", "2", "4", "6", "8", "10", last), strict=True):
        filed(made.book.form, commune, {made.book.typed: value}, root=made.tree.province)
    for key, value in (("2026-Q2", "5"), *([("2025-Q3", year_ago)] if year_ago else [])):
        filed(made.book.form, made.commune, {made.book.typed: value}, key=key, root=made.tree.province)
    return made


def gardens(made: World, *also: Indicator) -> Form:
    """A form of the province's own for the same quarter, which only communes file: T8 of its own, and what else is said."""
    form = Form.objects.create(
        code="vuon-mau",
        name="Vườn mẫu",
        name_en="Model gardens",
        title="Báo cáo vườn mẫu",
        owner=made.tree.province,
        levels=["commune"],
        due={"commune": {"": "days 9"}},
    )
    form.indicators.set([indicator("T8"), *also])
    Heading.objects.create(form=form, code="I", number="I", title="Kết quả", position=1)
    services.open_period(by=made.receiver, form=form, period_key=PERIOD, root=made.tree.province)
    return form


def begun(made: World, form: Form, value: str = "1") -> Report:
    """The maker's report on that form, with its own figure."""
    report = services.start(by=made.maker, obligation=form.obligations.get(unit=made.commune))
    services.type_figure(by=made.maker, report=report, indicator=form.indicators.get(code="T8"), value=value)
    return report


def browser(who: Acting) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user)
    return client


def place(name: str, *arguments: object) -> str:
    """The address of a page of the room."""
    return reverse(f"reports:{name}", args=arguments)


def links(html: str, part: str) -> list[str]:
    """The addresses on a page that contain the part."""
    return [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]+)"', html) if part in href]
