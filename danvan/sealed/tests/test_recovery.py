"""Loss of keys: k of n custodians together bring the envelopes back."""

from datetime import timedelta

import pytest

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import crypto, selectors, services
from danvan.sealed.models import Contribution, Envelope, Part, Recovery, Rescue, Share
from danvan.sealed.opened import Opened
from danvan.sealed.tests.conftest import FRIDAY as TODAY
from danvan.sealed.tests.factories import Kept, deposited, opened
from danvan.units.access import Acting
from danvan.units.tests.factories import officer


def custodians(cast: Kept, number: int) -> list[tuple[Acting, Opened]]:
    """Officers of the province with keys."""
    people = [officer(cast.tree.province, title=f"Người giữ mảnh {place}") for place in range(number)]
    return [(who, opened(who)) for who in people]


def recovery_of(cast: Kept, people: list[tuple[Acting, Opened]], needed: int) -> Recovery:
    """A recovery key of the commune."""
    return services.set_recovery(by=cast.first, unit=cast.unit, custodians=[who.user for who, _key in people], needed=needed)


def lost(cast: Kept) -> dict[int, Opened]:
    """Both recipients forgot their passphrases and made new keys."""
    return {who.user_id: opened(who) for who in (cast.first, cast.second)}


def test_two_of_three_bring_back_what_every_recipient_lost(cast: Kept) -> None:
    people = custodians(cast, 3)
    recovery = recovery_of(cast, people, 2)
    envelope = deposited(cast.unit)
    keys = lost(cast)
    rescue = services.start_rescue(by=cast.first, recovery=recovery, reason="Cả hai quên câu mật khẩu.")
    services.contribute(by=people[0][0], rescue=rescue, opened=people[0][1])
    with pytest.raises(Refused, match="Chưa đủ người"):
        services.perform_rescue(by=cast.first, rescue=rescue, opened=keys[cast.first.user_id])
    services.contribute(by=people[2][0], rescue=rescue, opened=people[2][1])
    assert services.perform_rescue(by=cast.first, rescue=rescue, opened=keys[cast.first.user_id]) == (1, 0)
    content = envelope.contents.get(part=Part.IDENTITY).sealed
    assert [key.reads(content)[:1] for key in keys.values()] == [b"{", b"{"]
    assert not Contribution.objects.exists()
    rescue.refresh_from_db()
    assert rescue.state == Rescue.State.DONE
    acts = [entry.act for entry in Entry.objects.filter(subject_kind="sealed.recovery").order_by("id")]
    assert acts == [f"sealed.recovery.{verb}" for verb in ("made", "started", "contributed", "contributed", "performed")]


def test_three_of_five_any_three(cast: Kept) -> None:
    people = custodians(cast, 5)
    recovery = recovery_of(cast, people, 3)
    assert Share.objects.filter(recovery=recovery).count() == 30
    deposited(cast.unit)
    keys = lost(cast)
    rescue = services.start_rescue(by=cast.second, recovery=recovery, reason="Mất khóa.")
    for who, key in (people[4], people[1], people[2]):
        services.contribute(by=who, rescue=rescue, opened=key)
    assert services.perform_rescue(by=cast.second, rescue=rescue, opened=keys[cast.second.user_id]) == (1, 0)


def test_a_contribution_opens_with_the_performers_key_alone(cast: Kept) -> None:
    people = custodians(cast, 2)
    rescue = services.start_rescue(by=cast.first, recovery=recovery_of(cast, people, 2), reason="Thử.")
    one = services.contribute(by=people[0][0], rescue=rescue, opened=people[0][1])
    assert cast.opened(cast.first).reads(one.sealed)
    for key in (people[0][1], people[1][1], cast.opened(cast.second)):
        with pytest.raises(crypto.Unreadable):
            key.reads(one.sealed)


def test_who_is_no_custodian_gives_nothing_and_nobody_gives_twice(cast: Kept) -> None:
    people = custodians(cast, 2)
    rescue = services.start_rescue(by=cast.first, recovery=recovery_of(cast, people, 2), reason="Thử.")
    with pytest.raises(Refused, match="không giữ mảnh"):
        services.contribute(by=cast.handler, rescue=rescue, opened=cast.opened(cast.handler))
    services.contribute(by=people[0][0], rescue=rescue, opened=people[0][1])
    with pytest.raises(Refused, match="đã góp"):
        services.contribute(by=people[0][0], rescue=rescue, opened=people[0][1])


