"""Same matter or not: copies are found however they were typed, strangers are left alone, what is protected is never read."""

from datetime import date, timedelta
from random import Random

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.lib import clock
from danvan.lib.text import fold
from danvan.petitions import services
from danvan.petitions.models import PetitionKind, Topic
from danvan.petitions.rules.likeness import Letter, compare, marked, plain, runs
from danvan.petitions.selectors.likeness import candidates, proposals
from danvan.petitions.tests.factories import Cast, classified, received, registered
from danvan.petitions.tests.test_pages import browser

DAY = date(2026, 9, 7)
VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậĐĂÂÊÔƠƯ ,.0123456789", max_size=120)
WORDS = (
    "đường cầu mương kênh giếng trạm trường chợ ruộng vườn tường rào cống đèn dây cột nước rác khói bụi tiếng loa xe máy ủi đất cát đá "
    "hộ dân bà con học sinh người già phụ huynh tổ trưởng cán bộ xã thôn ấp bản khu phố đội ngõ ngách hẻm bờ đê sông suối hồ ao đồi rừng "
    "hỏng nứt sụt lún ngập tắc đục tối vỡ đổ nghiêng chậm thiếu thừa sai mất hụt trễ dừng kéo lấn chiếm xả đốt phá chặt đào lấp san"
).split()


def story(rng: Random, length: int = 40) -> str:
    """A letter nobody wrote: words of the countryside in no order."""
    return " ".join(rng.choice(WORDS) for _word in range(length)).capitalize() + "."


