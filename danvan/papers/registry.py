"""Which papers can be printed. A room above declares them in its `papers.py`; nobody here knows what they are about.

A paper has a code, a label, the instrument it follows, the fields it can print (each with a sample), its usual wording, and a function that
reads the fields' values off the room's own record. An office may put its own wording in the place of the usual one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Words = str | Promise
DOTS = "…" * 10


@dataclass(frozen=True)
class Rows:
    """The value of a field that is a table: rows of plain texts, as many in each as the field has columns."""

    rows: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)


Value = str | Rows
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Column:
    """A column of a table field: its head, and its share of the width."""

    title: str
    share: float = 1.0


@dataclass(frozen=True)
class Field:
    """Something a paper can print. `name` is what an officer writes between {{ and }}: small letters without marks.

    `personal`: it tells who somebody is; of a protected record it is never printed. `columns`: it is a table, its sample is rows.
    `blank` stands where there is no value: room to write by hand.
    """

    name: str
    label: Words
    sample: Value
    personal: bool = False
    columns: tuple[Column, ...] = ()
    blank: str = DOTS


@dataclass(frozen=True)
class Wording:
    """What an office may change. `title` is the name of the type ("THÔNG BÁO"; empty makes it a letter), `summary` what it is about, `body` the
    text in the markup of `markup`, one addressee and one recipient a line, `signer` up to three lines, the last is the position; several who
    sign stand beside each other, parted by |. `numbered`: the system proposes the next number when it is printed.
    """

    title: str
    summary: str
    body: str
    addressees: str = ""
    recipients: str = ""
    signer: str = "{{ chuc_danh_ky }}"
    numbered: bool = False


@dataclass(frozen=True)
class PaperKind:
    """A declared paper.

    `values(subject)` reads what the fields print (a missing one is blank, an unknown one an error); `about(subject)` gives its name in the
    register of papers printed; `protects(subject)` says whether its personal fields must stay empty whatever the wording asks for.
    `symbol` is the sign of the type in a number ("TB" in 12/TB-UBND; empty for a letter). `issuers`: kinds of body that may issue it,
    best first; empty = the body of whoever prints. `recalled`: the form was written down from memory of the instrument and not compared.
    `code_of` gives the address behind a QR code, with `code_note` beside it.
    """

    code: str
    label: Words
    instrument: Words
    fields: tuple[Field, ...]
    wording: Wording
    values: Callable[[Any], Values]
    about: Callable[[Any], str] = str
    protects: Callable[[Any], bool] = lambda subject: False
    symbol: str = ""
    issuers: tuple[str, ...] = ()
    recalled: bool = True
    wide: bool = False
    code_of: Callable[[Any], str] | None = None
    code_note: str = ""

    @property
    def room(self) -> str:
        """The room that declared it."""
        return self.code.partition(".")[0]


@dataclass
class Registry:
    """All papers by code. The same code twice is an error."""

    papers: dict[str, PaperKind] = field(default_factory=dict)
    rooms: dict[str, Words] = field(default_factory=dict)

    def add(self, kind: PaperKind) -> PaperKind:
        """Declare a paper; refuses a code that is taken and a field named twice."""
        if kind.code in self.papers:
            raise ValueError(f"paper {kind.code!r} is declared twice")
        names = [one.name for one in kind.fields]
        if len(names) != len(set(names)):
            raise ValueError(f"paper {kind.code!r} names a field twice")
        self.papers[kind.code] = kind
        return kind

    def room(self, name: str, label: Words) -> None:
        """How the list of papers calls a room's part."""
        self.rooms[name] = label

    def get(self, code: str) -> PaperKind | None:
        """The paper of that code, if there is one."""
        return self.papers.get(code)

    def __getitem__(self, code: str) -> PaperKind:
        return self.papers[code]

    def __contains__(self, code: str) -> bool:
        return code in self.papers

    def by_room(self) -> list[tuple[Words, list[PaperKind]]]:
        """The papers under the names of their rooms, in the order of declaration."""
        found: dict[str, list[PaperKind]] = {}
        for kind in self.papers.values():
            found.setdefault(kind.room, []).append(kind)
        return [(self.rooms.get(room, room), kinds) for room, kinds in found.items()]


registry = Registry()
