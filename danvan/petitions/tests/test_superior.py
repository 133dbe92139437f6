"""The superior's view: what goes wrong below, each number with its list; instructions with a due date; the unit's report."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.audit.doer import CITIZEN
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import access, services
from danvan.petitions.models import Clock, Instruction, Petition, PetitionKind, Step
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.selectors.superior import Watch, asked_of, late_units, numbers, watched
from danvan.petitions.services import SenderData
from danvan.petitions.tests.factories import LAN, Cast, accepted, answered, classified, received, registered
from danvan.petitions.tests.test_pages import browser
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

DAY = date(2026, 9, 7)
LATER = date(2026, 12, 7)
PAPER = {"channel": "desk", "sender": services.NOBODY}


def shown(play: Cast, what: Watch, on: date = DAY) -> list[Petition]:
    """The list behind a number of the superior."""
    return sorted(watched(play.superior, what, on), key=lambda one: (getattr(one, "watch_on"), one.pk))  # noqa: B009 - an annotation


def told(play: Cast, petition: Petition, due: date, **given: str) -> Instruction:
    """The province asks for a report."""
    said = {"kind": Instruction.Kind.REPORT, "text": "Báo cáo tiến độ."} | given
    return services.instruct(by=play.superior, unit=play.tree.province, petition=petition, due_on=due, **said)


def test_units_are_listed_by_how_long_they_are_late_never_by_how_much_they_received(play: Cast) -> None:
    for _number in range(3):
        received(play.tree.b)
    with clock.standing_at(DAY - timedelta(days=10)):
        oldest = received(play.unit)
    with clock.standing_at(LATER):
        late = late_units(play.superior, LATER)
        assert [(one.unit, one.count) for one in late] == [(play.unit, 1), (play.tree.b, 3)]
        assert late[0].days == (LATER - oldest.due_on).days if oldest.due_on else False
        assert late[0].who.startswith(("Chủ tịch:", "Công chức tiếp công dân:"))
        assert dict(numbers(play.superior, LATER))[Watch.OVERDUE] == 4


def test_what_was_passed_on_twice_is_shown_and_once_is_not(play: Cast) -> None:
    once, twice = registered(play.clerk), registered(play.clerk)
    for petition in (once, twice):
        services.transfer(by=play.clerk, petition=petition, ground="no_authority", to=play.tree.b)
    services.register(by=play.neighbour, petition=twice)
    services.transfer(by=play.neighbour, petition=twice, ground="no_authority", to=play.unit)
    assert shown(play, Watch.BOUNCED) == [twice]


def test_a_term_that_cannot_be_extended_any_more_is_shown(play: Cast) -> None:
    plain, extended = accepted(play.clerk, PetitionKind.COMPLAINT), accepted(play.clerk, PetitionKind.COMPLAINT)
    running = Clock.objects.select_related("limit").get(petition=extended, stopped_on=None, main=True)
    ground = ACTS[Act.EXTEND].grounds_for(extended.kind, DAY)[0].code
    services.extend(by=play.leader, petition=extended, ground=ground, reason="Vụ việc phức tạp.", days=running.days + 5)
    assert (plain in shown(play, Watch.EXTENDED), shown(play, Watch.EXTENDED)) == (False, [extended])


def test_what_people_did_not_agree_with_is_shown_and_what_they_accepted_is_not(play: Cast) -> None:
    content, contested = answered(play.clerk), answered(play.clerk)
    services.say(by=CITIZEN, petition=content, verdict="helped")
    services.say(by=CITIZEN, petition=contested, verdict="disagreed", text="Chưa sửa xong.")
    decided = answered(play.clerk, PetitionKind.COMPLAINT)
    services.go_up(by=CITIZEN, petition=decided, text="Không đồng ý.")
    assert shown(play, Watch.DISAGREED) == [contested, decided]


def test_a_paused_denunciation_is_not_late_and_a_running_one_is(play: Cast) -> None:
    late, still = (accepted(play.clerk, PetitionKind.DENUNCIATION, **PAPER) for _number in range(2))
    services.pause(by=play.leader, petition=still, ground=ACTS[Act.PAUSE].grounds_for(still.kind, DAY)[0].code, note="Chờ kết quả.")
    with clock.standing_at(LATER):
        assert shown(play, Watch.DENUNCIATIONS, LATER) == [late]


def test_an_overdue_denunciation_is_reported_within_five_working_days_with_the_proof_shown(play: Cast) -> None:
    petition = accepted(play.clerk, PetitionKind.DENUNCIATION, text="Cán bộ nhận tiền của dân.", title="Nhận tiền", **PAPER)
    with clock.standing_at(LATER):
        page = browser(play.superior).get(reverse("petitions:act", args=[petition.pk, Act.INSTRUCT]))
        assert page.context["form"].proof[-1].day == date(2026, 12, 14)
        assert "14/12/2026" in page.content.decode()
        assert "nhận tiền" not in page.content.decode().lower()
        with pytest.raises(Refused) as refused:
            told(play, petition, date(2026, 12, 15))
        assert refused.value.field == "due_on"
        given = services.instruct(by=play.superior, unit=play.tree.province, petition=petition, kind="report", text="Báo cáo.")
        assert given.due_on == date(2026, 12, 14)


@pytest.mark.parametrize("due", [DAY, DAY - timedelta(days=1), date(2026, 9, 12), None])
def test_a_report_is_due_on_a_working_day_after_today(play: Cast, due: date | None) -> None:
    with pytest.raises(Refused) as refused:
        services.instruct(
            by=play.superior, unit=play.tree.province, petition=received(play.unit), kind="urge", text="Làm ngay.", due_on=due
        )
    assert refused.value.field == "due_on"


def test_only_a_unit_above_instructs(play: Cast) -> None:
    petition = received(play.unit)
    for unit in (play.unit, play.tree.b, play.tree.neighbour):
        with pytest.raises(Refused):
            services.instruct(by=play.superior, unit=unit, petition=petition, kind="urge", text="Làm.", due_on=DAY + timedelta(days=3))
    address = reverse("petitions:act", args=[petition.pk, Act.INSTRUCT])
    assert browser(play.superior).get(address).status_code == 200
    assert browser(play.clerk).get(address).status_code == 403
    assert browser(play.neighbour).get(address).status_code == 404


def test_a_superior_who_is_named_neither_sees_nor_instructs(play: Cast) -> None:
    petition = received(play.unit)
    services.name(by=play.leader, petition=petition, user=play.superior.user)
    assert petition not in shown(play, Watch.OVERDUE, LATER)
    assert browser(play.superior).get(reverse("petitions:act", args=[petition.pk, Act.INSTRUCT])).status_code == 404


def test_the_unit_reads_the_instruction_reports_and_it_no_longer_waits(play: Cast) -> None:
    petition = registered(play.clerk)
    given = told(play, petition, date(2026, 9, 10), text="Kiểm tra thực địa ngay.")
    step = Step.objects.get(petition=petition, act=Act.INSTRUCT)
    assert (step.is_public, step.note) == (False, "")
    page = browser(play.clerk).get(petition.get_absolute_url()).content.decode()
    assert "Kiểm tra thực địa ngay." in page
    assert "Tỉnh Hà Bắc yêu cầu, hạn báo cáo 10/09/2026." in page
    assert list(asked_of(play.clerk)) == [given]
    with clock.standing_at(date(2026, 9, 11)):
        assert shown(play, Watch.UNANSWERED, clock.today()) == [petition]
        client, address = browser(play.clerk), reverse("petitions:act", args=[petition.pk, Act.REPORT_UP])
        form = client.get(address).context["form"]
        said = {
            "instruction": given.pk,
            "text": "Đã kiểm tra, sửa xong ngày 15.",
            "seen": form["seen"].value(),
            "once": form["once"].value(),
        }
        for _click in range(2):
            assert client.post(address, said).status_code == 302
        given.refresh_from_db()
        assert (given.replied_on, given.replied_by) == (clock.today(), play.clerk.post)
        assert shown(play, Watch.UNANSWERED, clock.today()) == []
        assert "Đã kiểm tra, sửa xong ngày 15." in browser(play.superior).get(petition.get_absolute_url()).content.decode()
    assert "Kiểm tra thực địa" not in "".join(str(one.data) for one in Entry.objects.all())


def test_a_petition_that_moves_takes_what_is_owed_along_and_settles_it_with_the_one_who_asked(play: Cast) -> None:
    petition = registered(play.clerk)
    given = told(play, petition, date(2026, 9, 14))
    services.transfer(by=play.clerk, petition=petition, ground="no_authority", to=play.tree.b)
    assert (list(asked_of(play.clerk)), list(asked_of(play.neighbour))) == ([], [given])
    services.register(by=play.neighbour, petition=petition)
    services.transfer(by=play.neighbour, petition=petition, ground="no_authority", to=play.tree.province)
    given.refresh_from_db()
    assert given.replied_on == DAY
    assert list(asked_of(play.superior)) == []


def test_words_of_an_instruction_on_a_denunciation_are_read_by_giver_and_handler_only(play: Cast) -> None:
    petition = classified(play.clerk, PetitionKind.DENUNCIATION, **PAPER)
    told(play, petition, date(2026, 9, 14), text="Làm rõ việc ông Hùng nhận tiền.")
    centre = officer(play.tree.centre, Duty.CONSOLIDATE, title="Chuyên viên trung ương")
    for who, reads in ((play.superior, True), (play.clerk, True), (centre, False)):
        assert ("ông Hùng" in browser(who).get(petition.get_absolute_url()).content.decode()) is reads
        assert access.reads_instruction(who, petition, play.tree.province.pk) is reads


@pytest.mark.parametrize("size", [2, 30])
def test_the_superiors_pages_cost_the_same_however_much_is_late(
    play: Cast, size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(size):
        received(play.unit if number % 2 else play.tree.b)
    with clock.standing_at(LATER):
        client = browser(play.superior)
        for address in (reverse("petitions:superior"), *(reverse("petitions:watch", args=[what]) for what in Watch)):
            with django_assert_max_num_queries(15):
                assert client.get(address).status_code == 200
    told(play, Petition.objects.filter(unit=play.unit)[0], date(2026, 9, 14))
    below = browser(play.clerk)
    with django_assert_max_num_queries(15):
        assert "KN26-" in below.get(reverse("petitions:asked")).content.decode()


def test_lists_of_the_superior_open_by_unit_and_are_exported_without_the_sender(play: Cast) -> None:
    here, beside = received(play.unit), received(play.tree.b, sender=SenderData(name="Trần Thị Hoa"))
    with clock.standing_at(LATER):
        client = browser(play.superior)
        page = client.get(reverse("petitions:watch", args=[Watch.OVERDUE]), {"don-vi": play.unit.pk}).content.decode()
        assert here.reference in page
        assert beside.reference not in page
        body = b"".join(client.get(reverse("petitions:export_watch", args=[Watch.OVERDUE, "csv"]))).decode()
        assert beside.reference in body
        assert LAN.name not in body
        assert "Trần Thị Hoa" not in body
        assert play.tree.b.full_name in b"".join(client.get(reverse("petitions:late_units", args=["csv"]))).decode()
        assert b"".join(client.get(reverse("petitions:late_units", args=["xlsx"])))[:2] == b"PK"
        assert client.get(reverse("petitions:export_watch", args=[Watch.OVERDUE, "exe"])).status_code == 404
        assert client.get("/lam-viec/y-kien/cap-duoi/khong-co/").status_code == 404
    assert browser(officer(play.unit, Duty.RECEIVE)).get(reverse("petitions:superior")).status_code == 403
