"""Setting the seal, sealing again for others, handing over, deleting."""

from datetime import date, timedelta

import pytest

from danvan.audit.doer import CITIZEN, SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import crypto, packing, selectors, services
from danvan.sealed.models import Content, Copy, Envelope, Handover, Opening, Part, Recipient, Slot
from danvan.sealed.opened import Opened
from danvan.sealed.tests.conftest import FRIDAY as TODAY
from danvan.sealed.tests.factories import IDENTITY, NAME, SCAN, Kept, appointed, asked, deposited, granted, keeper, opened
from danvan.units import services as units
from danvan.units.access import Acting
from danvan.units.models import Duty, Holding
from danvan.units.tests.factories import officer


def reads(envelope: Envelope, key: Opened) -> bool:
    """Does the key open what the envelope holds now?"""
    try:
        return packing.unpack_identity(key.reads(envelope.contents.get(part=Part.IDENTITY).sealed)) == IDENTITY
    except crypto.Unreadable:
        return False


def test_both_recipients_read_and_nobody_else(cast: Kept) -> None:
    envelope = deposited(cast.unit)
    assert reads(envelope, cast.opened(cast.first))
    assert reads(envelope, cast.opened(cast.second))
    assert not reads(envelope, cast.opened(cast.handler))
    assert packing.unpack_files(cast.opened(cast.first).reads(envelope.contents.get(part=Part.FILES).sealed)) == [
        ("don-viet-tay.jpg", SCAN)
    ]


def test_two_identities_of_different_length_have_ciphertexts_of_one_length(cast: Kept) -> None:
    deposited(cast.unit, files=False)
    services.deposit(by=CITIZEN, unit=cast.unit, about="KN26-00002", identity={"name": "A", "address": "B" * 900})
    # age puts a line of chance of a chance length into the header; what comes after the header is the content.
    assert len({len(bytes(content.sealed).partition(b"\n--- ")[2]) for content in Content.objects.all()}) == 1


def test_a_unit_with_fewer_than_two_recipients_sends_the_seal_to_the_nearest_above(cast: Kept) -> None:
    for name in ("Tỉnh một", "Tỉnh hai"):
        opened(keeper(cast.tree.province, name))
    opened(keeper(cast.tree.b))
    envelope = deposited(cast.tree.b)
    assert (envelope.unit, envelope.kept_by) == (cast.tree.b, cast.tree.province)
    assert envelope.slots.count() == 2


def test_somebody_named_without_a_key_does_not_count(cast: Kept) -> None:
    keeper(cast.tree.b)
    opened(keeper(cast.tree.b))
    assert selectors.nearest(cast.tree.b, TODAY) is None


def test_without_recipients_up_to_the_centre_nothing_is_taken(cast: Kept) -> None:
    with pytest.raises(Refused, match="hai người giữ niêm phong"):
        deposited(cast.tree.far)
    assert not Envelope.objects.exists()


def test_nothing_given_is_nothing_to_seal(cast: Kept) -> None:
    with pytest.raises(Refused):
        services.deposit(by=CITIZEN, unit=cast.unit, about="x", identity={"name": "  "})


def test_who_leaves_the_post_keeps_the_seal_no_more(cast: Kept) -> None:
    holding = Holding.objects.get(user=cast.first.user, post=cast.first.post)
    units.end_holding(by=SYSTEM, holding=holding, on=TODAY)
    assert not selectors.keeps(cast.first.user_id, cast.unit, TODAY)
    assert selectors.keeps(cast.first.user_id, cast.unit, TODAY - timedelta(days=1))


def test_an_account_that_may_not_sign_in_keeps_no_seal(cast: Kept) -> None:
    cast.first.user.is_active = False
    cast.first.user.save()
    assert not selectors.keeps(cast.first.user_id, cast.unit, TODAY)


def test_nobody_names_themselves_and_the_post_must_carry_the_duty(cast: Kept) -> None:
    own = Holding.objects.get(user=cast.second.user)
    with pytest.raises(Refused, match="chính mình"):
        services.name_recipient(by=cast.second, holding=own, valid_from=TODAY)
    plain = Holding.objects.get(user=cast.handler.user)
    with pytest.raises(Refused, match="giữ niêm phong"):
        services.name_recipient(by=cast.arranger, holding=plain, valid_from=TODAY)


