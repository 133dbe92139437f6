"""The officers' pages of this room."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.units import selectors, services
from danvan.units.access import Acting
from danvan.units.models import Body, Duty, Event, Kind, Post, Unit
from danvan.units.tests import factories
from danvan.units.tests.factories import ROUND, Tree

pytestmark = pytest.mark.django_db
COMMON = {"effective_on": "1/1/2027", "instrument": "12/NQ-HĐND"}


@pytest.fixture
def tree() -> Tree:
    return factories.small_tree()


@pytest.fixture
def signed_in(client: Client) -> Callable[[Acting], Client]:
    def as_(who: Acting) -> Client:
        client.force_login(who.user)
        return client

    return as_


def text(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(f"units:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_sent_to_the_login_page_and_back(client: Client, tree: Tree) -> None:
    answer = client.get(reverse("units:detail", args=[tree.a.key]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))
    assert "next=" in answer["Location"]


def test_who_sends_a_form_after_the_session_ended_comes_back_to_the_page_of_the_form(client: Client, tree: Tree) -> None:
    form, sent_from = reverse("units:leave", args=[1]), reverse("units:body", args=[7])
    back = client.post(form, headers={"referer": f"http://testserver{sent_from}"})["Location"]
    assert back.endswith(f"?next={sent_from}")
    for strange in ({}, {"referer": "https://example.org/lam-viec/"}):
        assert client.post(form, headers=strange)["Location"].endswith(f"?next={reverse('desk:home')}")


def test_a_person_without_a_post_is_refused(client: Client, tree: Tree) -> None:
    client.force_login(factories.user())
    assert client.get(reverse("units:list")).status_code == 403


def test_an_officer_sees_the_tree_of_today_and_of_another_day(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.a))
    assert "Tiên Du" not in text(client, "detail", tree.province.key)
    assert "Huyện Tiên Du" in text(client, "detail", tree.province.key, on="30/6/2025")


def test_search_finds_by_an_old_name_and_says_which(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    page = text(signed_in(factories.officer(tree.a)), "list", q="tay son")
    assert "Xã Đông Sơn, Tỉnh Hà Bắc" in page
    assert "tìm thấy theo tên cũ: Xã Tây Sơn" in page


def test_a_closed_unit_shows_its_last_day_and_what_it_became(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    page = text(signed_in(factories.officer(tree.a)), "detail", tree.old_c.key)
    assert "có đến hết 30/06/2025; nay thuộc" in page
    assert "Một phần, chưa biết tỷ lệ" in page


def test_a_doubtful_edge_is_marked(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    factories.lineage(tree.event, tree.old_a, tree.far, whole=False, doubt="trùng tên")
    assert "Chưa chắc" in text(signed_in(factories.officer(tree.a)), "detail", tree.far.key)


@pytest.mark.parametrize("name", ["hamlets", "hamlets_import", "body_new"])
def test_who_may_not_arrange_units_gets_403(name: str, tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.a, Duty.HANDLE))
    assert client.get(reverse(f"units:{name}", args=[tree.a.key])).status_code == 403
    assert client.get(reverse("units:event_kinds")).status_code == 403


@pytest.mark.parametrize("name", ["hamlets", "hamlets_import", "body_new"])
def test_who_may_arrange_units_gets_403_sideways(name: str, tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.a))
    assert client.get(reverse(f"units:{name}", args=[tree.b.key])).status_code == 403


def test_a_body_of_another_unit_cannot_be_renamed(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    other = factories.body(tree.b)
    client = signed_in(factories.officer(tree.a))
    data = {"name": "Khác", "on": "1/1/2026"}
    assert client.post(reverse("units:body_rename", args=[other.pk]), data).status_code == 403
    assert Body.objects.get(pk=other.pk).name == other.name


def test_a_hamlet_is_added_and_a_wrong_one_keeps_what_was_typed(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.a))
    url = reverse("units:hamlets", args=[tree.a.key])
    data = {"kind": Kind.HAMLET.value, "name": "Thượng", "valid_from": "1/8/2025"}
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert again.status_code == 200
    assert "đã có Thôn Thượng" in again.content.decode()
    assert 'value="Thượng"' in again.content.decode()


def test_a_file_of_hamlets_with_wrong_lines_names_them(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.a))
    file = SimpleUploadedFile("thon.csv", "loai,ten\nthôn,Một\nxóm,Hai\n".encode())
    answer = client.post(reverse("units:hamlets_import", args=[tree.a.key]), {"file": file, "valid_from": "1/8/2025"})
    assert "Dòng 3" in answer.content.decode()
    assert not Unit.objects.filter(level="hamlet").exists()


def test_a_merger_is_entered_previewed_applied_and_undone(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.province))
    data = {"unit_1": "Xã Đông Sơn, Tỉnh Hà Bắc", "unit_2": tree.b.key, "kind": "xa", "name": "Sơn Mới", "code": "90077", **COMMON}
    with clock.standing_at(date(2026, 11, 20)):
        answer = client.post(reverse("units:event_new", args=["merge"]), data, follow=True)
        page = answer.content.decode()
        assert "Xã Sơn Mới" in page
        assert "Ghi nhận thay đổi" in page
        event = Event.objects.latest("id")
        client.post(reverse("units:event_apply", args=[event.pk]))
        assert selectors.by_name("Sơn Mới", date(2027, 1, 1)).code == "90077"
        page = text(client, "event", event.pk)
        assert "Hủy thay đổi này" in page
        client.post(reverse("units:event_undo", args=[event.pk]))
    event.refresh_from_db()
    assert event.state == Event.State.UNDONE
    assert not Unit.objects.filter(name="Sơn Mới").exists()


def test_a_split_places_hamlets_before_it_is_applied(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    hamlet = services.add_hamlet(by=SYSTEM, parent=tree.c, kind=Kind.HAMLET, name="Một", valid_from=ROUND)
    client = signed_in(factories.officer(tree.province))
    parts = {
        f"part_{place}_{name}": value
        for place, called in ((1, "Bắc Một"), (2, "Bắc Hai"))
        for name, value in (("kind", "xa"), ("name", called), ("code", f"9008{place}"), ("weight", str(place * 100)))
    }
    client.post(reverse("units:event_new", args=["split"]), {"unit_1": tree.c.key, "basis": "population", **parts, **COMMON})
    event = Event.objects.latest("id")
    client.post(reverse("units:event_place", args=[event.pk]), {f"child_{hamlet.pk}": "0"})
    client.post(reverse("units:event_apply", args=[event.pk]))
    assert str(selectors.parent_of(hamlet, date(2027, 1, 1))) == "Xã Bắc Một"


def test_a_change_that_clashes_says_so_and_offers_no_button(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.province))
    data = {"unit_1": tree.a.key, "unit_2": tree.b.key, "kind": "xa", "name": "Sơn Mới", "code": "95000", **COMMON}
    page = client.post(reverse("units:event_new", args=["merge"]), data, follow=True).content.decode()
    assert "Mã 95000 đang thuộc" in page
    assert "Ghi nhận thay đổi" not in page


def test_a_change_of_units_outside_ones_reach_is_refused(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.province))
    data = {"unit_1": tree.a.key, "parent": tree.neighbour.key, **COMMON}
    assert client.post(reverse("units:event_new", args=["transfer"]), data).status_code == 403
    assert Event.objects.count() == 1


def test_an_unknown_unit_is_told_beside_its_field(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.province))
    data = {"unit_1": "Atlantis", "unit_2": tree.b.key, "kind": "xa", "name": "Sơn Mới", **COMMON}
    page = client.post(reverse("units:event_new", args=["merge"]), data).content.decode()
    assert "Không có đơn vị nào là “Atlantis”" in page
    assert 'value="Sơn Mới"' in page


def test_somebody_is_appointed_and_leaves(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    who = factories.officer(tree.a)
    other = factories.user("Người Mới")
    client = signed_in(who)
    client.post(reverse("units:appoint", args=[who.post.pk]), {"user": other.username, "valid_from": "1/1/2026"})
    holding = other.holdings.get()
    assert "Người Mới" in text(client, "body", who.body.pk)
    client.post(reverse("units:leave", args=[holding.pk]), {"on": "1/2/2026"})
    holding.refresh_from_db()
    assert holding.valid_to == date(2026, 2, 1)


def test_nobody_appoints_themselves(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    who = factories.officer(tree.a)
    another = factories.officer(tree.a, title="Chủ tịch")
    answer = signed_in(who).post(reverse("units:appoint", args=[another.post.pk]), {"user": who.user.username, "valid_from": "1/1/2026"})
    assert "do người khác làm" in answer.content.decode()
    assert who.user.holdings.count() == 1


def test_of_several_posts_another_is_chosen_on_the_switch_page(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    first = factories.officer(tree.a, title="Chủ tịch")
    second = factories.officer(tree.b, title="Phó ban", person=first.user)
    client = signed_in(first)
    assert "Phó ban" in text(client, "posts")
    answer = client.post(reverse("units:posts"), {"post": second.post.pk, "next": "https://example.org/"})
    assert answer["Location"] == reverse("units:list")
    assert client.session["post"] == second.post.pk
    stranger = factories.officer(tree.c)
    assert client.post(reverse("units:posts"), {"post": stranger.post.pk}).status_code == 403


def test_suggestions_are_public_few_and_carry_no_person(client: Client, tree: Tree) -> None:
    answer = client.get(reverse("units:suggest"), {"q": "tay son", "level": "commune"})
    assert answer.json() == [{"value": tree.a.key, "label": "Xã Đông Sơn, Tỉnh Hà Bắc", "note": "trước đây: Xã Tây Sơn"}]
    assert "max-age" in answer["Cache-Control"]
    assert client.get(reverse("units:suggest"), {"q": "x"}).json() == []
    assert client.get(reverse("units:suggest"), {"q": "%" * 5000, "on": "nonsense"}).json() == []


def test_a_page_of_a_unit_asks_as_often_for_many_children_as_for_few(tree: Tree, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(tree.province))
    services.establish(by=SYSTEM, unit=tree.province, on=ROUND)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(client, "detail", tree.province.key)
        return len(captured)

    few = asked()
    for number in range(12):
        factories.unit(tree.a.level, tree.a.kind, f"Xã {number}", tree.province, code=f"91{number:03}", since=ROUND)  # type: ignore[arg-type]  # stored values
        factories.officer(tree.province, title=f"Chức danh {number}", reach=Post.Reach.BODY)
    assert asked() <= few + 1
    assert few <= 40


@pytest.mark.usefixtures("real_units")
def test_real_pages_open_on_both_sides_of_the_reorganisation(signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(factories.officer(selectors.by_code("42", date(2026, 11, 20))))
    assert "34" in text(client, "list")
    assert "63" in text(client, "list", on="30/6/2025")
    assert "Thành phố Hà Nội" in text(client, "list", sau="nonsense")
    assert "Đợt sắp xếp" in text(client, "events")
    assert "10654" in text(client, "event", Event.objects.get().pk).replace(".", "")
