"""Officers' pages: who may open them, what they show, that forms keep what was typed, and what a page costs."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from danvan.papers.models import Outgoing, Printed
from danvan.petitions.models import Petition, PetitionKind
from danvan.petitions.services import classify, name, register
from danvan.petitions.tests.factories import received
from danvan.reception import services
from danvan.reception.models import Brought, Conclusion, Outcome, ReceptionDuty, Session, SessionState, Visit
from danvan.reception.services import Came
from danvan.reception.tests.factories import LAN, MONDAY, Cast, came, held, owes, planned
from danvan.units.access import Acting
from danvan.units.tests.factories import officer

SECRET = "Trưởng phòng nhận tiền"


def browser(who: Acting) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user)
    return client


def at(name: str, *arguments: Any) -> str:
    """An address of this room."""
    return reverse(f"reception:{name}", args=arguments)


def text_of(client: Client, address: str, **query: str) -> str:
    """The page as text."""
    response = client.get(address, query)
    assert response.status_code == 200, address
    return response.content.decode()


def cells(content: bytes) -> list[list[Any]]:
    """The first sheet of a workbook."""
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def words_of(content: bytes) -> str:
    """The text of a DOCX."""
    with ZipFile(BytesIO(content)) as packed:
        return packed.read("word/document.xml").decode()


def test_anonymous_readers_are_sent_to_the_login_page(play: Cast, client: Client) -> None:
    session, visit = planned(play, MONDAY), came(play)
    addresses = [at(name) for name in ("calendar", "plan", "new", "book", "entry", "owed", "duties")]
    for address in (*addresses, session.get_absolute_url(), visit.get_absolute_url(), at("export", "csv"), at("print", "pdf")):
        response = client.get(address)
        assert response.status_code == 302, address
        assert reverse("accounts:login") in response["Location"]


def test_an_officer_of_another_commune_sees_nothing(play: Cast) -> None:
    session, visit = held(play, MONDAY), came(play)
    client = browser(play.neighbour)
    for address in (session.get_absolute_url(), visit.get_absolute_url(), f"{at('calendar')}?don_vi={play.unit.key}"):
        assert client.get(address).status_code == 404
    assert str(visit) not in text_of(client, at("book"))


def test_a_superior_reads_counts_and_calendars_but_no_names_and_no_words(play: Cast) -> None:
    session = held(play, MONDAY)
    visit = came(play, session)
    client = browser(play.superior)
    for address in (session.get_absolute_url(), visit.get_absolute_url(), f"{at('calendar')}?don_vi={play.unit.key}"):
        page = text_of(client, address)
        for piece in (LAN.name, LAN.address, visit.summary, visit.told):
            assert piece not in page
    for address in (at("act", session.pk, "da-tiep"), at("drop", session.pk)):
        assert client.post(address).status_code == 403
    assert client.get(at("conclude", session.pk)).status_code == 403


def test_who_only_reports_sees_the_line_and_not_who_came(play: Cast) -> None:
    visit = came(play)
    client = browser(play.reporter)
    assert LAN.name not in text_of(client, visit.get_absolute_url())
    assert client.get(at("book")).status_code == 403
    assert client.get(at("plan")).status_code == 403


def _plan(play: Cast, **given: str) -> dict[str, str]:
    said = {"duty": str(play.duty.pk), "period": "2026-10", "weekday": "3", "starts": "8:00", "ends": "11:00", "mode": "in_person"}
    return {**said, "place": "Trụ sở", "link": "", **given}


def test_a_lawful_calendar_is_proposed_looked_at_and_saved(play: Cast) -> None:
    client = browser(play.clerk)
    preview = client.get(at("plan"), _plan(play))
    assert [row[0].day for row in preview.context["rows"]] == [date(2026, 10, 1), date(2026, 10, 15)]
    assert "Công khai chậm nhất" in preview.content.decode()
    assert not Session.objects.exists()
    response = client.post(at("plan"), {**_plan(play), "days": ["2026-10-01", "2026-10-15", "nonsense"]})
    assert response.status_code == 302
    assert Session.objects.count() == 2
    again = client.get(at("plan"), _plan(play))
    assert again.context["rows"] == []


def test_a_plan_that_cannot_be_says_why_and_keeps_what_was_typed(play: Cast) -> None:
    client = browser(play.clerk)
    page = client.post(at("plan"), {**_plan(play, place=""), "days": ["2026-10-01"]}).content.decode()
    assert "Ghi địa điểm tiếp công dân." in page
    page = client.post(at("plan"), {**_plan(play), "days": ["2026-10-03"]}).content.decode()
    assert "ngày nghỉ" in page
    wrong = client.get(at("plan"), _plan(play, starts="25h99"))
    assert "Ghi giờ và phút" in wrong.content.decode()
    assert not Session.objects.exists()


def test_the_months_calendar_is_posted_by_one_button(play: Cast) -> None:
    planned(play, date(2026, 9, 17))
    client = browser(play.clerk)
    assert client.get(at("calendar")).context["waiting"] == 1
    client.post(at("post"), {"thang": "2026-09"})
    assert client.get(at("calendar")).context["waiting"] == 0
    assert client.get(at("post")).status_code == 403
    assert "Không có buổi nào" in client.post(at("post"), {"thang": "x"}, follow=True).content.decode()


def test_the_month_shows_what_was_missed_and_past_sessions_are_recorded_together(play: Cast) -> None:
    session = planned(play, date(2026, 9, 3))
    client = browser(play.clerk)
    assert "Không tiếp" in text_of(client, at("calendar"))
    client.post(at("hold_many"), {"sessions": [str(session.pk), "x"]})
    assert "Đã tiếp" in text_of(client, at("calendar"), thang="2026-09")
    assert client.get(at("calendar"), {"thang": "2027-13"}).context["span"].key == "2026-09"


def test_the_month_is_read_from_its_first_day_to_its_last_whoever_receives(play: Cast) -> None:
    days = [(17, play.duty), (10, play.party_duty), (24, play.party_duty), (11, play.duty)]
    for day, duty in days:
        planned(play, date(2026, 9, day), duty)
    lines = browser(play.clerk).get(at("calendar")).context["lines"]
    assert [line.session.day.day for line in lines] == [10, 11, 17, 24]


def test_a_session_is_added_changed_postponed_or_dropped(play: Cast) -> None:
    client = browser(play.clerk)
    said = {
        "duty": str(play.duty.pk),
        "kind": "regular",
        "day": "17/9/2026",
        "starts": "8h",
        "ends": "11h30",
        "mode": "in_person",
        "place": "Trụ sở",
    }
    wrong = client.post(at("new"), {**said, "day": "19/9/2026"})
    assert "day" in wrong.context["form"].errors
    client.post(at("new"), said)
    session = Session.objects.get()
    slot = {name: said[name] for name in ("starts", "ends", "mode", "place")}
    client.post(at("act", session.pk, "sua"), {**slot, "day": "18/9/2026"})
    session.refresh_from_db()
    assert session.day == date(2026, 9, 18)
    page = client.post(at("act", session.pk, "hoan"), {**slot, "day": "17/9/2026", "reason": "Bão"})
    assert "day" in page.context["form"].errors
    client.post(at("act", session.pk, "hoan"), {**slot, "day": "24/9/2026", "reason": "Bão số 8"})
    session.refresh_from_db()
    assert session.state == SessionState.POSTPONED
    assert "Bão số 8" in text_of(client, session.get_absolute_url())
    assert client.get(at("act", session.pk, "nhay")).status_code == 404
    extra = planned(play, date(2026, 9, 29))
    assert client.post(at("drop", extra.pk)).status_code == 302
    assert not Session.objects.filter(pk=extra.pk).exists()


def test_holding_a_session_opens_its_book(play: Cast) -> None:
    session = planned(play, MONDAY)
    client = browser(play.clerk)
    assert client.get(session.get_absolute_url()).context["form"] is None
    assert client.post(session.get_absolute_url(), _line()).status_code == 403
    client.post(at("act", session.pk, "da-tiep"), {"received_by": str(play.deputy.post.pk)})
    page = text_of(client, session.get_absolute_url())
    assert "Phó Chủ tịch Ủy ban nhân dân tiếp thay" in page
    assert "Ghi vào sổ" in page


def _line(**given: Any) -> dict[str, Any]:
    said = {"submission": str(uuid4()), "name": "Trần Văn Bưởi", "people": "1", "kind": "recommendation", "outcome": "answered"}
    return {**said, "summary": "Hỏi về đường.", "told": "Đã trả lời.", **given}


def test_a_line_is_written_on_the_session_page_and_the_next_person_can_sit_down(play: Cast) -> None:
    session = held(play, MONDAY)
    client = browser(play.clerk)
    said = _line()
    for _click in range(2):
        response = client.post(session.get_absolute_url(), said)
        assert response["Location"] == f"{session.get_absolute_url()}?tiep=1#ghi-so"
    visit = Visit.objects.get()
    assert (visit.session, visit.received_by, visit.visitor.name) == (session, play.chair.post, "Trần Văn Bưởi")
    page = text_of(client, session.get_absolute_url(), tiep="1")
    assert "autofocus" in page
    assert "Số 1/2026" in page


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(play: Cast) -> None:
    client = browser(play.clerk)
    response = client.post(at("entry"), _line(people="7"))
    assert response.context["form"].errors["representatives"] == ["Nhiều người cùng đến thì ghi người đại diện."]
    assert "Hỏi về đường." in response.content.decode()
    assert not Visit.objects.exists()
    missing = client.post(at("entry"), _line(outcome="followed", reference="KN26-99999"))
    assert "reference" in missing.context["form"].errors
    assert "topic" in client.post(at("entry"), _line(outcome="taken_in")).context["form"].errors


def test_what_is_taken_in_ends_in_a_slip_whose_code_is_shown_once(play: Cast) -> None:
    client = browser(play.clerk)
    response = client.post(at("entry"), _line(outcome="taken_in", topic="roads", told=""), follow=True)
    petition = Petition.objects.get()
    assert response.redirect_chain == [(reverse("petitions:slip", args=[petition.pk]), 302)]
    assert response.context["code"]
    assert petition.reference in text_of(client, Visit.objects.get().get_absolute_url())


def test_the_form_asks_nobody_who_denounces_for_a_name(play: Cast) -> None:
    client = browser(play.clerk)
    said = _line(kind="denunciation", outcome="guided", told="", summary="")
    assert "name" in client.post(at("entry"), said).context["form"].errors
    assert client.post(at("entry"), {**said, "name": ""}).status_code == 302
    taken = {**said, "name": "", "outcome": "taken_in", "topic": "service", "submission": str(uuid4())}
    assert "summary" in client.post(at("entry"), taken).context["form"].errors
    assert "name" in client.post(at("entry"), _line(name="")).context["form"].errors


def test_an_earlier_petition_is_found_by_its_reference(play: Cast) -> None:
    petition = received(play.unit)
    browser(play.clerk).post(at("entry"), _line(outcome="followed", reference=petition.reference.lower(), told=""))
    assert Visit.objects.get().petition == petition


def test_the_book_is_searched_filtered_and_taken_away_without_names(play: Cast) -> None:
    came(play, summary="Cầu bản Nậm Khum hỏng sau lũ.")
    came(play, kind=Brought.COMPLAINT, outcome=Outcome.GUIDED)
    client = browser(play.clerk)
    assert len(client.get(at("book"), {"q": "nam khum"}).context["page"].rows) == 1
    assert [one.number for one in client.get(at("book"), {"q": "2"}).context["page"].rows] == [2]
    assert [one.kind for one in client.get(at("book"), {"outcome": "guided"}).context["page"].rows] == ["complaint"]
    assert not client.get(at("book"), {"last": "6/9/2026"}).context["page"].rows
    table = b"".join(client.get(at("export", "csv"))).decode()
    assert "Nậm Khum" in table
    assert LAN.name not in table
    assert cells(b"".join(client.get(at("export", "xlsx"))))[1][0] == "1/2026"
    assert client.get(at("export", "pdf")).status_code == 404


def test_a_denunciation_is_found_nowhere_in_the_book(play: Cast) -> None:
    session = held(play, MONDAY)
    opened = came(play, session, outcome=Outcome.TAKEN_IN, told="", summary=SECRET, topic="service")
    sealed = came(play, session, kind=Brought.DENUNCIATION, outcome=Outcome.TAKEN_IN, told="", summary=SECRET, came=Came())
    assert opened.petition is not None
    register(by=play.clerk, petition=opened.petition)
    classify(by=play.clerk, petition=opened.petition, kind=PetitionKind.DENUNCIATION)
    for who in (play.clerk, play.chair, play.reporter, play.superior):
        client = browser(who)
        for address in (session.get_absolute_url(), opened.get_absolute_url(), sealed.get_absolute_url(), at("book"), at("export", "csv")):
            response = client.get(address)
            body = b"".join(response).decode() if response.streaming else response.content.decode()
            assert SECRET not in body
            assert LAN.name not in body
    printed = words_of(browser(play.clerk).get(at("print", "docx"), {"thang": "2026-09"}).content)
    assert SECRET not in printed
    assert LAN.name not in printed


def test_the_book_of_a_month_is_printed_with_names_by_those_who_keep_it_and_the_register_knows(play: Cast) -> None:
    came(play)
    client = browser(play.clerk)
    assert LAN.name in words_of(client.get(at("print", "docx"), {"thang": "2026-09"}).content)
    assert Printed.objects.get().code == "reception.book"
    assert client.get(at("print", "docx"), {"thang": "2026-08"}).status_code == 302
    assert client.get(at("print", "txt")).status_code == 404
    assert browser(play.superior).get(at("print", "docx"), {"thang": "2026-09"}).status_code == 302


def test_the_head_issues_the_notice_of_refusal_and_its_print_takes_a_number(play: Cast) -> None:
    visit = came(play, outcome=Outcome.REFUSED, refusal="settled", told="Đã giải thích ba lần.")
    paper = at("notice_paper", visit.pk, "docx")
    clerk, chair = browser(play.reporter), browser(play.chair)
    assert clerk.post(at("notice", visit.pk)).status_code == 403
    assert chair.get(paper).status_code == 404
    assert chair.get(at("notice", visit.pk)).status_code == 403
    assert "Ban hành thông báo" in text_of(chair, visit.get_absolute_url())
    chair.post(at("notice", visit.pk))
    for _print in range(2):
        assert LAN.name in words_of(chair.get(paper).content)
    assert str(Outgoing.objects.get()) in text_of(chair, visit.get_absolute_url())


def test_conclusions_are_given_and_done_on_the_session_page(play: Cast) -> None:
    session = held(play, date(2026, 9, 3))
    client = browser(play.chair)
    said = {"text": "Đo lại ranh giới.", "owner": str(play.deputy.post.pk), "due_on": "4/9/2026", "visit": ""}
    assert "due_on" in client.post(at("conclude", session.pk), {**said, "due_on": "2/9/2026"}).context["form"].errors
    client.post(at("conclude", session.pk), said)
    conclusion = Conclusion.objects.get()
    assert "Quá hạn 3 ngày" in text_of(client, session.get_absolute_url())
    assert "result" in client.post(at("done", conclusion.pk), {"result": "", "done_on": "7/9/2026"}).context["form"].errors
    client.post(at("done", conclusion.pk), {"result": "Đã đo.", "done_on": "7/9/2026"})
    assert "Xong muộn 3 ngày" in text_of(client, session.get_absolute_url())
    assert browser(play.superior).get(at("done", conclusion.pk)).status_code == 404


def test_the_office_enters_who_owes_reception_from_the_proposal(play: Cast) -> None:
    ReceptionDuty.objects.all().delete()
    client = browser(play.clerk)
    found = next(one for one in client.get(at("duties")).context["candidates"] if one.post == play.secretary.post)
    client.post(at("duties"), {"post": found.post.pk, "step": found.step.value, "valid_from": "1/9/2026"})
    duty = ReceptionDuty.objects.get()
    assert duty.post == play.secretary.post
    again = client.post(at("duties"), {"post": found.post.pk, "step": found.step.value, "valid_from": "1/9/2026"})
    assert "post" in again.context["form"].errors
    assert client.post(at("end_duty", duty.pk), {"on": "1/8/2026"}).context["form"].errors
    client.post(at("end_duty", duty.pk), {"on": "8/9/2026"})
    duty.refresh_from_db()
    assert duty.valid_to == date(2026, 9, 8)


def test_a_superior_sees_who_missed_first_and_takes_the_table_away(play: Cast) -> None:
    held(play, date(2026, 9, 3))
    other = officer(play.tree.b, title="Chủ tịch xã bên")
    owes(other, "frequency_commune", date(2026, 8, 1))
    client = browser(play.superior)
    page = client.get(at("owed"), {"ky": "2026-Q3"})
    rows = page.context["below"]
    assert [row.unit for row in rows][:2] == [play.tree.b, play.tree.a]
    assert (rows[0].missed, rows[1].missed, rows[1].counted) == (2, 0, 1)
    assert page.context["silent"] == 1
    down = client.get(at("owed"), {"ky": "2026-Q3", "don_vi": play.unit.key})
    assert down.context["own"].counted == 1
    assert play.tree.b.full_name in [row[0] for row in cells(client.get(at("owed_export"), {"ky": "2026-Q3"}).content)]
    assert browser(play.neighbour).get(at("owed"), {"don_vi": play.unit.key}).status_code == 404
    assert client.get(at("owed"), {"ky": "nonsense"}).context["span"].key == "2026-09"


@pytest.mark.parametrize("size", [2, 14])
def test_pages_cost_the_same_however_much_there_is(play: Cast, size: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    working = [day for day in range(3, 31) if date(2026, 9, day).weekday() < 5]
    session = held(play, date(2026, 9, working[0]))
    for day in working[1:size]:
        planned(play, date(2026, 9, day))
    for number in range(size):
        came(play, session, outcome=Outcome.TAKEN_IN if number % 2 else Outcome.ANSWERED)
        services.conclude(by=play.chair, session=session, text="Việc.", owner=play.deputy.post, due_on=MONDAY)
    visit = Visit.objects.first()
    assert visit is not None
    clerk, superior = browser(play.clerk), browser(play.superior)
    for address in (at("calendar"), at("book"), at("owed"), at("duties"), session.get_absolute_url(), visit.get_absolute_url(), at("plan")):
        with django_assert_max_num_queries(15):
            assert clerk.get(address).status_code == 200
    with django_assert_max_num_queries(15):
        assert superior.get(at("owed"), {"ky": "2026"}).status_code == 200


def test_what_was_ordered_and_is_not_done_stands_beside_the_calendar(play: Cast) -> None:
    session = held(play, date(2026, 9, 3))
    services.conclude(by=play.chair, session=session, text="Đo lại ranh giới.", owner=play.deputy.post, due_on=date(2026, 9, 4))
    assert "Đo lại ranh giới." in text_of(browser(play.clerk), at("calendar"))
    assert "Đo lại ranh giới." not in text_of(browser(play.reporter), at("calendar"))
    assert "Đo lại ranh giới." not in text_of(browser(play.superior), at("calendar"), don_vi=play.unit.key)


def test_who_is_named_in_what_was_taken_in_reads_neither_the_line_nor_who_came(play: Cast) -> None:
    session = held(play, MONDAY)
    visit = came(play, session, outcome=Outcome.TAKEN_IN, summary="Ông Trưởng phòng cư xử không đúng.")
    conclusion = services.conclude(
        by=play.clerk, session=session, text="Làm rõ việc cư xử.", owner=play.chair.post, due_on=date(2026, 9, 15), visit=visit
    )
    pages = [at("book"), session.get_absolute_url(), at("export", "csv")]
    assert visit.petition is not None
    assert all("cư xử" in b"".join(browser(play.deputy).get(page)).decode() for page in (at("book"), at("export", "csv")))
    name(by=play.clerk, petition=visit.petition, user=play.deputy.user)
    for page in pages:
        assert "cư xử" not in b"".join(browser(play.deputy).get(page)).decode()
        assert visit.petition.reference not in b"".join(browser(play.deputy).get(page)).decode()
    for page in (visit.get_absolute_url(), at("done", conclusion.pk)):
        assert browser(play.deputy).get(page).status_code == 404
    assert "cư xử" in text_of(browser(play.chair), at("book"))