def test_a_person_is_named_once_at_a_time_and_only_while_in_the_post(cast: Kept) -> None:
    holding = Holding.objects.get(user=cast.first.user)
    with pytest.raises(Refused, match="đã là"):
        services.name_recipient(by=cast.arranger, holding=holding, valid_from=TODAY)
    units.end_holding(by=SYSTEM, holding=holding, on=TODAY)
    with pytest.raises(Refused) as refused:
        services.name_recipient(by=cast.arranger, holding=holding, valid_from=TODAY)
    assert refused.value.field == "valid_from"


def test_a_new_recipient_reads_earlier_envelopes_only_when_another_seals_them_again(cast: Kept) -> None:
    envelope = deposited(cast.unit)
    third = keeper(cast.unit, "Người thứ ba")
    key = opened(third)
    assert list(selectors.stale(cast.unit, TODAY)) == [envelope]
    assert not reads(envelope, key)
    assert services.reseal(by=third, seat=cast.unit, opened=key) == 0, "the new one cannot help themselves"
    assert services.reseal(by=cast.first, seat=cast.unit, opened=cast.opened(cast.first)) == 1
    assert reads(envelope, key)
    assert not selectors.stale(cast.unit, TODAY)


def test_a_removed_recipient_does_not_open_the_new_ciphertext(cast: Kept) -> None:
    third = keeper(cast.unit, "Người thứ ba")
    key = opened(third)
    envelope = deposited(cast.unit)
    before = bytes(envelope.contents.get(part=Part.IDENTITY).sealed)
    services.end_recipient(by=cast.arranger, recipient=Recipient.objects.get(user=third.user), on=TODAY)
    services.reseal(by=cast.first, seat=cast.unit, opened=cast.opened(cast.first))
    assert not reads(envelope, key)
    assert reads(envelope, cast.opened(cast.second))
    assert key.reads(before), "what was copied before cannot be taken back: the pages say so"
    with pytest.raises(Refused):
        services.reseal(by=third, seat=cast.unit, opened=key)


def test_nobody_seals_again_with_a_key_that_is_not_their_own(cast: Kept) -> None:
    deposited(cast.unit)
    with pytest.raises(Refused, match="không phải là khóa hiện dùng của bạn"):
        services.reseal(by=cast.first, seat=cast.unit, opened=cast.opened(cast.second))


def test_nothing_is_sealed_again_for_one_person_alone(cast: Kept) -> None:
    deposited(cast.unit)
    services.end_recipient(by=cast.arranger, recipient=Recipient.objects.get(user=cast.second.user), on=TODAY)
    with pytest.raises(Refused, match="ít nhất hai"):
        services.reseal(by=cast.first, seat=cast.unit, opened=cast.opened(cast.first))


def test_a_case_that_moves_waits_until_the_giving_side_seals_for_the_other(cast: Kept) -> None:
    there = [keeper(cast.tree.b, "Nhận một"), keeper(cast.tree.b, "Nhận hai")]
    keys = [opened(who) for who in there]
    envelope = deposited(cast.unit)
    live = granted(cast, envelope)
    handover = services.hand_over(by=cast.handler, envelope=envelope, to_unit=cast.tree.b)
    assert handover.state == Handover.State.WAITING
    assert reads(envelope, cast.opened(cast.first))
    with pytest.raises(Refused):
        services.complete_handover(by=there[0], handover=handover, opened=keys[0])
    envelope = services.complete_handover(by=cast.second, handover=handover, opened=cast.opened(cast.second))
    assert (envelope.unit, envelope.kept_by) == (cast.tree.b, cast.tree.b)
    assert [reads(envelope, key) for key in keys] == [True, True]
    assert not reads(envelope, cast.opened(cast.first))
    assert not reads(envelope, cast.opened(cast.second))
    live.refresh_from_db()
    assert live.state == Opening.State.ENDED
    assert not Copy.objects.exists()
    with pytest.raises(Refused, match="không còn chờ"):
        services.complete_handover(by=cast.second, handover=handover, opened=cast.opened(cast.second))


def test_a_move_between_units_of_the_same_recipients_is_done_at_once(cast: Kept) -> None:
    for name in ("Tỉnh một", "Tỉnh hai"):
        opened(keeper(cast.tree.province, name))
    envelope = deposited(cast.tree.b)
    handover = services.hand_over(by=cast.handler, envelope=envelope, to_unit=cast.tree.c)
    envelope.refresh_from_db()
    assert (handover.state, envelope.unit) == (Handover.State.DONE, cast.tree.c)


