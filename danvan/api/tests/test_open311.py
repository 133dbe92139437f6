"""Open311 as the specification has it: what is shown, what is taken in, what is refused and how."""

import json
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danvan.api.models import Intake, Scope
from danvan.api.tests.factories import SECRET_WORDS, key, published
from danvan.audit.models import Entry
from danvan.files.models import File
from danvan.files.tests import samples
from danvan.petitions import services
from danvan.petitions.models import MayPublish, NotifyBy, Petition, PetitionKind, Sender, Topic
from danvan.petitions.tests.factories import Cast, received
from danvan.portal.models import DraftFile

REQUESTS = "/open311/v2/requests.json"


def send(client: Client, secret: str, **said: Any) -> Any:
    """A request of a person, with everything that is needed."""
    once = said.pop("once", "")
    form = {"api_key": secret, "service_code": "roads", "description": "Đường hỏng.", "attribute[unit]": "90000"} | said
    return client.post(REQUESTS, form, headers={"Idempotency-Key": once} if once else {})


def tree(answer: Any) -> Xml.Element:
    """The document of an answer."""
    return Xml.fromstring(answer.content)  # noqa: S314 - our own answer


def test_services_are_the_matters_in_vietnamese_with_groups(play: Cast, client: Client) -> None:
    found = client.get("/open311/v2/services.json")
    assert [one["service_code"] for one in found.json()] == Topic.values
    roads = next(one for one in found.json() if one["service_code"] == "roads")
    assert (roads["service_name"], roads["group"], roads["metadata"]) == ("Đường sá, cầu cống", "Hạ tầng, môi trường", True)
    assert not found.cookies
    assert found["Cache-Control"] == "public, max-age=300"


