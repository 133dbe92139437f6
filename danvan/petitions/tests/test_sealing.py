"""Who denounces is sealed on arrival, and nothing of the case can read it again."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import CITIZEN, SYSTEM
from danvan.files.models import File
from danvan.files.services import store
from danvan.files.tests.samples import photo as picture
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.models import Bundle, Petition, PetitionKind, Sender, Topic
from danvan.petitions.rules import purge_day
from danvan.petitions.services.sealing import seal_waiting
from danvan.petitions.tests.factories import LAN, Cast, bring, registered
from danvan.sealed.models import Barred, Envelope, Handover
from danvan.sealed.opened import Opened
from danvan.sealed.services import sealing
from danvan.sealed.tests.factories import keeper, opened

pytestmark = pytest.mark.django_db
DENUNCIATION = PetitionKind.DENUNCIATION


@pytest.fixture
def key(play: Cast) -> Opened:
    """Two people of the commune keep its seal; the key of the first, in hand."""
    first, second = keeper(play.unit, "Giữ một"), keeper(play.unit, "Giữ hai")
    opened(second)
    return opened(first)


def photo(name: str = "don-viet-tay.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), "image/jpeg")


def test_the_identity_and_the_handwriting_go_into_the_envelope_and_nowhere_else(play: Cast, key: Opened) -> None:
    petition = bring(play.unit, kind=DENUNCIATION, handwriting=[("don.jpg", b"chu viet tay")]).petition
    envelope = Envelope.objects.get(about=petition.reference)
    content = sealing.read(envelope, key)
    assert "Nguyễn Thị Lan" in str(content["identity"].decode())
    assert b"chu viet tay" in b"".join(content.values())
    sender = Sender.objects.get(petition=petition)
    assert (sender.name, sender.address, sender.phone) == ("", "", "")
    assert not petition.attachments.exists()


def test_where_nobody_keeps_a_seal_an_identity_is_refused_and_nothing_is_left(play: Cast) -> None:
    with pytest.raises(Refused) as refused:
        bring(play.unit, kind=DENUNCIATION)
    assert refused.value.field == "name"
    assert not Petition.objects.exists()
    assert bring(play.unit, kind=DENUNCIATION, sender=services.NOBODY).petition.is_protected


def test_a_letter_that_turns_out_to_be_a_denunciation_is_sealed_then(play: Cast, key: Opened) -> None:
    file = store(photo(), by=CITIZEN)
    path, storage = str(file.content.name), file.content.storage
    petition = registered(play.clerk, sender=LAN, files=[file, store(photo("chung-cu.jpg"), by=CITIZEN)])
    handwriting = [petition.attachments.get(file=file).pk]
    petition = services.classify(by=play.clerk, petition=petition, kind=DENUNCIATION, handwriting=handwriting)
    sender = Sender.objects.get(petition=petition)
    assert (sender.name, sender.phone, sender.purged_at is not None) == ("", "", True)
    assert [one.file.name for one in petition.attachments.all()] == ["chung-cu.jpg"]
    assert not File.objects.filter(pk=file.pk).exists()
    assert storage.exists(path)  # until the transaction is surely over
    assert "Nguyễn Thị Lan" in sealing.read(Envelope.objects.get(), key)["identity"].decode()


def test_the_envelope_follows_the_case_ends_with_it_and_is_closed_to_who_is_named(play: Cast, key: Opened) -> None:
    petition = bring(play.unit, kind=DENUNCIATION, channel="desk").petition
    envelope = Envelope.objects.get()
    services.name(by=play.clerk, petition=petition, user=play.neighbour.user)
    assert list(Barred.objects.values_list("user", flat=True)) == [play.neighbour.user_id]
    petition = services.register(by=play.clerk, petition=petition)
    petition = services.transfer(by=play.clerk, petition=petition, ground="denunciation_authority", to=play.tree.province)
    assert Handover.objects.get().to_unit == play.tree.province
    services.withdraw(by=play.superior, petition=petition)
    envelope.refresh_from_db()
    assert envelope.delete_on == purge_day(petition.received_on, clock.today())
    assert envelope.delete_on > clock.today() + timedelta(days=300)


def test_a_denunciation_sends_no_notices_out(play: Cast, key: Opened) -> None:
    wish = services.SenderData(name="Lan", phone="0912345678", notify_by="sms")
    with pytest.raises(Refused) as refused:
        bring(play.unit, kind=DENUNCIATION, sender=wish)
    assert refused.value.field == "notify_by"


def test_a_case_taken_up_again_keeps_its_envelope_until_it_ends_anew(play: Cast, key: Opened) -> None:
    petition = bring(play.unit, kind=DENUNCIATION).petition
    services.withdraw(by=CITIZEN, petition=petition)
    assert Envelope.objects.get(about=petition.reference).delete_on is not None
    services.reopen(by=play.leader, petition=petition, ground="forced_denunciation", public_note="Rút đơn vì bị đe dọa.")
    assert Envelope.objects.get(about=petition.reference).delete_on is None


def test_what_had_to_wait_for_two_keepers_is_sealed_when_they_are_there(play: Cast) -> None:
    petition = registered(play.clerk, sender=LAN, files=[store(photo(), by=CITIZEN)])
    petition = services.classify(by=play.clerk, petition=petition, kind=DENUNCIATION)
    assert Sender.objects.get(petition=petition).name  # nobody could keep it yet
    assert seal_waiting(by=SYSTEM) == 0
    opened(keeper(play.unit, "Giữ một"))
    opened(keeper(play.unit, "Giữ hai"))
    assert seal_waiting(by=SYSTEM) == 1
    assert (Sender.objects.get(petition=petition).name, petition.attachments.count(), Envelope.objects.count()) == ("", 0, 1)
    assert seal_waiting(by=SYSTEM) == 0


def test_a_named_body_opens_no_envelope_while_it_waits_to_leave(play: Cast, key: Opened) -> None:
    petition = bring(play.unit, kind=DENUNCIATION, channel="desk").petition
    services.name(by=play.clerk, petition=petition, body=play.clerk.body)
    assert Barred.objects.filter(user=play.clerk.user).exists()
    assert Handover.objects.get().to_unit == play.tree.province


def test_a_letter_that_turns_out_to_be_a_denunciation_leaves_its_bundle_and_its_name_there(play: Cast) -> None:
    bundle = Bundle.objects.create(unit=play.unit, title="Ông T nhận tiền", made_at=clock.now())
    petition = registered(play.clerk, title="Ông T nhận tiền")
    Petition.objects.filter(pk=petition.pk).update(bundle=bundle)
    petition = services.classify(by=play.clerk, petition=petition, kind=DENUNCIATION)
    bundle.refresh_from_db()
    assert petition.bundle is None
    assert "Ông T" not in bundle.title


@pytest.mark.parametrize("later", [False, True])
def test_who_wrote_a_letter_that_holds_a_denunciation_is_sealed_in_every_part_of_it(play: Cast, key: Opened, *, later: bool) -> None:
    letter = registered(play.clerk, sender=LAN, files=[store(photo(), by=CITIZEN), store(photo("chung-cu.jpg"), by=CITIZEN)])
    handwriting = [letter.attachments.get(file__name="don-viet-tay.jpg").pk]
    kind = "" if later else DENUNCIATION
    parts = [services.Part("Đường hỏng.", Topic.ROADS, kind=PetitionKind.COMPLAINT), services.Part("Nhận tiền.", Topic.SERVICE, kind=kind)]
    parts.append(services.Part("Chưa rõ.", Topic.OTHER))
    made = services.split(by=play.clerk, petition=letter, parts=parts, handwriting=[] if later else handwriting)
    if later:
        made[1] = services.classify(
            by=play.clerk,
            petition=made[1],
            kind=DENUNCIATION,
            handwriting=[made[1].attachments.get(file__name="don-viet-tay.jpg").pk],
        )
    everything = [letter, *made]
    assert {name for sender in Sender.objects.all() for name in (sender.name, sender.address, sender.phone)} == {""}
    assert {one.file.name for part in everything for one in part.attachments.all()} == {"chung-cu.jpg"}
    assert not File.objects.filter(name="don-viet-tay.jpg").exists()
    for part in everything:
        content = sealing.read(Envelope.objects.get(about=part.reference), key)
        assert LAN.name in content["identity"].decode()
        assert b"don-viet-tay.jpg" in content["files"]
    assert Envelope.objects.get(about=letter.reference).delete_on is not None  # the letter ended, its parts go on
    assert Envelope.objects.get(about=made[0].reference).delete_on is None


def test_an_open_part_beside_a_denunciation_names_nobody_on_its_page_and_leads_to_its_envelope(play: Cast, key: Opened) -> None:
    letter = registered(play.clerk, sender=LAN)
    parts = [services.Part("Đường hỏng.", Topic.ROADS, kind="complaint"), services.Part("Nhận tiền.", Topic.SERVICE, kind=DENUNCIATION)]
    complaint = services.split(by=play.clerk, petition=letter, parts=parts)[0]
    client = Client()
    client.force_login(play.clerk.user)
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert LAN.name not in page
    assert reverse("sealed:envelope", args=[Envelope.objects.get(about=complaint.reference).pk]) in page


def test_while_nobody_keeps_a_seal_an_open_part_beside_a_denunciation_names_nobody_either(play: Cast) -> None:
    letter = registered(play.clerk, sender=LAN)
    parts = [services.Part("Đường hỏng.", Topic.ROADS, kind="complaint"), services.Part("Nhận tiền.", Topic.SERVICE, kind=DENUNCIATION)]
    complaint, _denunciation = services.split(by=play.clerk, petition=letter, parts=parts)
    client = Client()
    client.force_login(play.clerk.user)
    assert LAN.name not in client.get(complaint.get_absolute_url()).content.decode()
    for number in (1, 2):
        opened(keeper(play.unit, f"Giữ {number}"))
    assert seal_waiting(by=SYSTEM) == 1
    assert {sender.name for sender in Sender.objects.all()} == {""}
    assert Envelope.objects.filter(about=complaint.reference).exists()


def test_the_envelope_of_an_open_part_follows_it_and_ends_with_it(play: Cast, key: Opened) -> None:
    letter = registered(play.clerk, sender=LAN)
    parts = [services.Part("Đường hỏng.", Topic.ROADS, kind="complaint"), services.Part("Nhận tiền.", Topic.SERVICE, kind=DENUNCIATION)]
    complaint = services.split(by=play.clerk, petition=letter, parts=parts)[0]
    complaint = services.transfer(by=play.clerk, petition=complaint, ground="no_authority", to=play.tree.province)
    assert Handover.objects.get().envelope.about == complaint.reference
    services.withdraw(by=CITIZEN, petition=complaint)
    assert Envelope.objects.get(about=complaint.reference).delete_on is not None