def retyped(text: str, rng: Random) -> str:
    """Somebody else types it: no accents, or the middle of it, or every eighth word with two letters swapped."""
    words = text.split()
    match rng.randrange(3):
        case 0:
            return fold(text)
        case 1:
            first = rng.randrange(len(words) // 3)
            return " ".join(words[first : first + len(words) * 2 // 3])
        case _:
            for place in rng.sample(range(len(words)), len(words) // 8):
                word = words[place]
                words[place] = word[1::-1] + word[2:]
            return " ".join(words)


def letter(text: str, **given: object) -> Letter:
    said = {"place": "Thôn Đoài", "topic": Topic.ROADS, "day": DAY} | given
    return Letter(text, **said)  # type: ignore[arg-type]


@given(VIETNAMESE, VIETNAMESE, st.integers(0, 400))
def test_likeness_does_not_ask_who_came_first(one: str, other: str, days: int) -> None:
    first, second = letter(one), letter(other, day=DAY + timedelta(days=days))
    assert compare(first, second) == compare(second, first)


@given(VIETNAMESE)
def test_a_letter_is_like_itself_with_and_without_accents(text: str) -> None:
    found = compare(letter(text), letter(fold(text)))
    assert found.words == (100 if plain(text) else found.words)
    assert found.is_near or not plain(text)


@given(VIETNAMESE, VIETNAMESE)
def test_marking_loses_no_sign_but_leading_blanks(one: str, other: str) -> None:
    assert "".join(piece.text for piece in marked(one, other)) == one.lstrip()


def test_what_only_one_of_them_says_is_marked() -> None:
    pieces = marked("Đường vào thôn hỏng nặng.", "duong vao thon")
    assert [(piece.text.strip(), piece.same) for piece in pieces] == [("Đường vào thôn", True), ("hỏng nặng.", False)]


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_runs_of_a_letter_stand_in_it_and_are_few(seed: int) -> None:
    text = story(Random(seed), 30)
    found = runs(text)
    assert 0 < len(found) <= 6
    assert all(" ".join(run) in plain(text) for run in found)


def test_short_letters_are_not_contained_in_every_long_one() -> None:
    assert not compare(letter("Đường hỏng."), letter(story(Random(1)) + " Đường hỏng.", place="", topic=Topic.WATER)).is_near


def test_the_same_complaint_of_two_hamlets_is_no_copy_and_comes_after_one_of_the_same_hamlet() -> None:
    text = story(Random(5))
    same, other = (compare(letter(text), letter(text, place=place)) for place in ("thon doai, xa Dong Son", "Thôn Nam"))
    assert (same.place, same.is_copy, other.apart, other.is_copy, other.is_near) == (True, True, True, False, True)
    assert same.rank > other.rank


def test_retyped_unaccented_and_cut_copies_are_found_among_many(play: Cast) -> None:
    rng = Random(7)
    originals = [registered(play.clerk, text=story(rng), place=f"Thôn {number}", topic=rng.choice(Topic.values)) for number in range(120)]
    found = 0
    for original in rng.sample(originals, 30):
        copy = received(play.unit, text=retyped(original.text, rng), place="", topic=rng.choice(Topic.values))
        near = proposals(play.clerk, copy)
        found += original.pk in [one.petition.pk for one in near]
        assert len(near) <= 2, "strangers are proposed"
    assert found >= 29


def test_a_proposal_says_why(play: Cast) -> None:
    with clock.standing_at(DAY - timedelta(days=3)):
        first = received(play.unit)
    again = received(play.unit, text="duong vao thon Doai hong nang, xe khong qua duoc khi mua")
    (proposal,) = proposals(play.clerk, again)
    assert proposal.petition == first
    assert proposal.why == "gần như cùng một đơn; chữ giống 100 %; cùng nơi; cùng lĩnh vực; cách 3 ngày"


def test_a_denunciation_is_neither_proposed_nor_looked_for(play: Cast) -> None:
    text = story(Random(3))
    closed = classified(play.clerk, PetitionKind.DENUNCIATION, text=text, sender=services.NOBODY)
    plain_one = received(play.unit, text=text)
    assert proposals(play.clerk, closed) == []
    assert closed not in candidates(play.clerk, plain_one)
    assert proposals(play.clerk, plain_one) == []


def test_letters_of_the_superior_unit_are_not_shown_below_and_those_below_are_shown_above(play: Cast) -> None:
    here, above = received(play.unit), received(play.tree.province)
    assert proposals(play.clerk, here) == []
    assert [one.petition for one in proposals(play.superior, above)] == [here]


def test_who_is_named_in_a_letter_is_not_told_of_it_by_a_proposal(play: Cast) -> None:
    named, again = received(play.unit), received(play.unit)
    services.name(by=play.leader, petition=named, user=play.clerk.user)
    assert proposals(play.clerk, again) == []


@pytest.mark.parametrize("size", [3, 40])
def test_looking_for_the_same_matter_is_one_query_over_at_most_sixty_letters(
    play: Cast, size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    petition = received(play.unit)
    for _number in range(size):
        received(play.unit)
    assert len(proposals(play.clerk, petition)) <= 5
    with django_assert_max_num_queries(1):
        assert len(candidates(play.clerk, petition)) <= 60


def test_the_page_of_a_case_shows_the_proposal_and_the_comparison_marks_the_difference(play: Cast) -> None:
    first = received(play.unit, text="Đường vào thôn Đoài hỏng nặng, xe không qua được khi mưa. Cống cũng tắc.")
    again = received(play.unit)
    client = browser(play.clerk)
    address = reverse("petitions:compare", args=[again.pk, first.pk])
    assert address in client.get(again.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert "Cống cũng tắc." in page.split('<ins class="differs">')[1].split("</ins>")[0]
    assert f"{reverse('petitions:act', args=[again.pk, 'join'])}?voi={first.reference}" in page


def test_a_letter_of_a_matter_takes_the_other_one_in(play: Cast) -> None:
    first, again, third = (received(play.unit) for _number in range(3))
    services.join(by=play.clerk, petition=again, other=first)
    client = browser(play.clerk)
    page = client.get(reverse("petitions:compare", args=[first.pk, third.pk])).content.decode()
    assert f"{reverse('petitions:act', args=[third.pk, 'join'])}?voi={first.reference}" in page
    page = client.get(reverse("petitions:compare", args=[first.pk, again.pk])).content.decode()
    assert "Hai đơn đã ở trong một vụ việc chung." in page


def test_a_denunciation_is_not_compared_and_neighbours_compare_nothing(play: Cast) -> None:
    first, again = received(play.unit), received(play.unit)
    closed = classified(play.clerk, PetitionKind.DENUNCIATION, sender=services.NOBODY)
    assert browser(play.clerk).get(reverse("petitions:compare", args=[first.pk, closed.pk])).status_code == 404
    assert browser(play.neighbour).get(reverse("petitions:compare", args=[first.pk, again.pk])).status_code == 404
