"""Who publishes is told which public figures no longer say what the reports say; a reader goes on reading what was published until a further edition."""

import pytest
from pytest_django import DjangoAssertNumQueries

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.notices.models import Notice
from danvan.reports import services
from danvan.reports.models import Indicator
from danvan.reports.selectors import waiting_for
from danvan.reports.selectors.outdated import outdated
from danvan.reports.tests.factories import Book, Tree, filed, period
from danvan.reports.tests.page_world import browser, place
from danvan.reports.tests.test_publishing import OCTOBER_15, correct, lines, publish, report, submitted
from danvan.reports.tests.test_publishing import place as land
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["land", "lines"]

pytestmark = pytest.mark.django_db


def test_a_correction_after_the_publication_is_told_where_one_publishes_until_it_is_published_anew(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    publisher = officer(land.province, Duty.PUBLISH)
    with clock.standing_at(OCTOBER_15):
        assert outdated(land.province) == {}
        assert "đã đổi sau khi công bố" not in browser(publisher).get(place("publications")).content.decode()
        correct(lines, land, first, "63")
        [one] = outdated(land.province).values()
        assert (one.edition.period, one.figures, one.parts) == (period(), 1, 0)
        assert [each.figures for each in waiting_for(publisher).outdated] == [1]
        assert waiting_for(officer(land.province, Duty.CONSOLIDATE)).outdated == ()
        for page in (place("publications"), "/lam-viec/"):
            assert "1 số đã đổi sau khi công bố" in browser(publisher).get(page).content.decode()
        assert place("edition", land.province.key, period().key) in browser(publisher).get("/lam-viec/").content.decode()
        publish(land.province, reason="Xã sửa số")
        assert outdated(land.province) == {}


def test_a_change_that_a_further_edition_would_not_tell_is_nothing_to_publish(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    correct(lines, land, first, "22")
    assert outdated(land.province) == {}


def test_a_correction_that_comes_back_to_the_published_number_is_nothing_to_publish(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    correct(lines, land, first, "63")
    correct(lines, land, first, "13")
    assert outdated(land.province) == {}


def test_a_report_that_comes_after_the_publication_outdates_it_and_whoever_publishes_gets_a_message(lines: Book, land: Tree) -> None:
    """The province's own figures: 217 stood published for good while the signed report said 220."""
    report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    publisher = officer(land.province, Duty.PUBLISH)
    publisher.user.email = "cong.bo@example.vn"
    publisher.user.save(update_fields=["email"])
    with clock.standing_at(OCTOBER_15):
        late = {lines.typed: "4", lines.stock: "12", Indicator.objects.get(code="T7"): "0"}
        filed(lines.form, land.province, late, root=land.province)
        [one] = outdated(land.province).values()
        assert one.figures == 1  # what is open, be it nought; a small count would not be told, nor what the edition did not tell of before
        assert list(Notice.objects.filter(kind="published").values_list("to", "params__count")) == [("cong.bo@example.vn", 1)]
        publish(land.province, reason="Thêm số liệu của chính tỉnh")
        assert outdated(land.province) == {}


def test_a_report_that_came_too_late_for_a_whole_table_outdates_only_the_table_it_stands_in(lines: Book, land: Tree) -> None:
    *_others, last = report(lines, land, [13, 16, 27, 40])
    with clock.standing_at(OCTOBER_15):
        services.send_back(by=SYSTEM, report=last, reason="Rà soát lại.")
    publish(land.province)
    publish(land.centre)
    with clock.standing_at(OCTOBER_15):
        submitted(last)
        [one] = outdated(land.province).values()
        assert one.figures == 2
        assert outdated(land.centre) == {}


def test_whoever_adds_up_a_table_that_was_published_anew_is_told(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    publish(land.centre)
    correct(lines, land, first, "63")
    publish(land.province, reason="Xã sửa số")
    [one] = outdated(land.centre).values()
    assert (one.edition.root, one.figures, one.parts) == (land.centre, 0, 1)


@pytest.mark.parametrize("corrected", [1, 4])
def test_it_costs_the_same_however_much_was_corrected(
    lines: Book, land: Tree, corrected: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    for each in made[:corrected]:
        correct(lines, land, each, "93")
    with clock.standing_at(OCTOBER_15), django_assert_num_queries(5):
        [one] = outdated(land.province).values()
        assert one.figures == corrected