def test_a_list_that_did_not_change_is_not_sent_twice(play: Cast, client: Client) -> None:
    first = client.get("/open311/v2/services.xml")
    assert client.get("/open311/v2/services.xml", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_xml_has_the_names_of_the_specification(play: Cast, client: Client) -> None:
    services = tree(client.get("/open311/v2/services.xml"))
    assert (services.tag, services[0].tag, len(services)) == ("services", "service", len(Topic))
    definition = tree(client.get("/open311/v2/services/roads.xml"))
    assert definition.findtext("attributes/attribute/code") == "unit"
    assert [one.text for one in definition.findall("attributes/attribute/values/value/key")] == [*MayPublish.values, *NotifyBy.values]
    errors = tree(client.get("/open311/v2/services/none.xml"))
    assert (errors.tag, errors.findtext("error/code")) == ("errors", "404")


def test_a_sign_that_xml_has_no_place_for_is_left_out(play: Cast, client: Client) -> None:
    published(play, question="Đường\x0bhỏng <nặng> & sâu.")
    found = tree(client.get("/open311/v2/requests.xml"))
    assert "Đườnghỏng <nặng> & sâu." in (found.findtext("request/description") or "")


def test_discovery_names_the_endpoint(play: Cast, client: Client) -> None:
    found = client.get("/open311/v2/discovery.json").json()
    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert tree(client.get("/open311/v2/discovery.xml")).findtext("endpoints/endpoint/formats/format") == "text/xml"


def test_everybody_reads_published_answers_in_edited_words_only(play: Cast, client: Client) -> None:
    answer = published(play)
    received(play.unit, text=SECRET_WORDS)
    (row,) = client.get(REQUESTS).json()
    assert row["service_request_id"] == f"TL-{answer.pk}"
    assert (row["status"], row["status_notes"]) == ("closed", "Đã sửa xong mặt đường.")
    assert row["requested_datetime"] == "2026-09-07T00:00:00+07:00"
    assert row["address_id"] == play.unit.key
    text = json.dumps(row, ensure_ascii=False)
    assert not [word for word in (SECRET_WORDS, "Lan", "0912", answer.petition.reference) if word in text]


def test_a_published_answer_is_found_by_its_own_id_and_never_by_the_reference(play: Cast, client: Client) -> None:
    answer = published(play)
    assert client.get(f"/open311/v2/requests/TL-{answer.pk}.json").json()[0]["service_code"] == "roads"
    assert client.get(f"/open311/v2/requests/{answer.petition.reference}.json").status_code == 404


def test_a_request_is_taken_in_once_however_often_it_is_sent(play: Cast, client: Client) -> None:
    made = key(play.unit)
    first = send(
        client, made.secret, once="7c1f", first_name="Lan", last_name="Nguyễn Thị", phone="0912 345 678", lat="21.03", long="105.85"
    )
    again = send(
        client, made.secret, once="7c1f", first_name="Lan", last_name="Nguyễn Thị", phone="0912 345 678", lat="21.03", long="105.85"
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()[0]["service_request_id"] == again.json()[0]["service_request_id"]
    assert len(first.json()[0]["receipt_code"]) == len("7F3K-9Q2M-4TXP-CW2")
    assert again.json()[0]["receipt_code"] is None
    petition = Petition.objects.get()
    assert (petition.unit, petition.topic, petition.place) == (play.unit, Topic.ROADS, "21.030000, 105.850000")
    assert Sender.objects.get().name == "Nguyễn Thị Lan"
    assert first["Cache-Control"] == "private, no-store"


def test_a_person_may_wish_to_hear_that_there_is_news(play: Cast, client: Client) -> None:
    assert send(client, key(play.unit).secret, email="lan@vi-du.vn", **{"attribute[notify_by]": "mail"}).status_code == 201
    sender = Sender.objects.get()
    assert (sender.mail, sender.notify_by, sender.language) == ("lan@vi-du.vn", "mail", "vi")


def test_the_code_of_the_receipt_opens_the_petition(play: Cast, client: Client) -> None:
    sent = send(client, key(play.unit).secret).json()[0]
    found = client.post("/api/v1/track", {"code": sent["receipt_code"]}, content_type="application/json").json()
    assert found["reference"] == sent["service_request_id"]


def test_the_same_idempotency_key_for_something_else_is_refused(play: Cast, client: Client) -> None:
    made = key(play.unit)
    send(client, made.secret, once="7c1f")
    refused = send(client, made.secret, once="7c1f", description="Việc khác hẳn.")
    assert (refused.status_code, refused.json()[0]["code"]) == (400, 400)
    assert Petition.objects.count() == 1


def test_two_keys_may_use_one_idempotency_key(play: Cast, client: Client) -> None:
    ids = {send(client, key(play.unit).secret, once="1").json()[0]["service_request_id"] for _ in range(2)}
    assert len(ids) == 2


def test_without_an_idempotency_key_every_call_is_a_request(play: Cast, client: Client) -> None:
    made = key(play.unit)
    assert len({send(client, made.secret).json()[0]["service_request_id"] for _ in range(2)}) == 2


def test_a_photo_comes_with_the_request_and_is_cleaned(play: Cast, client: Client) -> None:
    secret = key(play.unit).secret
    for status in (201, 200):
        assert send(client, secret, once="1", media=SimpleUploadedFile("duong.jpg", samples.photo())).status_code == status
    assert Petition.objects.get().attachments.get().file.mime == "image/jpeg"
    assert (File.objects.count(), DraftFile.objects.count()) == (1, 0)


def test_a_file_of_no_known_kind_is_refused_and_nothing_is_left(play: Cast, client: Client) -> None:
    uploads = [SimpleUploadedFile("duong.jpg", samples.photo()), SimpleUploadedFile("a.exe", b"MZ not a picture")]
    refused = send(client, key(play.unit).secret, media=uploads)
    assert (refused.status_code, Petition.objects.count(), File.objects.count()) == (400, 0, 0)


def test_more_than_three_files_are_refused(play: Cast, client: Client) -> None:
    refused = send(client, key(play.unit).secret, media=[SimpleUploadedFile("duong.jpg", samples.photo()) for _ in range(4)])
    assert (refused.status_code, Petition.objects.count()) == (400, 0)


@pytest.mark.parametrize("address", ["Số 3, thôn Đoài, Xã Đông Sơn, Tỉnh Hà Bắc", "thon Doai, Dong Son, Ha Bac", "Xã Tây Sơn, Tỉnh Hà Bắc"])
def test_the_office_is_found_by_the_end_of_the_address_old_names_too(play: Cast, client: Client, address: str) -> None:
    assert send(client, key(play.unit).secret, **{"attribute[unit]": "", "address_string": address}).status_code == 201
    assert Petition.objects.get().unit == play.unit


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"service_code": ""}, 400, "service_code was not provided"),
        ({"service_code": "nothing"}, 404, "service_code was not found"),
        ({"description": " "}, 400, "description"),
        ({"description": "a\x00b"}, 400, "description"),
        ({"description": "a" * 4001}, 400, "4000"),
        ({"attribute[unit]": "", "lat": "21", "long": "105"}, 400, "tọa độ"),
        ({"attribute[unit]": ""}, 400, "Thiếu nơi tiếp nhận"),
        ({"attribute[unit]": "vn"}, 400, "không phải xã"),
        ({"attribute[unit]": "", "address_string": "Đâu đó"}, 400, "Không nhận ra"),
        ({"attribute[unit]": "", "address_string": "Xã Nam Sơn cũ, Xã Nam Sơn xưa"}, 400, "Không nhận ra"),
        ({"lat": "21"}, 400, "long"),
        ({"lat": "nan", "long": "1"}, 400, "lat"),
        ({"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id was not found"),
        ({"media_url": "http://vi-du.vn/a.jpg"}, 400, "media_url"),
        ({"attribute[may_publish]": "maybe"}, 400, "may_publish"),
        ({"attribute[notify_by]": "pigeon"}, 400, "notify_by"),
        ({"attribute[notify_by]": "mail"}, 400, "thư điện tử"),
        ({"email": "nowhere"}, 400, "email"),
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "dv_00000000_x"}, 403, "không đúng"),
    ],
)
def test_what_cannot_be_taken_in_is_said_as_code_and_description(
    play: Cast, client: Client, said: dict[str, str], status: int, words: str
) -> None:
    refused = send(client, key(play.unit).secret, **said)
    (error,) = refused.json()
    assert (refused.status_code, error["code"]) == (status, status)
    assert words in error["description"]
    assert Petition.objects.count() == 0


