"""`column__begins=text`: a prefix match that uses the plain index on both engines."""

from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler

# Generic for the type checker only.
if TYPE_CHECKING:
    TextLookup = Lookup[str]
else:
    TextLookup = Lookup

# Sorts after every letter: SQLite compares text by code point.
AFTER_ALL = "\U0010ffff"


@CharField.register_lookup
class Begins(TextLookup):
    """PostgreSQL serves LIKE 'x%' from Django's pattern index; SQLite cannot use an index for LIKE with ESCAPE, but can for a range."""

    lookup_name = "begins"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """LIKE, with the signs that LIKE understands taken literally."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s ESCAPE '\\'", (*params, f"{_literal(str(self.rhs))}%")

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """A range over the index."""
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", (*params, str(self.rhs), *params, f"{self.rhs}{AFTER_ALL}")


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
