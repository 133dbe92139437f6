"""Whatever words come in: taken in as they are, or refused in words; never an error of the server."""

from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.api.tests.factories import key
from danvan.petitions.models import Petition
from danvan.petitions.tests.factories import Cast

WORDS = st.text(max_size=60)
FIELDS = ("first_name", "last_name", "phone", "email", "address_string", "lat", "long", "media_url", "jurisdiction_id", "idempotency_key")


@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(text=WORDS, rest=st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=3))
def test_any_words_are_taken_in_or_refused(play: Cast, text: str, rest: dict[str, str]) -> None:
    form = {"api_key": key(play.unit).secret, "service_code": "other", "attribute[unit]": "90000", "description": text, **rest}
    before = Petition.objects.count()
    answer = Client().post("/open311/v2/requests.json", form)
    assert answer.status_code in {201, 400, 404}, answer.content
    assert Petition.objects.count() - before == (answer.status_code == 201)
    if answer.status_code == 201:
        assert Petition.objects.latest("pk").text == text.strip()


@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(params=st.dictionaries(st.sampled_from(("start_date", "end_date", "service_request_id", "page_size", "status")), WORDS, max_size=3))
def test_any_filters_are_understood_or_refused(play: Cast, params: dict[str, str]) -> None:
    for address in ("/open311/v2/requests.xml", "/open311/v2/servicerequestupdates.json"):
        assert Client().get(address, params).status_code in {200, 400}


DATES = st.datetimes(timezones=st.timezones() | st.none()).map(lambda moment: moment.isoformat())


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(first=DATES, last=DATES)
def test_any_dates_are_understood_or_refused(play: Cast, first: str, last: str) -> None:
    for params in ({"start_date": first}, {"end_date": last}, {"start_date": first, "end_date": last}):
        assert Client().get("/open311/v2/requests.json", params).status_code in {200, 400}
