"""The procedure of opening: request, second person, the asker only, the end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import crypto, selectors, services
from danvan.sealed.models import Copy, Opening
from danvan.sealed.tests.conftest import FRIDAY as TODAY
from danvan.sealed.tests.factories import IDENTITY, SCAN, Kept, asked, deposited, granted, opened
from danvan.units.tests.factories import officer


def test_the_asker_reads_what_a_second_person_agreed_to(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit))
    shown = services.show(by=cast.handler, opening=opening, opened=cast.opened(cast.handler))
    assert shown.identity == IDENTITY
    assert shown.files == ["don-viet-tay.jpg"]
    found = services.show_file(by=cast.handler, opening=opening, opened=cast.opened(cast.handler), number=1)
    assert found == ("don-viet-tay.jpg", SCAN)
    with pytest.raises(Refused):
        services.show_file(by=cast.handler, opening=opening, opened=cast.opened(cast.handler), number=2)


def test_the_copy_opens_with_the_askers_key_alone(cast: Kept) -> None:
    granted(cast, deposited(cast.unit))
    for copy in Copy.objects.all():
        assert cast.opened(cast.handler).reads(copy.sealed)
        for other in (cast.first, cast.second):
            with pytest.raises(crypto.Unreadable):
                cast.opened(other).reads(copy.sealed)


def test_nobody_decides_their_own_request(cast: Kept) -> None:
    opening = asked(cast.first, deposited(cast.unit))
    with pytest.raises(Refused, match="không tự quyết định"):
        services.grant(by=cast.first, opening=opening, opened=cast.opened(cast.first))
    with pytest.raises(Refused, match="không tự quyết định"):
        services.refuse(by=cast.first, opening=opening, reason="tôi")
    opening.decider = cast.first.user
    with pytest.raises(IntegrityError), transaction.atomic():
        opening.save()
    services.grant(by=cast.second, opening=opening, opened=cast.opened(cast.second))


def test_who_keeps_no_seal_here_decides_nothing(cast: Kept) -> None:
    opening = asked(cast.handler, deposited(cast.unit))
    for other in (cast.arranger, cast.stranger):
        with pytest.raises(Refused, match="Chỉ người giữ niêm phong"):
            services.grant(by=other, opening=opening, opened=opened(other))
        with pytest.raises(Refused):
            services.refuse(by=other, opening=opening, reason="x")


def test_a_recipient_does_not_decide_with_another_ones_key(cast: Kept) -> None:
    opening = asked(cast.handler, deposited(cast.unit))
    with pytest.raises(Refused, match="không phải là khóa hiện dùng của bạn"):
        services.grant(by=cast.first, opening=opening, opened=cast.opened(cast.second))


def test_a_request_is_decided_once(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit))
    with pytest.raises(Refused, match="đã có quyết định"):
        services.refuse(by=cast.second, opening=opening, reason="muộn")
    with pytest.raises(Refused, match="đã có quyết định"):
        services.grant(by=cast.second, opening=opening, opened=cast.opened(cast.second))


def test_a_refusal_needs_its_reason_and_gives_nothing(cast: Kept) -> None:
    opening = asked(cast.handler, deposited(cast.unit))
    with pytest.raises(Refused) as refused:
        services.refuse(by=cast.first, opening=opening, reason=" ")
    assert refused.value.field == "reason"
    services.refuse(by=cast.first, opening=opening, reason="Chưa cần ở bước này.")
    with pytest.raises(Refused):
        services.show(by=cast.handler, opening=opening, opened=cast.opened(cast.handler))
    assert not Copy.objects.exists()


def test_the_one_who_agreed_does_not_read(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit))
    with pytest.raises(Refused, match="Chỉ người đề nghị"):
        services.show(by=cast.first, opening=opening, opened=cast.opened(cast.first))


def test_when_the_hours_are_over_nothing_is_shown_and_the_copy_goes(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit), hours=4)
    with clock.standing_at(clock.moment(TODAY) + timedelta(hours=4)):
        with pytest.raises(Refused, match="đã hết"):
            services.show(by=cast.handler, opening=opening, opened=cast.opened(cast.handler))
        assert services.purge(by=SYSTEM).openings == 1
        assert not Copy.objects.exists()
        assert asked(cast.handler, opening.envelope).state == Opening.State.ASKED


def test_asking_again_after_the_hours_ends_the_old_one_even_before_the_purge(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit), hours=4)
    with pytest.raises(Refused, match="đã có một đề nghị"):
        asked(cast.handler, opening.envelope)
    with clock.standing_at(clock.moment(TODAY) + timedelta(hours=5)):
        asked(cast.handler, opening.envelope)
    assert not Copy.objects.exists()


@pytest.mark.parametrize(
    ("ground", "words", "hours", "field"), [("x", "vì", 8, "ground"), ("work", " ", 8, "words"), ("work", "vì", 5, "hours")]
)
def test_a_request_needs_a_ground_of_the_law_words_and_a_time(cast: Kept, ground: str, words: str, hours: int, field: str) -> None:
    envelope = deposited(cast.unit)
    with pytest.raises(Refused) as refused:
        services.ask(by=cast.handler, envelope=envelope, ground=ground, words=words, hours=hours)
    assert refused.value.field == field


def test_without_a_key_of_ones_own_one_cannot_ask(cast: Kept) -> None:
    with pytest.raises(Refused, match="khóa của riêng mình"):
        asked(officer(cast.unit), deposited(cast.unit))


def test_the_asker_or_a_recipient_may_end_it_early_and_others_may_not(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit))
    with pytest.raises(Refused):
        services.close(by=cast.stranger, opening=opening)
    services.close(by=cast.second, opening=opening)
    assert not Copy.objects.exists()
    with pytest.raises(Refused, match="đã kết thúc"):
        services.close(by=cast.handler, opening=opening)


def test_a_new_key_of_the_asker_ends_what_the_old_one_asked(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit))
    opened(cast.handler)
    opening.refresh_from_db()
    assert opening.state == Opening.State.ENDED
    assert not Copy.objects.exists()


def test_the_history_tells_requests_refusals_grants_and_every_reading(cast: Kept) -> None:
    envelope = deposited(cast.unit)
    services.refuse(by=cast.first, opening=asked(cast.handler, envelope), reason="Chưa cần.")
    opening = granted(cast, envelope)
    for _time in range(2):
        services.show(by=cast.handler, opening=opening, opened=cast.opened(cast.handler))
    services.close(by=cast.handler, opening=opening)
    acts = [entry.act.removeprefix("sealed.") for entry in selectors.history(envelope)]
    assert acts == [
        "envelope.deposited",
        "opening.asked",
        "opening.refused",
        "opening.asked",
        "opening.granted",
        "opening.viewed",
        "opening.viewed",
        "opening.closed",
    ]
    assert [entry.user_id for entry in selectors.history(envelope)][1:3] == [cast.handler.user_id, cast.first.user_id]
