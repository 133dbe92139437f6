"""Two officers at once: one bundle of two letters, one answer for each. PostgreSQL, where requests truly meet."""

from uuid import uuid4

import pytest

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.models import Answer, Bundle
from danvan.petitions.tests.factories import accepted, cast
from danvan.petitions.tests.test_race import DAY, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_who_tie_the_same_letters_from_both_ends_at_once_found_one_bundle() -> None:
    with clock.standing_at(DAY):
        play = cast()
        one, two = accepted(play.clerk), accepted(play.clerk)
    made = at_once(
        [lambda: services.join(by=play.clerk, petition=one, other=two), lambda: services.join(by=play.leader, petition=two, other=one)]
    )
    assert sum(isinstance(answer, Refused) for answer in made) == 1
    assert set(Bundle.objects.get().petitions.all()) == {one, two}


def test_a_common_answer_sent_twice_at_once_reaches_each_letter_once() -> None:
    with clock.standing_at(DAY):
        play = cast()
        one, two = accepted(play.clerk), accepted(play.clerk)
        bundle, once = services.join(by=play.clerk, petition=one, other=two), uuid4()
    keys = [two.pk, one.pk]
    at_once([lambda: services.answer_together(by=play.leader, bundle=bundle, letters=keys, text="Đã sửa {mã đơn}.", once=once)] * 3)
    assert sorted(Answer.objects.values_list("petition", flat=True)) == sorted(keys)
