"""Numbers told to the server keep their size.

Values travel apart from the text (`config.database`), and Django says of each number how wide it is: every number within an expression counts as
four bytes. psycopg's compiled code then cuts a wider one down without a word: 9223372036854775807 arrived as -1.
"""

from typing import Any, ClassVar

from django.db.backends.postgresql import base, operations
from psycopg.types.numeric import Int8


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, but no number is cut."""

    bits: ClassVar = {"SmallIntegerField": 15, "PositiveSmallIntegerField": 15, "IntegerField": 31, "PositiveIntegerField": 31}

    def adapt_integerfield_value(self, value: Any, internal_type: str) -> Any:
        """The number in the width of its field; in eight bytes if it does not fit, so that the server says so or counts on."""
        bits = self.bits.get(internal_type)
        if bits and isinstance(value, int) and not -(2**bits) <= value < 2**bits:
            return Int8(value)
        return super().adapt_integerfield_value(value, internal_type)


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection with these operations."""

    ops_class = DatabaseOperations
