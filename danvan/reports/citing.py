"""Sentences that cite figures: "37 đơn [C18]". What a sentence said of a figure is kept, so that a later change is noticed. No database."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A reference as it stands in the words. Only codes that the report has are references; anything else in brackets is text.
MARK = re.compile(r"[ \u00a0]?\[([^\[\]\s]{1,12})\]")
END = re.compile(r"(?<=[.!?…])[ \t]+|\n+")


@dataclass(frozen=True, slots=True)
class Cite:
    """A sentence that cites the figure `code`, which was `said` when the sentence was written ("37", "about 250"; empty = not reported)."""

    code: str
    sentence: str
    said: str

    @property
    def key(self) -> str:
        """Names this cite on a page, as long as its sentence stays as it is."""
        return f"{self.code}:{hashlib.sha256(self.sentence.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Stale:
    """A sentence whose figure has changed since it was written."""

    cite: Cite
    now: str


def split(text: str) -> list[str]:
    """The sentences of a text, each as it stands in it."""
    return [part.strip() for part in END.split(text) if part.strip()]


def marks(text: str, codes: Iterable[str]) -> list[str]:
    """The references in a text, each once, in order."""
    known = set(codes)
    return list(dict.fromkeys(code for code in MARK.findall(text) if code in known))


def without_marks(text: str, codes: Iterable[str]) -> str:
    """The text without its references: the words of one unit carried into the report of another, where the codes would mean other figures."""
    known = set(codes)
    return MARK.sub(lambda found: "" if found[1] in known else found[0], text)


def cites(text: str, figures: Mapping[str, str], before: Iterable[Cite] = (), *, renewed: str = "") -> list[Cite]:
    """Who cites what in a text. `figures`: code -> what it says now.

    A sentence that stood there before keeps what it said then: saving other words does not hide that its figure changed. `renewed` is the key of a
    cite whose sentence somebody has read again and keeps.
    """
    then = {(cite.code, cite.sentence): cite for cite in before if cite.key != renewed}
    found = []
    for sentence in dict.fromkeys(split(text)):
        for code in marks(sentence, figures):
            known = then.get((code, sentence))
            found.append(known or Cite(code, sentence, figures[code]))
    return found


def stale(known: Iterable[Cite], figures: Mapping[str, str]) -> list[Stale]:
    """The cites whose figure says something else now; one that left the report says nothing."""
    return [Stale(cite, figures.get(cite.code, "")) for cite in known if cite.said != figures.get(cite.code, "")]


def replaced(text: str, sentence: str, by: str) -> str | None:
    """The text with a sentence replaced, every time it stands there; None if it no longer does."""
    if sentence not in split(text):
        return None
    pieces = re.split(f"({END.pattern})", text)
    return "".join(piece.replace(sentence, by) if piece.strip() == sentence else piece for piece in pieces)


def appended(text: str, sentence: str) -> str:
    """The text with a sentence after it, on the last line."""
    kept = text.rstrip()
    return f"{kept} {sentence}" if kept else sentence
