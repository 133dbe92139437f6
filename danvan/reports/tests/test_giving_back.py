"""A change of the map decided ahead is undone after a period was opened on its ground: what is owed goes back; work done there refuses, and is named."""

import re
from datetime import date

import pytest

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Obligation, Report, Tally
from danvan.reports.tests.factories import period
from danvan.reports.tests.recount import every_total_is_a_plain_recount_and_a_rebuild, everybody_who_owes_is_counted_once
from danvan.reports.tests.test_following import Land, change, land, one_province
from danvan.units import plans
from danvan.units import services as units
from danvan.units.models import Event, Kind, Unit
from danvan.units.plans import Opening

pytestmark = pytest.mark.django_db
__all__ = ["land"]
NEXT = "2025-Q4@15"


def opened(land: Land) -> list[Obligation]:
    """The next quarter, which lies wholly after the change."""
    return services.open_period(by=SYSTEM, form=land.book.form, period_key=NEXT, root=land.centre)


def owes_to() -> dict[str, str]:
    """Who owes to whom for it."""
    rows = Obligation.objects.filter(period__key=NEXT, receiver__isnull=False)
    return dict(rows.values_list("unit__name", "receiver__name"))


def counted(name: str) -> tuple[int, int]:
    return Tally.objects.filter(unit__name=name, period__key=NEXT).values_list("expected", "filed").get()


def merged(land: Land) -> Event:
    return change(plans.merge([land.communes["Y1"].pk, land.communes["Y2"].pk], Opening(Kind.COMMUNE, "Y", "00003")))


def new_one() -> Obligation:
    return Obligation.objects.get(unit__name="Y", period__key=NEXT)


def test_what_the_new_commune_was_to_owe_is_owed_by_those_it_was_to_be_made_of(land: Land) -> None:
    event = merged(land)
    opened(land)
    assert "Y1" not in owes_to()
    assert owes_to()["Y"] == "B"
    units.undo_event(by=SYSTEM, event=event)
    assert {name: owes_to().get(name) for name in ("Y", "Y1", "Y2")} == {"Y": None, "Y1": "B", "Y2": "B"}
    assert (counted("B"), counted("Việt Nam")) == ((3, 0), (8, 0))
    told = Entry.objects.get(act="reports.period.give_back")
    assert sorted(told.data["owing"]) == sorted(land.communes[name].pk for name in ("Y1", "Y2"))
    every_total_is_a_plain_recount_and_a_rebuild()
    everybody_who_owes_is_counted_once(land.centre.pk)
    assert opened(land)[0].campaign is not None
    assert Obligation.objects.filter(period__key=NEXT).count() == 8, "nobody owes twice, nobody was forgotten"


def test_what_was_to_be_received_by_the_new_province_goes_back_to_the_old_ones(land: Land) -> None:
    event = change(one_province(land))
    opened(land)
    assert {owes_to()[name] for name in ("X3", "Y1", "H")} == {"C"}
    units.undo_event(by=SYSTEM, event=event)
    assert {name: owes_to()[name] for name in ("X3", "Y1", "H", "X1", "A", "B")} == {
        "X3": "A",
        "Y1": "B",
        "H": "A",
        "X1": "H",
        "A": "Việt Nam",
        "B": "Việt Nam",
    }
    assert (counted("A"), counted("B"), counted("Việt Nam")) == ((5, 0), (3, 0), (8, 0))
    every_total_is_a_plain_recount_and_a_rebuild()


def test_a_division_is_taken_back_as_well(land: Land) -> None:
    parts = [Opening(Kind.COMMUNE, name, code) for name, code in (("P", "1"), ("Q", "2"))]
    event = change(plans.split(land.communes["Y1"].pk, parts))
    opened(land)
    assert counted("B") == (4, 0)
    units.undo_event(by=SYSTEM, event=event)
    assert (owes_to().get("Y1"), owes_to().get("P"), counted("B")) == ("B", None, (3, 0))


def test_a_period_that_was_opened_before_the_decision_and_again_after_it_owes_nothing_twice(land: Land) -> None:
    opened(land)
    event = merged(land)
    opened(land)
    units.undo_event(by=SYSTEM, event=event)
    assert (Obligation.objects.filter(period__key=NEXT).count(), counted("B")) == (8, (3, 0))


def test_a_draft_in_which_nobody_wrote_goes_along(land: Land) -> None:
    event = merged(land)
    opened(land)
    services.start(by=SYSTEM, obligation=new_one())
    units.undo_event(by=SYSTEM, event=event)
    assert not Report.objects.filter(period__key=NEXT).exists()


def test_what_somebody_wrote_typed_or_granted_stands_in_the_way_and_is_named(land: Land) -> None:
    event = merged(land)
    opened(land)
    report = services.start(by=SYSTEM, obligation=new_one())
    label = re.escape(period(NEXT).label)
    typed = services.type_figure(by=SYSTEM, report=report, indicator=land.book.typed, value="3")
    with pytest.raises(Refused, match=f"Xã Y đã lập báo cáo “{land.book.form.label}”, {label}"):
        units.undo_event(by=SYSTEM, event=event)
    typed.delete()
    services.write(by=SYSTEM, report=report, heading=land.book.heading, text="Đã họp.")
    services.extend(by=SYSTEM, obligation=new_one(), due_on=date(2026, 1, 31), reason="Mới thành lập")
    with pytest.raises(Refused, match=f"Xã Y đã lập báo cáo .*; Xã Y đã được gia hạn nộp báo cáo {label}"):
        units.undo_event(by=SYSTEM, event=event)
    assert (owes_to().get("Y"), owes_to().get("Y1")) == ("B", None), "refused, nothing has moved"
    assert Event.objects.get(pk=event.pk).state == Event.State.APPLIED


def test_a_correction_that_was_told_to_the_new_province_stands_in_the_way(land: Land) -> None:
    event = change(one_province(land), date(2025, 9, 10))
    with clock.standing_at(date(2025, 9, 9)):
        report = land.file("Y1")
        services.accept(by=SYSTEM, report=report)
        cell = services.Corrected(land.book.typed, "4", "Cộng sót", "Sổ")
        services.file_correction(by=SYSTEM, report=report, cells=[cell], seen=report.revision)
        with pytest.raises(Refused, match="Tỉnh C đã được báo đính chính của cấp dưới"):
            units.undo_event(by=SYSTEM, event=event)


def test_what_other_rooms_hold_on_a_new_unit_is_named_by_its_kind(land: Land) -> None:
    event = merged(land)
    units.add_hamlet(by=SYSTEM, parent=Unit.objects.get(name="Y"), kind=Kind.HAMLET, name="Mới", valid_from=date(2025, 7, 1))
    with pytest.raises(Refused, match=r"“Xã Y” đã được dùng \(.+: 1\)"):
        units.undo_event(by=SYSTEM, event=event)


def test_who_is_yet_to_come_owes_again_to_who_will_stand_above(land: Land) -> None:
    """The commune is to be made of one that is itself decided ahead."""
    merged(land)
    first = Unit.objects.get(name="Y")
    event = change(plans.merge([first.pk, land.communes["X3"].pk], Opening(Kind.COMMUNE, "Z", "00004", land.second.pk)), date(2025, 8, 1))
    opened(land)
    assert owes_to()["Z"] == "B"
    units.undo_event(by=SYSTEM, event=event)
    assert (owes_to()["Y"], owes_to()["X3"], owes_to().get("Z")) == ("B", "A", None)
    every_total_is_a_plain_recount_and_a_rebuild()
