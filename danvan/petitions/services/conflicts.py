"""Who is named in a petition is named in everything it was made of and everything that is made of it."""

from collections.abc import Iterator

from danvan.lib import clock
from danvan.petitions.models import Conflict, Petition


def inherit(petition: Petition, *, of: Petition) -> None:
    """What a letter is split into, and what goes on from it one level up, is about the same people and bodies."""
    named = Conflict.objects.filter(petition=of).values_list("user", "body")
    Conflict.objects.bulk_create(
        [Conflict(petition=petition, user_id=user, body_id=body, entered_at=clock.now()) for user, body in named], ignore_conflicts=True
    )


def kin(petition: Petition) -> list[Petition]:
    """What says the same as the petition: the letters it was split from, its own parts, what went on from these; not what it goes on from."""
    return [*_letters(petition), *_offspring(petition)]


def of_one_letter(petition: Petition) -> list[Petition]:
    """Everything one person said in one letter: the letter, its parts, and what went on from these."""
    first = [petition, *_letters(petition)][-1]
    return [first, *_offspring(first)]


def _letters(petition: Petition) -> Iterator[Petition]:
    letter = petition.parent
    while letter is not None:
        yield letter
        letter = letter.parent


def _offspring(petition: Petition) -> Iterator[Petition]:
    for one in [*petition.parts.order_by("id"), *petition.following.order_by("id")]:
        yield one
        yield from _offspring(one)
