"""Officers' pages: who may open them, what a key in a browser is worth, that the identity shows once and nowhere else."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.accounts import throttle
from danvan.lib import clock
from danvan.sealed import services
from danvan.sealed.models import Key, Opening, OpenKey, Recipient, Recovery, Rescue
from danvan.sealed.session import COOKIE, SCOPE, counted_as
from danvan.sealed.tests.factories import NAME, PASSPHRASE, SCAN, STREET, Kept, asked, deposited, granted, keeper, opened
from danvan.units.access import Acting
from danvan.units.models import Holding
from danvan.units.tests.factories import officer


def browser(who: Acting) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user)
    return client


def with_key(cast: Kept, who: Acting) -> Client:
    """A browser that holds the person's key open."""
    client = browser(who)
    client.cookies[COOKIE] = services.keep_open(by=who, opened=cast.opened(who), session=client.session.session_key or "")
    return client


def typed(who: Acting) -> Client:
    """The same by the passphrase, as people do: a second of work."""
    client = browser(who)
    response = client.post(reverse("sealed:key_open"), {"passphrase": PASSPHRASE})
    assert response.status_code == 302, response.content.decode()
    return client


def text(client: Client, name: str, *arguments: object) -> str:
    """The page as text."""
    response = client.get(reverse(f"sealed:{name}", args=arguments))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_strangers_are_sent_to_sign_in_and_officers_without_such_work_are_refused(cast: Kept, client: Client) -> None:
    assert reverse("accounts:login") in client.get(reverse("sealed:home"))["Location"]
    other = officer(cast.unit, *[], title="Văn thư")
    other.post.duties = ["reports.file"]
    other.post.save()
    assert browser(other).get(reverse("sealed:home")).status_code == 403


def test_an_envelope_is_known_only_where_its_case_lies_and_to_its_recipients(cast: Kept) -> None:
    envelope = deposited(cast.unit)
    for who, status in ((cast.first, 200), (cast.handler, 200), (cast.stranger, 404), (cast.arranger, 404)):
        assert browser(who).get(envelope.get_absolute_url()).status_code == status
    assert envelope.about in text(browser(cast.handler), "list")
    assert envelope.about not in text(browser(cast.stranger), "list")
    assert envelope.about not in b"".join(browser(cast.stranger).get(reverse("sealed:export"))).decode()


def test_whom_a_case_is_about_does_not_see_its_envelope(cast: Kept) -> None:
    envelope = deposited(cast.unit)
    opening = asked(cast.handler, envelope)
    services.bar(by=cast.second, envelope=envelope, users=[cast.first.user])
    client = browser(cast.first)
    assert client.get(envelope.get_absolute_url()).status_code == 404
    assert client.get(opening.get_absolute_url()).status_code == 404
    assert envelope.about not in text(client, "list")
    assert envelope.about not in text(client, "home")


