"""Search in the words of petitions, accents optional, the same on both engines (the index itself: `danvan.petitions.index`).

A search walks the matches from the newest on and stops at a full page: what it costs does not grow with the number of matches.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, OuterRef, Q, QuerySet, Subquery
from django.db.models.sql.where import WhereNode

from danvan.lib.text import fold
from danvan.petitions.models import PROTECTED_KINDS, Petition
from danvan.petitions.models.search import Indexed, Words

_WORD = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(r"kn\d{2}-\d{1,9}(-\d{1,4})*", re.IGNORECASE)
_BOOK = re.compile(r"(\d{1,9})/((?:19|20)\d{2})")
MOST_TERMS = 12
# Up to this many units are named in the index query itself; a wider reach is asked of the petitions that match.
FEW_UNITS = 12
# A choice of at most so many petitions is read through instead of walking the matches of a common word.
FEW = 300
# So many are shown for a reference or a line of a book: by name, and by who mentions it.
BY_NAME = 300


@dataclass(frozen=True)
class Query:
    """What somebody looks for: terms that must all be there, each one word or a phrase of several. Empty = nothing that can be found."""

    terms: tuple[tuple[str, ...], ...]
    reference: str = ""
    book: tuple[int, int] | None = None

    def __bool__(self) -> bool:
        return bool(self.terms)

    def holds(self, folded: str) -> bool:
        """Are all the terms in this folded text? The meaning that both engines must give."""
        text = f" {' '.join(_WORD.findall(folded))} "
        return all(f" {' '.join(term)} " in text for term in self.terms)


def read(text: str) -> Query:
    """The query in a text as typed. Words in double quotes are a phrase; every other sign parts words and means nothing more.

    `KN26-00123` is a reference, `15/2026` a line of the book.
    """
    bare = text.strip()
    book = _BOOK.fullmatch(bare)
    pieces = re.split(r'["“”„]', text)
    terms: list[tuple[str, ...]] = []
    for number, piece in enumerate(pieces):
        words = tuple(_WORD.findall(fold(piece)))
        quoted = number % 2 == 1 and number < len(pieces) - 1
        terms += [words] if quoted and words else [(word,) for word in words]
    whole = tuple(_WORD.findall(fold(bare)))
    return Query(
        terms=(whole,) if (book or _REFERENCE.fullmatch(bare)) and whole else tuple(dict.fromkeys(terms))[:MOST_TERMS],
        reference=bare.upper() if _REFERENCE.fullmatch(bare) else "",
        book=(int(book[1]), int(book[2])) if book else None,
    )


class Aside(WhereNode):
    """Conditions that are checked on each row on the way, and for which no index is taken: the order is walked, whatever a plan promises of another."""

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """A plus sign keeps a condition out of the choice of indexes."""
        told, params = super().as_sql(compiler, connection)
        return f"+({told})", params

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """So does COALESCE, and no share is guessed for it: guessed to leave one row, all would be read and sorted."""
        told, params = super().as_sql(compiler, connection)
        return f"COALESCE(({told}), FALSE)", params


def _walked(petitions: QuerySet[Petition], told: "Terms") -> QuerySet[Petition]:
    """The matches among the petitions, to be walked in the order of arrival: on SQLite the index of words itself, on PostgreSQL the petitions."""
    if connection.vendor == "sqlite":
        return aside(petitions).filter(indexed__words__finds=told)
    units = told.units
    here = aside(petitions if units is None else petitions.filter(unit__in=units))
    here = here.filter(unit=units[0]) if units is not None and len(units) == 1 else here
    # A question of its own to each row: of a join, PostgreSQL would begin where it guesses the fewer rows.
    return here.filter(Subquery(Indexed.objects.filter(pk=OuterRef("pk")).values_list(Finds(F("words"), Terms(told.terms)))))


def _found(petitions: QuerySet[Petition], told: "Terms", units: Sequence[int] | None, *, rare: bool = False) -> QuerySet[Petition]:
    """The matches: read at once where they are few (`rare`: surely), walked where they are many. FTS5 walks its index of words itself, few or many."""
    if connection.vendor == "sqlite":
        return _walked(petitions, told)
    few = None if not rare and _often(told, units) else _few(told, units)
    return _walked(petitions, told) if few is None else petitions.filter(pk__in=few)


# PostgreSQL guesses how often words occur and walks through every letter for a word that nobody wrote; nothing it can be told makes the guess good.
# So the newest letters are tried: so many for one unit or all, more where the units in between have to be picked out.
TRIED, TRIED_APART = 4_000, 20_000
# A page and one more, found among those: then walking fills a page soon. Fewer than this altogether: then they are read at once.
OFTEN, FEW_FOUND = 26, 2_000
_OFTEN = """SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT unit_id, words FROM petitions_search {unit} ORDER BY rowid DESC LIMIT {tried}) newest
    WHERE {within} AND words @@ ({asked}) LIMIT {often}) found"""
# A bound or a unit within would let the planner begin elsewhere than at the index of words.
_FEW = """WITH found AS MATERIALIZED (SELECT rowid, unit_id FROM petitions_search WHERE words @@ ({asked}))
    SELECT rowid FROM found WHERE {within} LIMIT {most}"""


def _often(told: "Terms", units: Sequence[int] | None) -> bool:
    """PostgreSQL: do the newest letters hold a page of them?"""
    alone = units if units is not None and len(units) == 1 else None
    within, given = _within(None if alone else units)
    words = _OFTEN.format(
        unit="WHERE unit_id = %s" if alone else "", tried=TRIED_APART if given else TRIED, within=within, asked=told.asked, often=OFTEN
    )
    with connection.cursor() as cursor:
        cursor.execute(words, [*(alone or ()), *given, *told.phrases])
        return bool(cursor.fetchone()[0] >= OFTEN)


def _few(told: "Terms", units: Sequence[int] | None) -> list[int] | None:
    """PostgreSQL: the ids of all of them by the index of words; None where there are many."""
    within, given = _within(units)
    with connection.cursor() as cursor:
        cursor.execute(_FEW.format(within=within, asked=told.asked, most=FEW_FOUND + 1), [*told.phrases, *given])
        ids = [pk for (pk,) in cursor.fetchall()]
    return ids if len(ids) <= FEW_FOUND else None


def _within(units: Sequence[int] | None) -> tuple[str, list[list[int]]]:
    """PostgreSQL: that a letter lies at one of the units, with what is told; None = anywhere."""
    return ("TRUE", []) if units is None else ("unit_id = ANY(%s)", [list(units)])


def aside(petitions: QuerySet[Petition]) -> QuerySet[Petition]:
    """The same petitions; no index is taken for the conditions so far."""
    apart = petitions.all()
    apart.query.where = WhereNode([Aside([apart.query.where])])
    return apart


def matching(petitions: QuerySet[Petition], query: Query, units: Sequence[int] | None = None) -> QuerySet[Petition]:
    """Those that hold all the terms, or have the reference or the line of the book. Order them by `newest()`.

    In: `units` where there are few, the units that `petitions` lie at anyway, so that the index need not look elsewhere.
    What is protected is found by its reference and its line of the book only.
    """
    if not query:
        return petitions.none()
    told = Terms(query.terms, tuple(units) if units is not None and len(units) <= FEW_UNITS else None)
    if not (query.reference or query.book):
        return _found(petitions, told, units)
    by_name = list(petitions.filter(_named(query, units)).values_list("pk", flat=True)[:BY_NAME])
    by_words = list(_found(petitions, told, units, rare=True).order_by(newest()).values_list("pk", flat=True)[:BY_NAME])
    return petitions.filter(pk__in={*by_name, *by_words})


def _named(query: Query, units: Sequence[int] | None) -> Q:
    """By its reference; or by its line of a book, which only says something where it is known whose book."""
    if query.book is None:
        return Q(reference=query.reference)
    return Q(book_number=query.book[0], book_year=query.book[1], unit__in=units) if units is not None else Q(pk__in=[])


def newest() -> str:
    """The order of matches by words, that of arrival, newest first, as the index that is walked has it."""
    return "-indexed__pk" if connection.vendor == "sqlite" else "-pk"


def within_few(petitions: QuerySet[Petition], query: Query) -> list[int] | None:
    """The ids of those that hold the terms, if `petitions` are few enough to read through; None if they are not."""
    few = list(petitions.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(few) > FEW:
        return None
    rows = Petition.objects.filter(pk__in=few).values_list("pk", "folded", "kind")
    return [pk for pk, folded, kind in rows if kind not in PROTECTED_KINDS and query.holds(folded)]


@dataclass(frozen=True)
class Terms:
    """What the index is asked: the terms, and the units if they are few. Words only, no sign: nothing in it is syntax."""

    terms: tuple[tuple[str, ...], ...]
    units: tuple[int, ...] | None = None

    @property
    def asked(self) -> str:
        """PostgreSQL's query of them all, with a mark for each of the `phrases`."""
        return " && ".join(["phraseto_tsquery('simple', %s)"] * len(self.terms))

    @property
    def phrases(self) -> list[str]:
        """Each term as text."""
        return [" ".join(term) for term in self.terms]


@Words.register_lookup
class Finds(Lookup[Any]):
    """`words__finds=Terms(...)`."""

    lookup_name = "finds"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """FTS5: quoted strings, joined."""
        column, params = self.process_lhs(compiler, connection)
        table = column.rpartition(".")[0]
        asked = " AND ".join('"' + " ".join(term) + '"' for term in self.rhs.terms)
        asked = f"words : ({asked})"
        if self.rhs.units is not None:
            places = " OR ".join(f'"{unit:d}"' for unit in self.rhs.units) or '"0"'
            asked += f" AND unit : ({places})"
        return f'{table}."petitions_search" MATCH %s', [*params, asked]

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """tsquery, built from parameters. IS TRUE: asked of each letter on the way, since the index of words is for what is rare (`_few`)."""
        column, params = self.process_lhs(compiler, connection)
        found, given = f"({column} @@ ({self.rhs.asked})) IS TRUE", [*params, *self.rhs.phrases]
        if self.rhs.units is None:
            return found, given
        places = ", ".join(["%s"] * len(self.rhs.units))
        return f"({found} AND {column.rpartition('.')[0]}.unit_id IN ({places}))", [*given, *self.rhs.units]
