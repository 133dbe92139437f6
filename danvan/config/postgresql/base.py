"""What the server keeps planned, and numbers that keep their size.

Values travel apart from the text (`config.database`), so a text that is always the same can be kept planned. That holds for `Fixed` texts alone: of
a rare word and of a common one, of a full unit and of an empty one, the plans differ, and PostgreSQL keeps one for all after five times.

Django says of each number how wide it is: every number within an expression counts as four bytes. psycopg's compiled code then cuts a wider one
down without a word: 9223372036854775807 arrived as -1.
"""

from typing import Any, ClassVar

from django.db.backends.postgresql import base, operations
from psycopg.types.numeric import Int8

from danvan.lib.asking import Fixed


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, but no number is cut."""

    bits: ClassVar = {"SmallIntegerField": 15, "PositiveSmallIntegerField": 15, "IntegerField": 31, "PositiveIntegerField": 31}

    def adapt_integerfield_value(self, value: Any, internal_type: str) -> Any:
        """The number in the width of its field; in eight bytes if it does not fit, so that the server says so or counts on."""
        bits = self.bits.get(internal_type)
        if bits and isinstance(value, int) and not -(2**bits) <= value < 2**bits:
            return Int8(value)
        return super().adapt_integerfield_value(value, internal_type)


class Cursor(base.ServerBindingCursor):
    """Django's; `Fixed` texts are prepared at once, others never."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """As psycopg's."""
        return super().execute(query, params, **{"prepare": isinstance(query, Fixed), **options})  # type: ignore[misc]  # the stubs know no base


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection with these."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection whose cursors know what to keep planned."""
        connection = super().get_new_connection(conn_params)
        connection.cursor_factory = Cursor
        return connection