def test_a_key_is_made_on_its_page_and_a_weak_passphrase_is_told_beside_its_field(cast: Kept) -> None:
    client = browser(cast.stranger)
    weak = client.post(reverse("sealed:key_make"), {"passphrase": "ngắn", "again": "ngắn"})
    assert weak.status_code == 200
    assert "quá ngắn" in weak.content.decode()
    differs = client.post(reverse("sealed:key_make"), {"passphrase": PASSPHRASE, "again": PASSPHRASE + "x"})
    assert "không giống nhau" in differs.content.decode()
    assert PASSPHRASE not in differs.content.decode()
    assert not Key.objects.filter(user=cast.stranger.user).exists()
    client.post(reverse("sealed:key_make"), {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert "đang đóng" in text(client, "home").lower()


def test_the_cookie_of_an_open_key_is_for_this_room_alone_and_hidden_from_scripts_and_other_sites(real_cast: Kept) -> None:
    cookie = typed(real_cast.first).cookies[COOKIE]
    assert cookie["path"] == reverse("sealed:home")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["secure"], "plain http in tests; see the next test"


def test_under_https_the_cookie_never_travels_plain(real_cast: Kept, settings: pytest.FixtureRequest) -> None:
    settings.HTTPS = True  # type: ignore[attr-defined]
    assert typed(real_cast.first).cookies[COOKIE]["secure"]


def test_an_open_key_is_worth_nothing_in_another_browser_or_to_another_person(cast: Kept) -> None:
    holder = with_key(cast, cast.first)
    assert "đang mở trong trình duyệt này" in text(holder, "home").lower()
    assert "đang mở trong trình duyệt này" not in text(browser(cast.first), "home").lower()
    thief = browser(cast.second)
    thief.cookies[COOKIE] = holder.cookies[COOKIE].value
    assert "đang mở trong trình duyệt này" not in text(thief, "home").lower()
    other_sign_in = browser(cast.first)
    other_sign_in.cookies[COOKIE] = holder.cookies[COOKIE].value
    assert "đang mở trong trình duyệt này" not in text(other_sign_in, "home").lower()


def test_an_open_key_closes_by_the_button_by_idling_and_by_signing_out(cast: Kept, day: date) -> None:
    client = with_key(cast, cast.first)
    start = clock.moment(day)
    for minutes in (14, 28, 42):
        with clock.standing_at(start + timedelta(minutes=minutes)):
            assert "đang mở trong trình duyệt này" in text(client, "home").lower(), "used, it stays open"
    with clock.standing_at(start + timedelta(minutes=57)):
        assert "đang mở trong trình duyệt này" not in text(client, "home").lower()
    client = with_key(cast, cast.first)
    text(client, "home")
    client.post(reverse("sealed:key_close"))
    assert not OpenKey.objects.exists()
    assert "đang mở trong trình duyệt này" not in text(client, "home").lower()
    client = with_key(cast, cast.first)
    cookie = client.cookies[COOKIE].value
    client.post(reverse("accounts:logout"))
    client.force_login(cast.first.user)
    client.cookies[COOKIE] = cookie
    assert "đang mở trong trình duyệt này" not in text(client, "home").lower()


def test_wrong_passphrases_are_slowed_down_per_person_even_the_right_one_after_five(real_cast: Kept) -> None:
    client = browser(real_cast.first)
    place = reverse("sealed:key_open")
    assert "không đúng" in client.post(place, {"passphrase": "sai"}).content.decode()
    for _try in range(4):
        throttle.note(SCOPE, counted_as(real_cast.first.user))
    blocked = client.post(place, {"passphrase": PASSPHRASE}, REMOTE_ADDR="203.0.113.9")
    assert "Quá nhiều lần" in blocked.content.decode()
    assert not OpenKey.objects.exists()
    changed = client.post(reverse("sealed:key_change"), {"old": PASSPHRASE, "passphrase": PASSPHRASE + " x", "again": PASSPHRASE + " x"})
    assert "Quá nhiều lần" in changed.content.decode()
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert client.post(place, {"passphrase": PASSPHRASE}).status_code == 302


def test_a_weak_new_passphrase_is_no_guess_at_the_old_one(cast: Kept) -> None:
    client = browser(cast.first)
    for _try in range(7):
        page = client.post(reverse("sealed:key_change"), {"old": "x", "passphrase": "yếu", "again": "yếu"}).content.decode()
        assert "quá ngắn" in page
        assert "Quá nhiều lần" not in page


def test_after_opening_the_key_one_is_back_where_it_was_needed_and_never_elsewhere(real_cast: Kept) -> None:
    client = browser(real_cast.first)
    place = reverse("sealed:key_open")
    here = reverse("sealed:list")
    assert client.post(f"{place}?next={here}", {"passphrase": PASSPHRASE})["Location"] == here
    assert client.post(f"{place}?next=https://example.com/", {"passphrase": PASSPHRASE})["Location"] == reverse("sealed:home")


def test_the_whole_procedure_by_pages(real_cast: Kept) -> None:
    envelope = deposited(real_cast.unit)
    asker, decider = with_key(real_cast, real_cast.handler), browser(real_cast.first)
    response = asker.post(reverse("sealed:ask", args=[envelope.pk]), {"ground": "work", "words": "Cần gặp để xác minh.", "hours": "8"})
    assert response.status_code == 302
    opening = Opening.objects.get()
    assert envelope.about in text(decider, "home")
    to_open = decider.post(reverse("sealed:grant", args=[opening.pk]))
    assert reverse("sealed:key_open") in to_open["Location"], "one's key must be open to agree"
    decider.post(to_open["Location"], {"passphrase": PASSPHRASE})
    decider.post(reverse("sealed:grant", args=[opening.pk]))
    opening.refresh_from_db()
    assert opening.state == Opening.State.GRANTED
    assert NAME not in text(decider, "opening", opening.pk)
    assert decider.post(reverse("sealed:show", args=[opening.pk])).status_code == 404
    assert NAME not in text(asker, "opening", opening.pk)
    shown = asker.post(reverse("sealed:show", args=[opening.pk]))
    page = shown.content.decode()
    assert NAME in page
    assert STREET in page
    assert real_cast.handler.user.full_name in page, "the page is marked with who reads"
    assert "no-store" in shown["Cache-Control"]
    got = asker.post(reverse("sealed:show_file", args=[opening.pk, 1]))
    assert got.content == SCAN
    assert "attachment" in got["Content-Disposition"]
    assert "no-store" in got["Cache-Control"]
    history = text(decider, "envelope", envelope.pk)
    assert "Đã xem danh tính" in history
    assert "Đã tải tệp niêm phong" in history
    assert NAME not in history


def test_a_grant_is_not_shown_with_a_closed_key_nor_after_its_hours(cast: Kept, day: date) -> None:
    opening = granted(cast, deposited(cast.unit), hours=4)
    place = reverse("sealed:show", args=[opening.pk])
    closed = browser(cast.handler).post(place)
    assert reverse("sealed:key_open") in closed["Location"]
    with clock.standing_at(clock.moment(day) + timedelta(hours=4)):
        late = with_key(cast, cast.handler).post(place, follow=True).content.decode()
    assert NAME not in late
    assert "Thời gian mở đã hết" in late


def test_looking_at_a_request_whose_hours_are_over_ends_it(cast: Kept, day: date) -> None:
    opening = granted(cast, deposited(cast.unit), hours=4)
    with clock.standing_at(clock.moment(day) + timedelta(hours=4)):
        text(browser(cast.handler), "opening", opening.pk)
    opening.refresh_from_db()
    assert opening.state == Opening.State.ENDED
    assert not opening.copies.exists()


def test_who_no_longer_works_on_the_case_does_not_read_what_was_granted(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit))
    client = with_key(cast, cast.handler)
    Holding.objects.filter(user=cast.handler.user).update(valid_to=date(2026, 11, 20))
    officer(cast.tree.b, person=cast.handler.user)
    assert client.post(reverse("sealed:show", args=[opening.pk])).status_code == 404


def test_a_refusal_without_a_reason_is_told_beside_its_field(cast: Kept) -> None:
    opening = asked(cast.handler, deposited(cast.unit))
    client = browser(cast.first)
    empty = client.post(reverse("sealed:refuse", args=[opening.pk]), {"reason": ""})
    assert empty.status_code == 200
    assert "Mục này không được để trống" in empty.content.decode()
    client.post(reverse("sealed:refuse", args=[opening.pk]), {"reason": "Chưa cần."})
    assert "Chưa cần." in text(browser(cast.handler), "opening", opening.pk)


def test_the_asker_gets_no_button_to_decide_and_no_way_around_it(cast: Kept) -> None:
    opening = asked(cast.first, deposited(cast.unit))
    client = with_key(cast, cast.first)
    assert "Đồng ý mở" not in text(client, "opening", opening.pk)
    client.post(reverse("sealed:grant", args=[opening.pk]))
    opening.refresh_from_db()
    assert opening.state == Opening.State.ASKED


def test_recipients_are_named_and_ended_by_who_arranges_posts(cast: Kept) -> None:
    holding = Holding.objects.get(user=keeper(cast.unit, "Thứ ba").user)
    Recipient.objects.filter(user=holding.user).delete()
    client = browser(cast.arranger)
    assert "Đủ hai người có khóa" in text(client, "recipients", cast.unit.key)
    done = client.post(reverse("sealed:name", args=[cast.unit.key]), {"holding": holding.pk, "valid_from": "20/11/2026"})
    assert done.status_code == 302, done.content.decode()
    found = Recipient.objects.get(user=holding.user)
    assert browser(cast.first).get(reverse("sealed:name", args=[cast.unit.key])).status_code == 403
    assert browser(cast.first).post(reverse("sealed:end", args=[found.pk]), {"on": "20/11/2026"}).status_code == 403
    assert client.post(reverse("sealed:end", args=[found.pk]), {"on": "20/11/2026"}).status_code == 302
    assert browser(cast.stranger).get(reverse("sealed:recipients", args=[cast.unit.key])).status_code == 404


def test_sealing_again_by_its_page(cast: Kept) -> None:
    deposited(cast.unit)
    opened(keeper(cast.unit, "Thứ ba"))
    client = with_key(cast, cast.first)
    assert "1 phong bì" in text(client, "home")
    client.post(reverse("sealed:reseal", args=[cast.unit.key]))
    assert "Mọi phong bì đều đã niêm phong" in text(client, "waiting", cast.unit.key)


def test_handing_over_by_its_page(cast: Kept) -> None:
    for name in ("Nhận một", "Nhận hai"):
        opened(keeper(cast.tree.b, name))
    envelope = deposited(cast.unit)
    handover = services.hand_over(by=cast.handler, envelope=envelope, to_unit=cast.tree.b)
    assert envelope.about in text(browser(cast.stranger), "home"), "the receiving side sees that it comes"
    client = with_key(cast, cast.first)
    assert "Chờ bàn giao" in text(client, "home")
    client.post(reverse("sealed:hand_over", args=[handover.pk]))
    envelope.refresh_from_db()
    assert envelope.kept_by == cast.tree.b
    assert client.get(envelope.get_absolute_url()).status_code == 404
    assert browser(cast.stranger).post(reverse("sealed:hand_over", args=[handover.pk])).status_code == 404


def test_recovery_by_its_pages(cast: Kept) -> None:
    first, second, handler = (with_key(cast, who) for who in (cast.first, cast.second, cast.handler))
    names = ", ".join(who.user.username for who in (cast.second, cast.handler))
    made = first.post(reverse("sealed:set_recovery", args=[cast.unit.key]), {"custodians": names, "needed": "2"})
    assert made.status_code == 302, made.content.decode()
    unknown = first.post(reverse("sealed:set_recovery", args=[cast.unit.key]), {"custodians": "khong-co", "needed": "2"})
    assert "khong-co" in unknown.content.decode()
    assert "Người giữ mảnh khóa: cần 2 trong 2" in text(first, "recovery", cast.unit.key)
    deposited(cast.unit)
    opened(keeper(cast.unit, "Thứ ba"))
    place = reverse("sealed:start", args=[cast.unit.key, Recovery.objects.get().pk])
    assert place in text(first, "recovery", cast.unit.key)
    first.post(place, {"reason": "Thử khôi phục."})
    rescue = Rescue.objects.get()
    for client in (second, handler):
        client.post(reverse("sealed:contribute", args=[rescue.pk]))
    assert "Đủ mảnh khóa" in text(first, "rescue", rescue.pk)
    first.post(reverse("sealed:perform", args=[rescue.pk]))
    rescue.refresh_from_db()
    assert rescue.state == Rescue.State.DONE
    assert browser(cast.stranger).get(reverse("sealed:rescue", args=[rescue.pk])).status_code == 404


@pytest.mark.parametrize("number", [2, 30])
def test_pages_ask_a_bounded_number_of_questions(cast: Kept, number: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for place in range(number):
        asked(cast.handler, deposited(cast.unit, f"KN26-{place:05d}", files=False))
    client = browser(cast.first)
    for address in (
        reverse("sealed:home"),
        reverse("sealed:list"),
        reverse("sealed:recipients", args=[cast.unit.key]),
        reverse("sealed:waiting", args=[cast.unit.key]),
        reverse("sealed:recovery", args=[cast.unit.key]),
        reverse("sealed:export"),
    ):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
    with django_assert_max_num_queries(15):
        client.get(Opening.objects.order_by("id")[0].envelope.get_absolute_url())
