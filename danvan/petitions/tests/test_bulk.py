"""One act for many petitions: each by itself, with a preview, a reason where it cannot be, and half a minute to undo."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.models import BulkAct, Petition, PetitionKind, Step
from danvan.petitions.rules import Act
from danvan.petitions.services.bulk import Plan, last_steps
from danvan.petitions.tests.factories import Cast, classified, received, registered
from danvan.petitions.tests.test_pages import browser
from danvan.units.access import Acting


def seen(*petitions: Petition) -> dict[int, int]:
    """What a page that shows these now has seen."""
    return last_steps([one.pk for one in petitions])


def give(play: Cast, *petitions: Petition) -> BulkAct:
    """All of them to the leader."""
    plan = Plan(Act.ASSIGN, post=play.leader.post)
    return services.do_many(by=play.clerk, unit=play.unit, plan=plan, letters=seen(*petitions), once=uuid4())


def tie(play: Cast, *petitions: Petition) -> BulkAct:
    """All of them into one matter."""
    return services.do_many(by=play.clerk, unit=play.unit, plan=Plan(Act.JOIN, title="Đường Đoài"), letters=seen(*petitions), once=uuid4())


def preview(who: Acting, act: str, *letters: object, **more: str) -> Any:
    """The page before anything is done."""
    said: dict[str, Any] = {"viec": act, "don": list(letters), **more}
    return browser(who).get(reverse("petitions:many"), said)


def holders(*petitions: Petition) -> list[int | None]:
    """Who holds them."""
    return [Petition.objects.get(pk=one.pk).holder_id for one in petitions]


def test_many_are_given_at_once_and_the_log_holds_one_act_with_its_items(play: Cast) -> None:
    one, two, new = registered(play.clerk), registered(play.clerk), received(play.unit)
    made = give(play, one, two, new)
    assert holders(one, two, new) == [play.leader.post.pk] * 2 + [None]
    assert [line["reference"] for line in made.items["left"]] == [new.reference]
    assert "đã nhận" in made.items["left"][0]["why"]
    entry = Entry.objects.get(act="petitions.bulk.do")
    assert entry.data["references"] == [one.reference, two.reference]
    assert Entry.objects.filter(act="petitions.petition.assign").count() == 2


def test_undo_within_half_a_minute_puts_back_what_each_was_before(play: Cast) -> None:
    one, two = registered(play.clerk), registered(play.clerk)
    services.assign(by=play.clerk, petition=two, post=play.clerk.post)
    made = give(play, one, two)
    services.undo_many(by=play.clerk, act=made)
    assert holders(one, two) == [None, play.clerk.post.pk]
    assert services.undo_many(by=play.clerk, act=made).undone_at is not None
    assert Entry.objects.filter(act="petitions.bulk.undo").count() == 1


def test_what_changed_since_is_left_as_it_is_and_that_is_told(play: Cast) -> None:
    one, two = registered(play.clerk), registered(play.clerk)
    made = give(play, one, two)
    services.classify(by=play.clerk, petition=one, kind=PetitionKind.COMPLAINT)
    undone = services.undo_many(by=play.clerk, act=made)
    assert [line["reference"] for line in undone.items["kept"]] == [one.reference]
    assert holders(one, two) == [play.leader.post.pk, None]
    page = browser(play.clerk).get(reverse("petitions:many_done", args=[made.pk])).content.decode()
    assert "Không hoàn tác vì đã có việc khác sau đó" in page


def test_after_half_a_minute_nobody_undoes_it_and_never_somebody_else(play: Cast) -> None:
    made = give(play, registered(play.clerk))
    with pytest.raises(Refused):
        services.undo_many(by=play.leader, act=made)
    with clock.standing_at(clock.now() + timedelta(seconds=31)), pytest.raises(Refused, match="30 giây"):
        services.undo_many(by=play.clerk, act=made)
    assert browser(play.leader).get(reverse("petitions:many_done", args=[made.pk])).status_code == 404


def test_what_changed_between_preview_and_doing_is_not_touched(play: Cast) -> None:
    one, two = registered(play.clerk), registered(play.clerk)
    shown = seen(one, two)
    services.assign(by=play.clerk, petition=one, post=play.clerk.post)
    plan = Plan(Act.ASSIGN, post=play.leader.post)
    made = services.do_many(by=play.clerk, unit=play.unit, plan=plan, letters=shown, once=uuid4())
    assert holders(one, two) == [play.clerk.post.pk, play.leader.post.pk]
    assert [line["pk"] for line in made.items["left"]] == [one.pk]


def test_the_same_page_sent_twice_is_one_act(play: Cast) -> None:
    petition, once = registered(play.clerk), uuid4()
    plan, shown = Plan(Act.ASSIGN, post=play.leader.post), seen(petition)
    first = services.do_many(by=play.clerk, unit=play.unit, plan=plan, letters=shown, once=once)
    assert services.do_many(by=play.clerk, unit=play.unit, plan=plan, letters=shown, once=once) == first
    assert Step.objects.filter(petition=petition, act=Act.ASSIGN).count() == 1


def test_letters_are_tied_into_one_matter_and_untied_again(play: Cast) -> None:
    letters = [registered(play.clerk) for _number in range(3)]
    made = tie(play, *letters)
    bundles = {Petition.objects.get(pk=one.pk).bundle_id for one in letters}
    assert len(bundles) == 1
    assert None not in bundles
    services.undo_many(by=play.clerk, act=made)
    assert {Petition.objects.get(pk=one.pk).bundle_id for one in letters} == {None}


def test_a_letter_of_a_matter_draws_the_others_into_it_and_undo_leaves_it_there(play: Cast) -> None:
    old, other, new = (registered(play.clerk) for _number in range(3))
    bundle = services.join(by=play.clerk, petition=other, other=old)
    made = tie(play, old, new)
    assert Petition.objects.get(pk=new.pk).bundle == bundle
    services.undo_many(by=play.clerk, act=made)
    assert Petition.objects.get(pk=old.pk).bundle == bundle
    assert Petition.objects.get(pk=new.pk).bundle is None


def test_a_denunciation_is_tied_to_nothing(play: Cast) -> None:
    closed = classified(play.clerk, PetitionKind.DENUNCIATION, sender=services.NOBODY)
    with pytest.raises(Refused):
        tie(play, closed, registered(play.clerk))
    assert not Petition.objects.filter(bundle__isnull=False).exists()


def test_every_sender_is_asked_apart_and_a_letter_is_not_taken_back(play: Cast) -> None:
    one, two = registered(play.clerk), registered(play.clerk)
    plan = Plan(Act.ASK, text="Xin cho biết đoạn đường nào hỏng?")
    made = services.do_many(by=play.clerk, unit=play.unit, plan=plan, letters=seen(one, two), once=uuid4())
    assert [one.messages.count(), two.messages.count()] == [1, 1]
    with pytest.raises(Refused):
        services.undo_many(by=play.clerk, act=made)


def test_nothing_is_closed_or_answered_in_bulk(play: Cast) -> None:
    petition = registered(play.clerk)
    for act in set(Act) - {Act.ASSIGN, Act.ASK, Act.JOIN}:
        with pytest.raises(Refused):
            services.do_many(by=play.clerk, unit=play.unit, plan=Plan(act), letters=seen(petition), once=uuid4())
    assert preview(play.clerk, "answer", petition.pk).status_code == 404


def test_the_preview_says_of_each_what_will_happen_or_why_not(play: Cast) -> None:
    fit, unfit, far = registered(play.clerk), received(play.unit), registered(play.neighbour)
    client = browser(play.clerk)
    address = reverse("petitions:many")
    page = preview(play.clerk, "assign", fit.pk, unfit.pk, far.pk, "nonsense", tu="topic=roads")
    text = page.content.decode()
    assert "chưa giao ai, sẽ giao" in text
    assert "không làm được việc" in text
    assert far.reference not in text
    assert "?topic=roads" in text
    said: dict[str, Any] = {"viec": "assign", "don": [fit.pk, unfit.pk], "once": page.context["form"]["once"].value()}
    steps = {f"thay-{one.pk}": str(step) for one, _why, step in page.context["lines"]}
    empty = client.post(address, {**said, **steps})
    assert "post" in empty.context["form"].errors
    response = client.post(address, {**said, **steps, "post": play.leader.post.pk}, follow=True)
    assert response.context["may_undo"]
    assert unfit.reference in response.content.decode()
    made = BulkAct.objects.get()
    client.post(reverse("petitions:many_undo", args=[made.pk]))
    assert holders(fit) == [None]


def test_a_superior_and_a_reader_do_nothing_in_bulk(play: Cast) -> None:
    petition = registered(play.clerk)
    page = preview(play.superior, "assign", petition.pk)
    assert not page.context["enough"]
    with pytest.raises(Refused):
        services.do_many(
            by=play.superior,
            unit=play.tree.province,
            plan=Plan(Act.ASSIGN, post=play.superior.post),
            letters=seen(petition),
            once=uuid4(),
        )


def test_the_way_back_leads_to_the_list_as_it_was_filtered(play: Cast) -> None:
    petition, client = registered(play.clerk), browser(play.clerk)
    page = preview(play.clerk, "assign", petition.pk, tu="topic=roads&strange=1")
    steps = {f"thay-{one.pk}": str(step) for one, _why, step in page.context["lines"]}
    said = {"viec": "assign", "don": [petition.pk], "once": page.context["form"]["once"].value(), "post": play.leader.post.pk}
    done = client.post(reverse("petitions:many"), {**said, **steps, "tu": page.context["back"]}, follow=True)
    back = f'href="{reverse("petitions:list")}?topic=roads"'
    assert back in done.content.decode()
    undone = client.post(reverse("petitions:many_undo", args=[done.context["made"].pk]), {"tu": "topic=roads"}, follow=True)
    assert back in undone.content.decode()


@pytest.mark.parametrize("size", [2, 20])
def test_the_preview_costs_the_same_for_few_and_many(play: Cast, size: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    chosen = [registered(play.clerk).pk for _number in range(size)]
    client, address = browser(play.clerk), reverse("petitions:many")
    with django_assert_max_num_queries(15):
        client.get(f"{address}?viec=assign&{'&'.join(f'don={pk}' for pk in chosen)}")
