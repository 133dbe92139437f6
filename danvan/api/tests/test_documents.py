"""The page for integrators keeps its word: every example is run, and no description has a place for a sender."""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from danvan.api.tests.factories import key, published
from danvan.petitions.models import Sender, Topic
from danvan.petitions.tests.factories import Cast

PAGE = settings.ROOT / "docs" / "api.md"
EXAMPLES = re.findall(r"^    (curl .+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
# What a person is or sent; "name" and "address" are also those of units and of the specification, so they are looked at by shape below.
PERSONAL = re.compile(r"sender|phone|email|first_name|last_name|representative|petitioner|contact_|full_text|^text$|identity|birth")
TAKEN_IN = {"NewRequest", "NewRequestWithFiles", "Asked"}
# `text` of an answer goes to the holder of the code alone.
TO_THE_HOLDER = {"SenderAnswer"}


def run(client: Client, command: str, secret: str) -> Any:
    """What curl would get."""
    words = iter(shlex.split(command.replace("$BASE", "").replace("$KEY", secret))[1:])
    headers, data, address = {}, [], ""
    for word in words:
        match word:
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-d":
                data.append(next(words))
            case "-X":
                next(words)
            case _:
                address = word
    if not data:
        return client.get(address, headers=headers)
    if headers.pop("Content-Type", "") == "application/json":
        return client.post(address, data[0], content_type="application/json", headers=headers)
    return client.post(address, dict(one.split("=", 1) for one in data), headers=headers)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("command", EXAMPLES)
def test_every_example_of_the_page_works(play: Cast, client: Client, command: str) -> None:
    published(play)
    answer = run(client, command, key(play.unit).secret)
    wanted = 404 if "/track" in command else 201 if "-X POST" in command else 200
    assert answer.status_code == wanted, answer.content


def shapes(client: Client) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every shape of both descriptions that answers are made of."""
    for address in ("/api/v1/openapi.json", "/open311/v2/openapi.json"):
        found = client.get(address).json()
        assert found["openapi"].startswith("3.1")
        for name, shape in found["components"]["schemas"].items():
            if name not in TAKEN_IN and "properties" in shape and not name.endswith("Wanted"):
                yield name, shape


def test_no_answer_has_a_place_for_a_sender(client: Client) -> None:
    places = {(name, place) for name, shape in shapes(client) for place in shape["properties"] if PERSONAL.search(place)}
    assert {(name, place) for name, place in places if name not in TO_THE_HOLDER} == set()
    fields = {field.name for field in Sender._meta.fields} - {"id", "petition", "name", "address"}
    named = {place for _name, shape in shapes(client) for place in shape["properties"]}
    assert named & fields == set()


def test_where_a_shape_has_a_name_it_is_not_a_persons(client: Client) -> None:
    named = {name for name, shape in shapes(client) if "name" in shape["properties"]}
    assert named <= {"UnitRow", "UnitRef"}


def test_every_operation_tells_its_errors(client: Client) -> None:
    rest = client.get("/api/v1/openapi.json").json()
    for path, methods in rest["paths"].items():
        for operation in methods.values():
            told = set(operation["responses"])
            assert {"200", "400"} <= told, path
            assert not operation.get("parameters") or {"422"} <= told, path
            assert not operation.get("security") or {"401", "403", "429"} <= told, path
    assert json.dumps(rest).count('"#/components/schemas/Fault"') > 20


def test_the_description_by_hand_knows_every_matter(client: Client) -> None:
    found = client.get("/open311/v2/openapi.json").json()
    assert found["components"]["schemas"]["NewRequest"]["properties"]["service_code"]["enum"] == Topic.values


def test_the_page_for_people_lists_every_operation(play: Cast, client: Client) -> None:
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    for address in client.get("/api/v1/openapi.json").json()["paths"]:
        assert address in text
    assert "/open311/v2/requests.json" in text
    assert "<script>" not in text
