"""Units stand in lists by their names, whatever kind they are of: a ward between two communes."""

from datetime import timedelta

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Report
from danvan.reports.publishing_preview import Preview
from danvan.reports.selectors import words_below
from danvan.reports.selectors.consolidating import returned
from danvan.reports.selectors.days import by_day
from danvan.reports.selectors.names import listed_in
from danvan.reports.services.publishing import plan
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, MERGED, Book, Tree, filed, period
from danvan.units.models import Kind
from danvan.units.services.units import NewUnit, open_unit

pytestmark = pytest.mark.django_db

INSIDE = ["Phường Bắc Hồng Lĩnh", "Xã Cẩm Bình", "Phường Đồng Mỏ", "Xã Thạch Hà"]


@pytest.fixture
def tree(book: Book) -> Tree:
    """A province with two wards and two communes, all of which reported, with words."""
    made = factories.tree(0)
    for name in ("Xã Thạch Hà", "Phường Đồng Mỏ", "Xã Cẩm Bình", "Phường Bắc Hồng Lĩnh"):
        kind, rest = name.split(" ", 1)
        new = NewUnit(level="commune", kind={"Xã": Kind.COMMUNE, "Phường": Kind.WARD}[kind], name=rest)
        made.communes.append(open_unit(by=SYSTEM, new=new, parent=made.province, valid_from=MERGED))
    with clock.standing_at(AFTER):
        for one in made.communes:
            report = factories.started(book.form, one, root=made.province)
            services.write(by=SYSTEM, report=report, heading=book.heading, text="Tình hình ổn định.")
            filed(book.form, one, {book.typed: "12"}, root=made.province)
    return made


def test_lists_of_reports_below_go_by_the_name_alone(book: Book, tree: Tree) -> None:
    own = factories.started(book.form, tree.province)
    ids = [one.pk for one in tree.communes]
    with clock.standing_at(AFTER):
        assert list(listed_in(ids, period()).values()) == INSIDE
        assert [one.name for one in by_day(tree.province, period()).rows] == INSIDE
        assert [one.name for one in words_below(own)[0].parts] == INSIDE
        for one in Report.objects.filter(unit__in=ids):
            services.send_back(by=SYSTEM, report=one, reason="Thiếu lời văn.")
        assert [one.name for one in returned(own)] == INSIDE


def test_the_preview_before_publishing_has_the_order_of_every_other_list(book: Book, tree: Tree) -> None:
    with clock.standing_at(AFTER + timedelta(days=30)):
        looks = Preview(plan(tree.province, period(), only=book.typed.pk)).looks(book.typed)
    assert [one.name for one in looks if not one.total][-4:] == INSIDE