def test_a_key_without_the_scope_or_revoked_sends_nothing(play: Cast, client: Client) -> None:
    assert send(client, key(play.unit, Scope.PETITIONS).secret).status_code == 403
    assert Petition.objects.count() == 0


def test_whoever_brought_it_sees_how_it_stands_and_nobody_else(play: Cast, client: Client) -> None:
    made, other = key(play.unit), key(play.unit)
    reference = send(client, made.secret, description=SECRET_WORDS, first_name="Lan").json()[0]["service_request_id"]
    (row,) = client.get(f"/open311/v2/requests/{reference}.json", {"api_key": made.secret}).json()
    assert (row["status"], row["status_notes"], row["description"]) == ("open", "Đã nhận", None)
    assert row["expected_datetime"] == "2026-09-21T23:59:59+07:00"
    assert SECRET_WORDS not in json.dumps(row, ensure_ascii=False)
    assert client.get(f"/open311/v2/requests/{reference}.json", {"api_key": other.secret}).status_code == 404
    assert client.get(f"/open311/v2/requests/{reference}.json").status_code == 404
    assert client.get(REQUESTS, {"api_key": other.secret}).json() == []
    assert len(client.get(REQUESTS, headers={"Authorization": f"Bearer {made.secret}"}).json()) == 1


def test_a_denunciation_is_never_shown_not_even_to_the_key_that_brought_it(play: Cast, client: Client) -> None:
    made = key(play.unit)
    taken = send(client, made.secret).json()[0]
    petition = services.register(by=play.clerk, petition=Petition.objects.get())
    services.classify(by=play.clerk, petition=petition, kind=PetitionKind.DENUNCIATION)
    asked = {"api_key": made.secret}
    assert client.get(REQUESTS, asked).json() == []
    assert client.get("/open311/v2/servicerequestupdates.json", asked).json() == []
    assert client.get(f"/open311/v2/requests/{petition.reference}.json", asked).status_code == 404
    assert client.get(f"/open311/v2/tokens/{taken['token']}.json").status_code == 404