def test_a_second_move_takes_the_place_of_the_first(cast: Kept) -> None:
    envelope = deposited(cast.unit)
    first = services.hand_over(by=cast.handler, envelope=envelope, to_unit=cast.tree.b)
    second = services.hand_over(by=cast.handler, envelope=envelope, to_unit=cast.tree.c)
    first.refresh_from_db()
    assert (first.state, second.state) == (Handover.State.DROPPED, Handover.State.WAITING)


def test_what_is_to_be_deleted_is_gone_on_its_day_and_the_history_stays(cast: Kept) -> None:
    envelope, live = deposited(cast.unit), None
    live = granted(cast, envelope)
    services.schedule_deletion(by=SYSTEM, envelope=envelope, on=TODAY + timedelta(days=10))
    assert services.purge(by=SYSTEM).envelopes == 0
    with clock.standing_at(TODAY + timedelta(days=10)):
        assert services.purge(by=SYSTEM).envelopes == 1
        assert services.purge(by=SYSTEM).envelopes == 0
    envelope.refresh_from_db()
    live.refresh_from_db()
    assert envelope.wiped_at is not None
    assert live.state == Opening.State.ENDED
    assert not Content.objects.exists()
    assert not Copy.objects.exists()
    assert not Slot.objects.exists()
    acts = [entry.act for entry in selectors.history(envelope)]
    assert acts[0] == "sealed.envelope.deposited"
    assert acts[-1] == "sealed.envelope.wiped"
    with pytest.raises(Refused, match="đã được xóa"):
        asked(cast.handler, envelope)


def test_a_day_of_deletion_may_be_taken_back(cast: Kept) -> None:
    envelope = deposited(cast.unit)
    services.schedule_deletion(by=SYSTEM, envelope=envelope, on=TODAY)
    services.schedule_deletion(by=SYSTEM, envelope=envelope, on=None)
    assert services.purge(by=SYSTEM).envelopes == 0


def test_the_log_of_an_envelope_names_nobody_who_wrote(cast: Kept) -> None:
    deposited(cast.unit)
    assert not [entry for entry in Entry.objects.all() if NAME in str(entry.data)]


def test_a_recipient_of_two_units_reads_each(cast: Kept) -> None:
    person = officer(cast.tree.b, Duty.KEEP_SEAL, person=cast.first.user, since=date(2026, 1, 1))
    appointed(Acting(cast.first.user, person.post))
    assert set(selectors.seats_of(cast.first.user_id, TODAY)) == {cast.unit, cast.tree.b}


def test_whom_the_case_is_about_is_no_recipient_and_too_few_others_send_it_upwards(cast: Kept) -> None:
    province = [opened(keeper(cast.tree.province, "Tỉnh một")), opened(keeper(cast.tree.province, "Tỉnh hai"))]
    envelope = services.deposit(by=CITIZEN, unit=cast.unit, about="x", identity=IDENTITY, barred=[cast.first.user])
    assert envelope.kept_by == cast.tree.province
    assert not reads(envelope, cast.opened(cast.first))
    assert reads(envelope, province[0])
    with pytest.raises(Refused):
        asked(cast.first, envelope)


def test_who_is_named_later_loses_requests_and_is_left_out_when_it_is_sealed_again(cast: Kept) -> None:
    third = keeper(cast.unit, "Người thứ ba")
    opened(third)
    envelope = deposited(cast.unit)
    opening = asked(cast.first, envelope)
    services.bar(by=cast.handler, envelope=envelope, users=[cast.first.user])
    opening.refresh_from_db()
    assert opening.state == Opening.State.ENDED
    assert services.reseal(by=cast.first, seat=cast.unit, opened=cast.opened(cast.first)) == 0
    assert services.reseal(by=cast.second, seat=cast.unit, opened=cast.opened(cast.second)) == 1
    assert not reads(envelope, cast.opened(cast.first))
    assert not selectors.stale(cast.unit, TODAY)
    waiting = asked(cast.handler, envelope)
    with pytest.raises(Refused, match="không làm được việc này"):
        services.refuse(by=cast.first, opening=waiting, reason="x")
    assert [entry.data for entry in selectors.history(envelope) if "barred" in entry.act] == [{}], "the log does not tell who was named"


def test_counts_of_what_waits_agree_with_the_list(cast: Kept) -> None:
    deposited(cast.unit)
    assert selectors.stale_counts([cast.unit, cast.tree.b], TODAY).get(cast.unit.pk, 0) == 0
    opened(keeper(cast.unit, "Người thứ ba"))
    assert selectors.stale_counts([cast.unit, cast.tree.b], TODAY)[cast.unit.pk] == selectors.stale(cast.unit, TODAY).count() == 1
