"""How alike two letters are: their words without accents, their place, their time. Pure; says why, so that an officer can judge.

Measured before (stack.md 17): token sets found every one of 500 retyped, unaccented and cut copies. A machine proposes; an officer links.
"""

import re
from dataclasses import dataclass
from datetime import date

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from danvan.lib.text import fold

# Below this many different words a letter is "contained" in many others, so the looser comparison would find everything.
FEW_WORDS = 8
# A letter may be long; what is alike shows in its beginning.
MOST_SIGNS = 4000
SAME_PLACE = 90
COPY, ALIKE, ALIKE_NEARBY = 92, 80, 70
FAR_DAYS = 180
RUNS, RUN = 6, 4


@dataclass(frozen=True)
class Letter:
    """What is compared: the words and the place as written, the matter, the day it came."""

    text: str
    place: str
    topic: str
    day: date


@dataclass(frozen=True)
class Likeness:
    """What two letters have in common. `words`: how alike the texts are, 0 to 100; `topic`: one matter.

    `place`: both name one and the same; `apart`: both name one, and not the same.
    """

    words: int
    place: bool
    apart: bool
    topic: bool
    days: int

    @property
    def is_copy(self) -> bool:
        """The same letter once more, it seems."""
        return self.words >= COPY and not self.apart

    @property
    def is_near(self) -> bool:
        """Alike enough to be shown: by the words alone, or by fewer words at the same place about the same matter within half a year.

        Of two places only what is nearly the same word for word: the same complaint of two hamlets is two matters, a copy may name either.
        """
        if self.words >= (COPY if self.apart else ALIKE):
            return True
        return self.words >= ALIKE_NEARBY and self.place and self.topic and self.days <= FAR_DAYS

    @property
    def rank(self) -> tuple[int, int]:
        """For the order of proposals, best first when reversed: words count most, place and matter decide between equals."""
        return self.words + 6 * self.place - 20 * self.apart + 3 * self.topic, -self.days


def plain(text: str) -> str:
    """The words of a text without accents, signs and case."""
    return " ".join(re.findall(r"[0-9a-z]+", fold(text[:MOST_SIGNS])))


def compare(one: Letter, other: Letter) -> Likeness:
    """How alike they are; the same whichever comes first."""
    places = plain(one.place), plain(other.place)
    same = _same_place(*places)
    return Likeness(
        words=_words(plain(one.text), plain(other.text)),
        place=same,
        apart=all(places) and not same,
        topic=one.topic == other.topic,
        days=abs((one.day - other.day).days),
    )


def _words(one: str, other: str) -> int:
    """Of letters long enough the share of common words, so that a cut copy is found; of short ones the whole wording."""
    fewest = min(len(set(one.split())), len(set(other.split())))
    ratio = token_set_ratio if fewest >= FEW_WORDS else token_sort_ratio
    return int(ratio(one, other))


def _same_place(one: str, other: str) -> bool:
    return bool(one and other) and token_set_ratio(one, other) >= SAME_PLACE


def runs(text: str, *, most: int = RUNS, length: int = RUN) -> list[list[str]]:
    """Runs of words spread over the text, to ask an index for: a copy that was cut or retyped keeps some of them whole."""
    words = plain(text).split()
    last = len(words) - length
    if last <= 0:
        return [words] if words else []
    step = max(1, last // max(1, most - 1))
    return [words[start : start + length] for start in range(0, last + 1, step)][:most]


@dataclass(frozen=True)
class Piece:
    """A run of words of one text; `same`: it stands in the other one too."""

    text: str
    same: bool


def marked(text: str, other: str) -> list[Piece]:
    """The text in runs of words that the other one has and has not: what a reader compares side by side. Lines stay lines."""
    there = set(plain(other).split())
    pieces: list[Piece] = []
    for word in re.findall(r"\S+\s*", text):
        bare = plain(word).split()
        same = all(part in there for part in bare)
        if pieces and pieces[-1].same == same:
            pieces[-1] = Piece(pieces[-1].text + word, same)
        else:
            pieces.append(Piece(word, same))
    return pieces