def test_a_token_resolves_at_once(play: Cast, client: Client) -> None:
    taken = send(client, key(play.unit).secret, once="1").json()[0]
    (found,) = client.get(f"/open311/v2/tokens/{taken['token']}.json").json()
    assert found == {"service_request_id": taken["service_request_id"], "token": taken["token"]}
    assert client.get("/open311/v2/tokens/nothing.json").status_code == 404


def test_updates_tell_the_steps_without_what_officers_wrote(play: Cast, client: Client) -> None:
    made = key(play.unit)
    send(client, made.secret)
    petition = services.register(by=play.clerk, petition=Petition.objects.get())
    petition = services.classify(by=play.clerk, petition=petition, kind=PetitionKind.RECOMMENDATION)
    petition = services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)
    services.accept(by=play.clerk, petition=petition, public_note="Chào bà Lan")
    answer = published(play)
    rows = client.get("/open311/v2/servicerequestupdates.json", {"api_key": made.secret}).json()
    assert {row["service_request_id"] for row in rows} == {petition.reference, f"TL-{answer.pk}"}
    assert "Lan" not in json.dumps(rows, ensure_ascii=False)
    root = tree(client.get("/open311/v2/servicerequestupdates.xml"))
    assert (root.tag, root[0].tag, len(root)) == ("service_requests_updates", "request_update", 1)


def test_updates_are_not_taken_in(play: Cast, client: Client) -> None:
    refused = client.post("/open311/v2/servicerequestupdates.json", {"api_key": "x"})
    assert (refused.status_code, refused.json()[0]["code"], refused["Allow"]) == (405, 405, "GET, HEAD")


def test_a_key_used_too_often_has_to_wait(play: Cast, client: Client) -> None:
    made = key(play.unit, per_minute=2)
    answers = [client.get(REQUESTS, {"api_key": made.secret}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60


def test_what_comes_through_a_key_is_in_the_log_without_its_words(play: Cast, client: Client) -> None:
    made = key(play.unit)
    send(client, made.secret, description=SECRET_WORDS)
    lines = Entry.objects.filter(act__in=("api.key.make", "petitions.petition.receive", "api.intake.take"))
    assert lines.count() == 3
    assert {line.by_label for line in lines} == {"system", f"Ứng dụng Đô thị ({made.key.prefix})"}
    assert SECRET_WORDS not in str([line.data for line in Entry.objects.all()])
    assert made.secret not in str([line.data for line in Entry.objects.all()])
    assert Intake.objects.get().key == made.key


def test_an_address_that_is_none_answers_in_the_shape_that_was_asked_for(play: Cast, client: Client) -> None:
    assert client.get("/open311/v2/nothing.json").json()[0]["code"] == 404
    assert tree(client.get("/open311/v2/nothing.xml")).tag == "errors"
    assert client.get("/open311/v2/requests.json?service_code=%00").json()[0]["code"] == 400
    assert client.get("/open311/v2/services.csv").status_code == 404


@pytest.mark.parametrize("charset", ["utf-16", "nonsense", "utf-7"])
def test_a_body_in_another_charset_is_told_so(play: Cast, client: Client, charset: str) -> None:
    answer = client.generic("POST", REQUESTS, b"api_key=\xff\xfe", content_type=f"application/x-www-form-urlencoded; charset={charset}")
    assert answer.status_code in {400, 403}
    assert answer.json()[0]["description"]


@pytest.mark.parametrize(("length", "status"), [(str(10**9), 413), ("9" * 30, 413), ("many", 403)])
def test_a_body_that_is_too_large_is_not_even_read(play: Cast, client: Client, length: str, status: int) -> None:
    answer = client.post(REQUESTS, {"service_code": "roads"}, CONTENT_LENGTH=length)
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status)


def test_a_broken_multipart_body_is_told_so(play: Cast, client: Client) -> None:
    answer = client.generic("POST", REQUESTS, b"--x\r\nbroken", content_type="multipart/form-data")
    assert (answer.status_code, answer.json()[0]["code"]) == (400, 400)
