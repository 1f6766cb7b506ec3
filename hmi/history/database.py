"""What differs between the databases that the history can live in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, Insert, Table

from hmi.history.chores import Chore
from hmi.history.errors import Trouble

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    Upsert = sqlite.Insert | postgresql.Insert

Row = tuple[Any, ...]


class Loader(Protocol):
    """Inserts many rows of one table, by one insert statement."""

    def run(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Insert the rows in their order and return how many the database took or changed."""

    def load(self, connection: Connection, columns: Sequence[NDArray[Any]]) -> int:
        """Do the same with equally long arrays, one for each column; NaN stands for NULL."""


class Database(Protocol):
    """A place for the history. Any thread; connections belong to one thread at a time."""

    @property
    def name(self) -> str:
        """``sqlite`` or ``postgresql``."""

    @property
    def place(self) -> str:
        """Where it is, in words for people; never with a password."""

    @property
    def version(self) -> str:
        """The version of the database's own program; empty while it was never reached."""

    def prepare(self) -> None:
        """Create the tables or bring them up to date; the caller holds the lease. Raises StoreError."""

    def check_readable(self) -> None:
        """Raise StoreError when there is no store, or one that this version cannot read; makes none."""

    def writing(self) -> Engine:
        """Return an engine with one connection that writes."""

    def reading(self, connections: int) -> Engine:
        """Return an engine of at most so many connections that cannot write; a transaction sees one moment."""

    def insert(self, table: Table) -> Upsert:
        """Return an insert that can say what to do on a conflict."""

    def loader(self, insert: Insert, columns: Sequence[str]) -> Loader:
        """Return what inserts rows that hold ``columns`` in this order."""

    def trouble_of(self, error: BaseException) -> Trouble | None:
        """Return the trouble behind an error, or None when it is the data that the database did not take."""

    def cancel(self, connection: Any) -> None:
        """End the statement that runs on a driver's connection, from another thread."""

    def chores(self) -> Sequence[Chore]:
        """Return what only this database needs to have done between batches."""

    def identity(self) -> object:
        """Return what changes when the place holds another database than before, so that one connects anew."""

    def size_bytes(self) -> int:
        """Return how much room the store takes, logs included. Raises QueryError where nobody answers."""
