"""A figure is a query: its number, its list and its count by unit are the same records."""

from datetime import date

import pytest
from django.db.models import QuerySet

from danvan.figures.registry import Figure, Registry, link_of, registry
from danvan.lib import clock, periods
from danvan.reports.counting import count
from danvan.reports.models import Fact
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, IN_PERIOD, acts, counted_figure, filed

pytestmark = pytest.mark.django_db
QUARTER = periods.parse("2026-Q3")


def test_the_number_the_list_and_the_count_by_unit_agree() -> None:
    tree = factories.tree()
    units = [one.pk for one in tree.communes]
    with counted_figure() as figure:
        acts(tree.communes[0], 2), acts(tree.communes[1], 3), acts(tree.province, 5), acts(tree.communes[0], 4, on=date(2026, 10, 1))
        found = count(figure, units, QUARTER)
        assert figure.value(units, QUARTER.first, QUARTER.last) == found.value == len(found.records) == 5
        assert figure.by_unit(units, QUARTER.first, QUARTER.last) == {units[0]: 2, units[1]: 3}
        assert set(figure.by_key(found.records)) == set(found.records)


def test_a_figure_may_sum_a_field() -> None:
    book, tree = factories.book(), factories.tree()

    def rows(first: date, last: date) -> QuerySet[Fact]:
        return Fact.objects.filter(period__last_day__range=(first, last))

    factories.at_work(*tree.communes)
    with counted_figure(), clock.standing_at(AFTER):
        for one, value in zip(tree.communes, ("4", "5", ""), strict=True):
            filed(book.form, one, {book.typed: value}, root=tree.province)
    figure = Figure("tests.sum", "Tổng", "Cộng.", rows, measure="value")
    units = [one.pk for one in tree.communes]
    found = count(figure, units, QUARTER)
    assert (found.value, figure.value(units, QUARTER.first, QUARTER.last)) == (9, 9)
    # The counted zeros and the figure left empty are records too: what is listed is what was added.
    assert len(found.records) == Fact.objects.count()
    assert figure.value([], QUARTER.first, QUARTER.last) == 0


def test_a_code_is_declared_once() -> None:
    with counted_figure() as figure, pytest.raises(ValueError, match="declared twice"):
        registry.add(figure)
    assert Registry().add(figure) is figure


def test_a_record_without_an_address_has_no_link() -> None:
    assert link_of(acts(factories.unit("centre", "Việt Nam"), 1, on=IN_PERIOD)[0]) == ""
