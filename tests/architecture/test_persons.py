"""No trait of a person that the product refuses to hold, and every personal field written down with its reason and its end."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django import forms
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps
from django.utils import translation

from danvan.lib.text import fold
from tests.architecture import house, waivers

# Religion, ethnicity, political opinion, and the words under which watching people goes about. Compared without accents, as whole words.
FORBIDDEN_WORDS = (
    "religion religious faith creed ethnicity ethnic race racial nationality political politics ideology belief beliefs attitude sentiment loyalty "
    "loyal reliability trustworthy suspicion suspect reputation score scoring rating blacklist watchlist surveillance biometric fingerprint genetic"
).split()
FORBIDDEN_PHRASES = (
    "tôn giáo",
    "tín ngưỡng",
    "dân tộc",
    "sắc tộc",
    "chính kiến",
    "tư tưởng",
    "quan điểm chính trị",
    "thái độ",
    "diễn biến",
    "mức độ tin cậy",
    "cảm xúc",
    "theo dõi đối tượng",
    "căn cước công dân",
    "ảnh giấy tờ",
    "identity card",
)
PATTERN = re.compile(rf"\b({'|'.join(FORBIDDEN_WORDS + [fold(phrase) for phrase in FORBIDDEN_PHRASES])})\b")
CAN_HOLD_A_PERSON = (models.CharField, models.TextField, models.JSONField, models.FileField, models.GenericIPAddressField, models.UUIDField)
ROW = re.compile(r"^\| `([A-Za-z]+\.[A-Za-z]+)\.([a-z_]+)` \|", re.MULTILINE)
IMPERSONAL = re.compile(r"^- `([A-Za-z]+\.[A-Za-z]+)`: (.+)$", re.MULTILINE)


def offending(words: Iterable[object]) -> str:
    """The first forbidden word among names and labels, or nothing."""
    text = " . ".join(fold(re.sub(r"[_-]", " ", str(word))) for word in words if word)
    for phrase in waivers.PHRASES:
        text = text.replace(fold(phrase), "")
    found = PATTERN.search(text)
    return found[1] if found else ""


def _labels(choices: object) -> list[str]:
    return [str(part) for pair in (choices or []) for part in (pair if isinstance(pair, list | tuple) else [pair])]  # type: ignore[attr-defined]


def forbidden_in_models(some: Iterable[type[models.Model]]) -> Iterator[str]:
    """Model fields whose name, label, help or choices speak of what we refuse to hold."""
    for model in some:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            word = offending([field.name, field.verbose_name, field.help_text, *_labels(getattr(field, "choices", None)), model.__name__])
            if word:
                yield f"{model._meta.label}.{field.name}"


def forbidden_in_forms(some: Iterable[type[forms.BaseForm]]) -> Iterator[str]:
    """Form fields, likewise."""
    for form in some:
        for name, field in getattr(form, "base_fields", {}).items():
            if offending([name, field.label, field.help_text, *_labels(getattr(field, "choices", None) if not callable(field) else None)]):
                yield f"{form.__module__}.{form.__name__}.{name}"


@pytest.mark.django_db
def test_no_field_holds_what_we_refuse() -> None:
    with translation.override("vi"):
        found = {*forbidden_in_models(house.models()), *forbidden_in_forms(house.forms())}
    assert found == set()


def test_every_waived_phrase_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in house.code())
    assert [phrase for phrase in waivers.PHRASES if phrase not in code] == []


@isolate_apps("danvan.petitions")
@pytest.mark.parametrize(
    ("name", "label"),
    [("religion", "x"), ("note", "Tôn giáo"), ("ethnic_group", "x"), ("view", "quan điểm chính trị"), ("trust_score", "")],
)
def test_a_forbidden_field_is_seen(name: str, label: str) -> None:
    fields = {name: models.CharField(label, max_length=9), "__module__": "danvan.petitions.models", "__str__": lambda self: ""}
    planted = type("Planted", (models.Model,), fields | {"Meta": type("Meta", (), {"app_label": "petitions"})})
    assert list(forbidden_in_models([planted])) == [f"petitions.Planted.{name}"]


def test_a_forbidden_form_field_is_seen() -> None:
    planted = type("Planted", (forms.Form,), {"belief": forms.CharField()})
    assert len(list(forbidden_in_forms([planted]))) == 1


def test_ordinary_words_are_no_offence() -> None:
    assert offending(["nội dung", "Ban Dân vận", "race_condition_free", "người dân"]) == "race"
    assert offending(["nội dung", "Ban Dân vận", "dân tộcx", "người dân", "trace", "scores"]) == ""


def could_be_personal(model: type[models.Model]) -> set[str]:
    """Fields that could hold something of a person: free text, files, and links to an account."""
    return {
        field.name
        for field in model._meta.local_fields
        if (isinstance(field, CAN_HOLD_A_PERSON) and not field.choices) or getattr(field.remote_field, "model", None) is _user()
    }


def _user() -> object:
    return next(model for model in house.models() if model._meta.label == settings.AUTH_USER_MODEL)


def declared() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """What docs/privacy.md says: personal fields, and fields that hold nothing of a person, by model."""
    text = (house.ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    personal: dict[str, set[str]] = {}
    for model, field in ROW.findall(text):
        personal.setdefault(model, set()).add(field)
    return personal, {model: set(re.findall(r"[a-z_0-9]+", names)) for model, names in IMPERSONAL.findall(text)}


@pytest.mark.parametrize("model", house.models(), ids=lambda model: model._meta.label)
def test_every_field_is_declared_personal_or_not(model: type[models.Model]) -> None:
    personal, impersonal = declared()
    label = model._meta.label
    said = personal.get(label, set()) | impersonal.get(label, set())
    assert could_be_personal(model) - said == set(), "write them into docs/privacy.md"
    assert personal.get(label, set()) & impersonal.get(label, set()) == set()
    assert said - {field.name for field in model._meta.local_fields} == set(), "gone from the model, still in docs/privacy.md"


def test_privacy_page_speaks_of_models_there_are() -> None:
    personal, impersonal = declared()
    assert (personal.keys() | impersonal.keys()) - {model._meta.label for model in house.models()} == set()
