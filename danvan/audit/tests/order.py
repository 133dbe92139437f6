"""In which order an act takes its rows. The end of the chain is what every act takes, so on PostgreSQL it must be the last: else two meet head on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.test.utils import CaptureQueriesContext

HEAD = "audit_head"


@dataclass
class Order:
    """The queries of an act, in order."""

    queries: list[str] = field(default_factory=list)

    def late(self, table: str) -> list[str]:
        """The reads of the table's own rows, as a lock does them, that came after the end of the chain was taken."""
        first = next(place for place, sql in enumerate(self.queries) if f"FROM {HEAD}" in sql)
        return [sql for sql in self.queries[first:] if f'FROM "{table}"' in sql]


@contextmanager
def taken() -> Iterator[Order]:
    """Within the block, note what is asked of the database."""
    order = Order()
    with CaptureQueriesContext(connection) as captured:
        yield order
    order.queries += [query["sql"] for query in captured.captured_queries]
