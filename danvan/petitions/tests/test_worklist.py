"""The worklist: what is due, bounded counts, an officer's own lists, exports whole, shortcuts that can be switched off, who is reading."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from python_calamine import load_workbook

from danvan.lib import clock
from danvan.lib.papers import xlsx
from danvan.petitions import services
from danvan.petitions.models import Petition, PetitionKind, Reading, SavedView
from danvan.petitions.selectors import worklist
from danvan.petitions.tests.factories import Cast, accepted, answered, received, registered
from danvan.petitions.tests.test_pages import browser

DAY = date(2026, 9, 7)


def shown(play: Cast, **filters: Any) -> list[Petition]:
    """The rows of the clerk's list."""
    found: list[Petition] = browser(play.clerk).get(reverse("petitions:list"), filters).context["page"].rows
    return found


def test_what_is_due_first_is_on_top_and_what_has_no_day_comes_last(play: Cast) -> None:
    later, first, without = registered(play.clerk), registered(play.clerk), registered(play.clerk)
    Petition.objects.filter(pk=first.pk).update(due_on=DAY)
    Petition.objects.filter(pk=without.pk).update(due_on=None)
    assert shown(play) == [first, later, without]


def test_pages_follow_each_other_over_the_rows_without_a_day(play: Cast) -> None:
    made = [registered(play.clerk) for _number in range(30)]
    Petition.objects.filter(pk__in=[one.pk for one in made[20:]]).update(due_on=None)
    client = browser(play.clerk)
    first = client.get(reverse("petitions:list")).context["page"]
    second = client.get(reverse("petitions:list") + first.next).context["page"]
    back = client.get(reverse("petitions:list") + second.previous).context["page"]
    assert [*first.rows, *second.rows] == made
    assert back.rows == first.rows


def test_a_duty_after_the_settling_stands_in_the_list_and_says_what_is_due(play: Cast) -> None:
    settled = answered(play.clerk, PetitionKind.COMPLAINT)
    [row] = shown(play)
    assert row == settled
    assert row.owed
    assert "gửi quyết định" in str(row.duty)  # type: ignore[attr-defined]
    assert "gửi quyết định" in browser(play.clerk).get(reverse("petitions:list")).content.decode()


def test_filters_by_days_law_holder_and_what_happened(play: Cast) -> None:
    mine, other = accepted(play.clerk, PetitionKind.COMPLAINT), registered(play.clerk)
    services.assign(by=play.clerk, petition=mine, post=play.clerk.post)
    assert shown(play, holder="mine") == [mine]
    limit = mine.clocks.get(stopped_on__isnull=True, main=True).limit
    assert shown(play, law=f"han:{limit.code}") == [mine]
    assert mine in shown(play, law=f"vb:{limit.instrument}")
    due = f"{other.due_on:%d/%m/%Y}"
    assert shown(play, due_from=due, due_to=due) == [other]
    assert shown(play, received_from="08/09/2026") == []
    assert shown(play, again="reopened") == []
    assert shown(play, due_from="nonsense", law="made up", again="made up", bundle="x") == shown(play)


def test_a_ground_that_was_given_is_found(play: Cast) -> None:
    petition = registered(play.clerk)
    services.file_away(by=play.clerk, petition=petition, ground="repeated")
    assert shown(play, law="cc:repeated", state="filed") == [petition]
    assert shown(play, law="cc:unclear", state="filed") == []


def test_a_count_stops_at_its_bound(play: Cast) -> None:
    for _number in range(4):
        registered(play.clerk)
    everything = worklist.scope_of(play.clerk).petitions
    assert worklist.several([everything, everything.none()], 3) == [3, 0]
    assert [worklist.told(number, 3) for number in (0, 2, 3)] == ["0", "2", "2+"]


def test_walking_a_wide_scope_gives_the_same_list(play: Cast) -> None:
    for _number in range(3):
        registered(play.clerk)
        registered(play.neighbour)
    scope, wanted = worklist.scope_of(play.superior), worklist.Wanted()
    assert scope.units is not None
    assert len(scope.units) == 2
    plain, walked = (list(worklist.find(scope, wanted, DAY, much=much).petitions.order_by("pk")) for much in (False, True))
    assert plain == walked
    assert len(plain) == 6


