"""An unfinished submission: answers by page, kept in the session and nowhere else."""

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.contrib.sessions.backends.base import SessionBase, UpdateError

KEY = "gui_y_kien"
SENT = "da_gui"
GROUP = "group"
Answers = dict[str, dict[str, Any]]
Found = TypeVar("Found")


@dataclass
class Draft:
    """The answers given so far. `submission` is made with the first answer, so that a repeated request finds the first."""

    session: SessionBase
    submission: UUID
    answers: Answers
    # What was looked up for this request: several pages are checked against the same places.
    seen: dict[Hashable, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, session: SessionBase) -> "Draft":
        """The draft of this session, empty if nothing was answered yet."""
        kept = session.get(KEY)
        if kept:
            return cls(session, UUID(kept["submission"]), kept["answers"])
        return cls(session, uuid4(), {})

    @property
    def begun(self) -> bool:
        """Whether anything was answered."""
        return bool(self.answers)

    @property
    def kind(self) -> str:
        """What the person said it is: complaint, recommendation, unknown; empty before that."""
        return str(self.get("loai", "kind", ""))

    @property
    def together(self) -> bool:
        """Sent for a group."""
        return bool(self.get("cung-gui", "together") == GROUP)

    def get(self, page: str, name: str, default: Any = None) -> Any:
        """One answer."""
        return self.answers.get(page, {}).get(name, default)

    def once(self, key: Hashable, look: Callable[[], Found]) -> Found:
        """The result of a look-up, done once a request."""
        if key not in self.seen:
            self.seen[key] = look()
        found: Found = self.seen[key]
        return found

    def put(self, page: str, answer: dict[str, Any]) -> None:
        """Keep what a page was answered with."""
        self.answers[page] = answer
        self._save()

    def forget(self, page: str) -> None:
        """Drop the answer of a page."""
        if self.answers.pop(page, None) is not None:
            self._save()

    def close(self) -> None:
        """Forget everything, and that it was sent."""
        self.session.pop(KEY, None)
        self.session.pop(SENT, None)

    def sent(self) -> None:
        """The draft became a petition: the answers go, only which submission it was stays."""
        self.session.pop(KEY, None)
        self.session[SENT] = str(self.submission)

    def keep(self) -> None:
        """Write the session now, in the transaction that runs, and not again when the page is answered.

        A session that was ended meanwhile is left to the middleware, which says so.
        """
        with suppress(UpdateError):
            self.session.save()
            self.session.modified = False

    def _save(self) -> None:
        self.session.pop(SENT, None)
        self.session[KEY] = {"submission": str(self.submission), "answers": self.answers}


def mark_sent(session: SessionBase, submission: UUID) -> None:
    """Note that the session sent that submission, without a draft: nothing else of it is kept here."""
    session.pop(KEY, None)
    session[SENT] = str(submission)


def sent_submission(session: SessionBase) -> UUID | None:
    """The submission this session sent last, if any."""
    kept = session.get(SENT)
    return UUID(kept) if kept else None
