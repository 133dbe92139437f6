"""Labels of coded values are those that Django gives."""

import pytest
from django.db.models import Model
from django.utils.translation import override

from danvan.documents.models import TimeLimit
from danvan.petitions.models import Petition, PetitionKind, State


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
@pytest.mark.parametrize("state", [*State.values, "", "nonsense", None])
def test_a_label_is_the_one_that_django_gives(state: str | None, language: str) -> None:
    petition = Petition(kind=PetitionKind.COMPLAINT)
    setattr(petition, "state", state)  # noqa: B010 - what a row may hold, whatever its type says
    with override(language):
        for name in ("state", "kind", "verdict"):
            field = Petition._meta.get_field(name)
            plain = Model._get_FIELD_display(petition, field)  # type: ignore[attr-defined]  # Django's own
            assert getattr(petition, f"get_{name}_display")() == plain


def test_a_limit_names_its_step() -> None:
    assert TimeLimit(step="notify").get_step_display() == str(dict(TimeLimit._meta.get_field("step").flatchoices)["notify"])