@pytest.mark.parametrize("size", [3, 40])
@pytest.mark.parametrize("query", ["", "q=duong", "q=duong&state=registered", "law=vb:x&due_from=1/9/2026", "group=soon"])
def test_no_list_asks_more_than_fifteen_times(
    play: Cast, size: int, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(size // 2 + 1):
        registered(play.clerk)
        registered(play.neighbour)
    client = browser(play.superior)
    with django_assert_max_num_queries(15):
        assert client.get(f"{reverse('petitions:list')}?{query}").status_code == 200


def test_a_search_says_how_many_there_are(play: Cast) -> None:
    for _number in range(3):
        registered(play.clerk)
    assert "Tìm thấy 3 đơn" in browser(play.clerk).get(reverse("petitions:list"), {"q": "đường"}).content.decode()


def test_exports_hold_every_row_and_are_kept_nowhere(play: Cast) -> None:
    made = [registered(play.clerk) for _number in range(30)]
    client = browser(play.clerk)
    table = client.get(reverse("petitions:export", args=["csv"]), {"kind": ""})
    lines = b"".join(table).decode().splitlines()
    assert len(lines) == 1 + len(made)
    assert table["Cache-Control"] == "private, no-store"
    book = client.get(reverse("petitions:export", args=["xlsx"]))
    rows = load_workbook(BytesIO(b"".join(book))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [one.reference for one in made]
    assert book["Cache-Control"] == "private, no-store"


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    book = load_workbook(xlsx.stream(["Mã"], ([f"={number}"] for number in range(5)), name="Đơn", title="Đơn"))
    sheets = [book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))]
    assert sheets == [[["Mã"], ["=0"], ["=1"]], [["Mã"], ["=2"], ["=3"]], [["Mã"], ["=4"]]]


def test_filters_are_kept_under_a_name_renamed_and_deleted_by_their_owner_only(play: Cast) -> None:
    client = browser(play.clerk)
    keep = reverse("petitions:view_keep")
    page = client.get(keep, {"topic": "roads", "sau": "xyz", "strange": "1"})
    assert page.context["query"] == "topic=roads"
    wrong = client.post(keep, {"name": "  ", "query": "topic=roads"})
    assert "name" in wrong.context["form"].errors
    response = client.post(keep, {"name": "Đường sá", "query": "topic=roads&strange=1"})
    view = SavedView.objects.get()
    assert (view.user, view.query) == (play.clerk.user, "topic=roads")
    assert client.get(response["Location"]).context["wanted"].topic == "roads"
    assert "Đường sá" in client.get(reverse("petitions:list")).content.decode()
    assert browser(play.leader).post(reverse("petitions:view_drop", args=[view.pk])).status_code == 404
    client.post(keep, {"name": "Điện", "query": "topic=electricity"})
    taken = client.post(reverse("petitions:view_rename", args=[view.pk]), {"name": "Điện"})
    assert "name" in taken.context["form"].errors
    client.post(reverse("petitions:view_rename", args=[view.pk]), {"name": "Cầu đường"})
    client.post(reverse("petitions:view_drop", args=[SavedView.objects.get(name="Điện").pk]))
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Cầu đường"]
    assert client.get(reverse("petitions:views")).status_code == 200


def test_shortcuts_can_be_switched_off_and_stay_off(play: Cast) -> None:
    registered(play.clerk)
    client = browser(play.clerk)
    assert 'data-key="a"' in client.get(reverse("petitions:list")).content.decode()
    client.post(reverse("petitions:keys"), {"bat": "0"})
    for address in (reverse("petitions:list"), reverse("desk:home")):
        page = browser(play.clerk).get(address).content.decode()
        assert "data-key=" not in page
        assert "data-keys>" not in page
    client.post(reverse("petitions:keys"), {"bat": "1"})
    assert 'data-key="a"' in client.get(reverse("petitions:list")).content.decode()


def test_the_next_due_one_is_opened(play: Cast) -> None:
    first, second = registered(play.clerk), registered(play.clerk)
    client = browser(play.clerk)
    address = reverse("petitions:next_due")
    assert client.get(address)["Location"] == first.get_absolute_url()
    assert client.get(address, {"sau": first.pk})["Location"] == second.get_absolute_url()
    assert client.get(address, {"sau": second.pk})["Location"] == reverse("petitions:list")
    assert client.get(address, {"sau": "nonsense"}).status_code == 302


def test_who_has_it_open_is_shown_to_others_for_five_minutes_and_then_forgotten(play: Cast) -> None:
    petition = received(play.unit)
    open_there = reverse("petitions:reading", args=[petition.pk])
    assert browser(play.leader).get(petition.get_absolute_url()).status_code == 200
    assert not Reading.objects.exists()  # whoever only fetches a page has not said that they look at it
    assert "Đang mở" not in browser(play.leader).post(open_there).content.decode()
    told = f"Đang mở: {play.leader.user.full_name}, {play.leader.post.title} (lúc {clock.now().astimezone(clock.VIETNAM):%H:%M})"
    for answer in (browser(play.clerk).get(petition.get_absolute_url()), browser(play.clerk).post(open_there)):
        assert told in answer.content.decode()
        assert f"Đang mở: {play.clerk.user.full_name}" not in answer.content.decode()
    browser(play.leader).post(open_there)
    assert Reading.objects.count() == 2
    with clock.standing_at(clock.now() + timedelta(minutes=6)):
        assert "Đang mở" not in browser(play.clerk).post(open_there).content.decode()
        assert list(Reading.objects.values_list("user", flat=True)) == [play.clerk.user.pk]


def test_who_may_not_read_a_petition_neither_says_nor_hears_that_it_is_open(play: Cast) -> None:
    petition = received(play.unit)
    open_there = reverse("petitions:reading", args=[petition.pk])
    assert browser(play.neighbour).post(open_there).status_code == 404
    assert browser(play.clerk).get(open_there).status_code == 405
    assert not Reading.objects.exists()


def test_a_name_that_stands_for_another_list_is_replaced_only_when_asked(play: Cast) -> None:
    client, keep = browser(play.clerk), reverse("petitions:view_keep")
    assert 'name="replace"' not in client.get(keep).content.decode()
    client.post(keep, {"name": "Đường sá", "query": "topic=roads"})
    refused = client.post(keep, {"name": "Đường sá", "query": "topic=electricity"})
    assert "name" in refused.context["form"].errors
    text = refused.content.decode()
    assert 'name="replace"' in text
    assert 'value="Đường sá"' in text
    assert SavedView.objects.get().query == "topic=roads"
    assert client.post(keep, {"name": "Đường sá", "query": "topic=electricity", "replace": "on"}).status_code == 302
    assert SavedView.objects.get().query == "topic=electricity"
    assert client.post(keep, {"name": "Đường sá", "query": "topic=electricity"}).status_code == 302
