"""Who publishes gets one message when a correction makes a figure another that an edition in force tells; nobody else gets one, and it tells nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.notices import kinds
from danvan.notices.models import Notice
from danvan.reports import services
from danvan.reports.models import Disclosure, Indicator, Report
from danvan.reports.selectors.outdated import outdated
from danvan.reports.services import Corrected
from danvan.reports.tests.factories import AFTER, Book, Tree, edge, explained, filed, indicator, unit
from danvan.reports.tests.page_world import browser, place
from danvan.reports.tests.test_hamlets import Village, village
from danvan.reports.tests.test_hamlets_later import corrected as of_hamlet
from danvan.reports.tests.test_publishing import OCTOBER_15, correct, lines, publish, report
from danvan.reports.tests.test_publishing import place as land
from danvan.units import services as of_units
from danvan.units.access import Acting
from danvan.units.models import Duty, Holding, Unit
from danvan.units.tests.factories import officer

__all__ = ["land", "lines", "village"]

pytestmark = pytest.mark.django_db


def reached(who: Unit, *duties: Duty, address: str = "") -> Acting:
    """Somebody there with an address."""
    one = officer(who, *duties)
    one.user.email = address or f"{duties[0].name.lower()}.{who.pk}@example.vn"
    one.user.save(update_fields=["email"])
    return one


def told() -> list[tuple[str, int | None, object]]:
    """To whom, for which unit, and how many figures."""
    return [(one.to, one.unit_id, one.params["count"]) for one in Notice.objects.filter(kind="published").order_by("pk")]


def filed_correction(made: Report, *cells: tuple[Indicator, str]) -> None:
    """The commune corrects what was received."""
    with clock.standing_at(OCTOBER_15):
        made = services.accept(by=SYSTEM, report=Report.objects.get(pk=made.pk))
        changed = [Corrected(one, value, "Đếm sót", "Sổ theo dõi") for one, value in cells]
        explained(lambda told: services.file_correction(by=SYSTEM, report=made, cells=changed, seen=made.revision, sentences=told))


def test_who_publishes_gets_one_message_for_a_correction_however_many_figures_it_changes(lines: Book, land: Tree) -> None:
    first, second, *_others = report(lines, land, [13, 16, 27, 40])
    edition = publish(land.province)
    reached(land.province, Duty.PUBLISH)
    reached(land.province, Duty.FILE_REPORT)
    reached(land.communes[0], Duty.PUBLISH)
    reached(land.other, Duty.PUBLISH)
    reached(land.centre, Duty.PUBLISH)
    officer(land.province, Duty.PUBLISH)  # has no address
    filed_correction(first, (lines.typed, "63"), (Indicator.objects.get(code="T7"), "3"))
    assert told() == [(f"publish.{land.province.pk}@example.vn", land.province.pk, 2)]
    filed_correction(first, (lines.typed, "64"))
    filed_correction(second, (lines.typed, "36"))
    assert [count for _to, _unit, count in told()] == [2, 1, 1]
    assert set(Notice.objects.values_list("about_kind", "about_id")) == {("reports.publication", edition.pk)}


def test_the_message_says_how_many_figures_and_where_to_read_on_and_nothing_else(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    publisher = reached(land.province, Duty.PUBLISH)
    filed_correction(first, (lines.typed, "63"))
    one = Notice.objects.get()
    assert one.params == {"count": 1}
    said = kinds.render(one.kind, one.params, "vi").text
    assert said.endswith(place("publications"))
    with clock.standing_at(OCTOBER_15):
        assert "1 số đã đổi sau khi công bố" in browser(publisher).get(place("publications")).content.decode()
    assert not any(word in said for word in ("13", "63", "T1", "Xã", "Ninh Bình"))


@pytest.mark.parametrize(
    ("reported", "now", "messages"),
    [
        pytest.param(13, "22", 0, id="rounding: less than ten is not told"),
        pytest.param(13, "23", 1, id="ten more"),
        pytest.param(3, "8", 0, id="suppressed, and suppressed again"),
        pytest.param(3, "41", 1, id="suppressed, and told now"),
        pytest.param(41, "3", 1, id="told, and suppressed now"),
    ],
)
def test_what_a_further_edition_would_not_tell_is_no_news(lines: Book, land: Tree, reported: int, now: str, messages: int) -> None:
    first, *_others = report(lines, land, [reported, 16, 27, 40])
    before = publish(land.province)
    reached(land.province, Duty.PUBLISH)
    filed_correction(first, (lines.typed, now))
    assert len(told()) == messages
    if messages:
        assert publish(land.province, reason="Xã sửa số").digest != before.digest


def test_a_figure_that_nobody_is_told_is_no_news(lines: Book, land: Tree) -> None:
    whole = indicator("W1", disclosure="protected")
    never = indicator("W2", disclosure=Disclosure.NEVER, whole=whole)
    open_one = Indicator.objects.get(code="T7")
    with clock.standing_at(AFTER):
        lines.form.indicators.add(whole, never)
        made = [filed(lines.form, one, {whole: "60", never: "20", open_one: "2"}, root=land.province) for one in land.communes]
    publish(land.province)
    reached(land.province, Duty.PUBLISH)
    filed_correction(made[0], (never, "50"))
    assert (told(), outdated(land.province)) == ([], {})
    filed_correction(made[0], (open_one, "3"))
    assert [count for _to, _unit, count in told()] == [1]


def test_what_a_unit_tells_of_itself_alone_is_news_too(lines: Book, land: Tree) -> None:
    own = indicator("W3", kind="own", disclosure="open")
    with clock.standing_at(AFTER):
        lines.form.indicators.add(own)
        made = filed(lines.form, land.province, {own: "4"}, root=land.province)
    publish(land.province)
    reached(land.province, Duty.PUBLISH)
    filed_correction(made, (own, "5"))
    assert [count for _to, _unit, count in told()] == [1]
    with clock.standing_at(OCTOBER_15):
        assert [one.figures for one in outdated(land.province).values()] == [1]


def test_a_correction_back_to_what_was_published_is_no_news(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    reached(land.province, Duty.PUBLISH)
    filed_correction(first, (lines.typed, "63"))
    filed_correction(first, (lines.typed, "13"))
    assert len(told()) == 1


def test_only_the_edition_in_force_counts(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    made = publish(land.province)
    reached(land.province, Duty.PUBLISH)
    services.withdraw(by=SYSTEM, publication=made, reason="Rút")
    filed_correction(first, (lines.typed, "63"))
    assert told() == []
    publish(land.province, reason="Công bố lại")
    filed_correction(first, (lines.typed, "13"))
    assert len(told()) == 1


def test_a_report_that_went_back_and_comes_again_otherwise_is_news_and_a_first_one_is_not(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    reached(land.province, Duty.PUBLISH)
    correct(lines, land, first, "63")
    assert [count for _to, _unit, count in told()] == [1]


def test_what_a_commune_takes_over_from_a_hamlet_is_news_and_the_hamlets_correction_is_not(village: Village) -> None:
    first = village.filed(village.hamlets[0], "34")
    commune = services.submit(by=village.commune, report=village.report(village.tree.communes[0]))
    publish(village.tree.province)
    reached(village.tree.province, Duty.PUBLISH)
    of_hamlet(village, first, "66")
    assert told() == []
    services.take_over(by=village.commune, report=commune)
    assert [count for _to, _unit, count in told()] == [1]


def test_whoever_stands_for_a_closed_unit_is_told(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    heir = unit("province", "Tỉnh mới", land.centre, since=OCTOBER_15)
    edge(land.province, heir)
    Unit.objects.filter(pk=land.province.pk).update(valid_to=OCTOBER_15)
    reached(heir, Duty.PUBLISH)
    filed_correction(first, (lines.typed, "63"))
    assert told() == [(f"publish.{heir.pk}@example.vn", land.province.pk, 1)]


def test_who_has_left_the_post_is_not_told(lines: Book, land: Tree) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    publish(land.province)
    gone = reached(land.province, Duty.PUBLISH)
    of_units.end_holding(by=SYSTEM, holding=Holding.objects.get(post=gone.post), on=OCTOBER_15)
    filed_correction(first, (lines.typed, "63"))
    assert told() == []


@pytest.mark.parametrize("published", [False, True])
def test_where_nobody_published_the_period_it_costs_one_query(lines: Book, land: Tree, published: bool) -> None:
    first, *_others = report(lines, land, [13, 16, 27, 40])
    if published:
        publish(land.province)
    with CaptureQueriesContext(connection) as asked:
        filed_correction(first, (lines.typed, "22"))
    about = [one["sql"] for one in asked if "reports_publication" in one["sql"] or "reports_publishedcell" in one["sql"]]
    assert len(about) == (2 if published else 1)
