"""What a level declined to take over stands in its totals all the same: the next revision takes it in, and says so before and after."""

import pytest

from danvan.audit.doer import SYSTEM
from danvan.reports import services
from danvan.reports.models import Report, Takeover
from danvan.reports.selectors import table
from danvan.reports.services import Corrected
from danvan.reports.tests import factories
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.test_correcting import above, accepted, corrected, said

__all__ = ["world"]

pytestmark = pytest.mark.django_db
State = Takeover.State


def declined_one_of_two(world: World) -> Report:
    """The province's report, of which two corrections were told: one it declined, another waits."""
    report, province = accepted(world), above(world)
    corrected(world, report)
    services.explain_correction(by=world.receiver, takeover=Takeover.objects.get(report=province), sentence="Sẽ đưa vào kỳ sau.")
    report.refresh_from_db()
    corrected(world, report, "23")
    return province


def test_what_was_declined_comes_with_the_next_revision_which_says_so_before_and_after(world: World) -> None:
    province = declined_one_of_two(world)
    page = browser(world.receiver).get(place("take_over", province.pk)).content.decode()
    assert "nên bản mới cũng gồm chúng" in page
    assert "T1 13 → 21" in page
    taken = services.take_over(by=world.receiver, report=province)
    assert said(taken)["table"]["T1"]["value"] == "24"
    assert [(one.state, one.revision) for one in province.takeovers.order_by("id")] == [(State.TAKEN, 2), (State.TAKEN, 2)]
    assert not any("chưa đưa vào" in note for note in table(world.tree.province, factories.period()).notes)


def test_a_levels_own_correction_takes_in_what_its_totals_hold(world: World) -> None:
    province = declined_one_of_two(world)
    services.accept(by=SYSTEM, report=province)
    data = {"T1-value": "2", "T1-reason": "Cộng sót một cuộc", "T1-evidence": "Sổ của tỉnh", "seen": "1", "preview": ""}
    page = browser(world.receiver).post(place("correct", province.pk), data).content.decode()
    for words in ("gồm cả 2 thay đổi", "T1 13 → 21", "T1 21 → 24", "Sẽ đưa vào kỳ sau."):
        assert words in page
    cell = Corrected(world.book.typed, "2", "Cộng sót một cuộc", "Sổ của tỉnh")
    services.file_correction(by=world.receiver, report=province, cells=[cell], seen=1)
    province.refresh_from_db()
    assert said(province)["table"]["T1"]["value"] == "25"
    assert [(one.state, one.revision) for one in province.takeovers.order_by("id")] == [(State.TAKEN, 2), (State.TAKEN, 2)]
