"""Two wordings side by side, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danvan.papers.registry import Wording

PARTS: dict[str, str | Promise] = {
    "title": _("Tên loại"),
    "summary": _("Trích yếu"),
    "addressees": _("Kính gửi"),
    "body": _("Nội dung"),
    "recipients": _("Nơi nhận"),
    "signer": _("Người ký"),
}


@dataclass(frozen=True)
class Row:
    """One line of both: `kind` is same, gone, new or changed."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """One part of the wording where the two differ."""

    label: str | Promise
    rows: tuple[Row, ...]


def differences(before: Wording, after: Wording) -> list[Part]:
    """The parts that differ, with all their lines; none where the texts are the same."""
    found = []
    for name, label in PARTS.items():
        old, new = getattr(before, name).split("\n"), getattr(after, name).split("\n")
        if old != new:
            found.append(Part(label, tuple(_rows(old, new))))
    return found


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    for tag, first, last, start, end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        before, after = old[first:last], new[start:end]
        for at in range(max(len(before), len(after))):
            left, right = before[at] if at < len(before) else "", after[at] if at < len(after) else ""
            yield Row(_kind(tag, at < len(before), at < len(after)), left, right)


def _kind(tag: str, was: bool, stays: bool) -> str:
    if tag == "equal":
        return "same"
    return "changed" if was and stays else ("gone" if was else "new")