def test_a_custodian_cannot_give_for_another(cast: Kept) -> None:
    people = custodians(cast, 2)
    rescue = services.start_rescue(by=cast.first, recovery=recovery_of(cast, people, 2), reason="Thử.")
    with pytest.raises(Refused):
        services.contribute(by=people[0][0], rescue=rescue, opened=people[1][1])


def test_contributions_expire_after_a_day(cast: Kept) -> None:
    people = custodians(cast, 2)
    recovery = recovery_of(cast, people, 2)
    rescue = services.start_rescue(by=cast.first, recovery=recovery, reason="Thử.")
    services.contribute(by=people[0][0], rescue=rescue, opened=people[0][1])
    with clock.standing_at(clock.moment(TODAY) + timedelta(hours=24)):
        with pytest.raises(Refused, match="đã kết thúc"):
            services.contribute(by=people[1][0], rescue=rescue, opened=people[1][1])
        assert services.purge(by=SYSTEM).rescues == 1
        assert not Contribution.objects.exists()
        services.start_rescue(by=cast.first, recovery=recovery, reason="Lại.")


def test_only_a_recipient_starts_and_only_the_one_who_started_performs(cast: Kept) -> None:
    people = custodians(cast, 2)
    recovery = recovery_of(cast, people, 2)
    with pytest.raises(Refused, match="Chỉ người giữ niêm phong"):
        services.start_rescue(by=cast.handler, recovery=recovery, reason="x")
    rescue = services.start_rescue(by=cast.first, recovery=recovery, reason="x")
    with pytest.raises(Refused, match="một lần khôi phục khác"):
        services.start_rescue(by=cast.second, recovery=recovery, reason="x")
    for who, key in people:
        services.contribute(by=who, rescue=rescue, opened=key)
    with pytest.raises(Refused, match="Chỉ người bắt đầu"):
        services.perform_rescue(by=cast.second, rescue=rescue, opened=cast.opened(cast.second))


@pytest.mark.parametrize(("number", "needed"), [(1, 2), (3, 1), (2, 3)])
def test_numbers_that_do_not_fit_are_refused(cast: Kept, number: int, needed: int) -> None:
    with pytest.raises(Refused) as refused:
        recovery_of(cast, custodians(cast, number), needed)
    assert refused.value.field == "custodians"


def test_a_custodian_without_a_key_is_named_in_the_refusal(cast: Kept) -> None:
    nobody = officer(cast.unit)
    with pytest.raises(Refused, match=nobody.user.full_name):
        services.set_recovery(by=cast.first, unit=cast.unit, custodians=[nobody.user, cast.handler.user], needed=2)


def test_only_a_recipient_makes_a_recovery_key(cast: Kept) -> None:
    with pytest.raises(Refused):
        services.set_recovery(by=cast.arranger, unit=cast.unit, custodians=[cast.first.user, cast.handler.user], needed=2)


def test_a_new_recovery_key_retires_the_old_whose_shares_go_once_nothing_lies_under_it(cast: Kept) -> None:
    people = custodians(cast, 3)
    old = recovery_of(cast, people, 2)
    deposited(cast.unit)
    new = recovery_of(cast, people, 3)
    assert selectors.stale(cast.unit, TODAY).count() == 1
    services.purge(by=SYSTEM)
    assert Share.objects.filter(recovery=old).exists(), "an envelope still lies under the old one"
    services.reseal(by=cast.first, seat=cast.unit, opened=cast.opened(cast.first))
    assert Envelope.objects.get().recovery == new
    services.purge(by=SYSTEM)
    assert not Share.objects.filter(recovery=old).exists()


def test_no_custodian_alone_and_no_recipient_reads_the_recovery_key(cast: Kept) -> None:
    people = custodians(cast, 3)
    recovery = recovery_of(cast, people, 2)
    envelope = deposited(cast.unit)
    content = envelope.contents.get(part=Part.IDENTITY).sealed
    for who, key in people:
        with pytest.raises(crypto.Unreadable):
            key.reads(content)
        for share in Share.objects.filter(recovery=recovery, custodian=who.user_id):
            with pytest.raises(crypto.Unreadable):
                crypto.public_of(key.reads(share.sealed).decode("latin-1"))
