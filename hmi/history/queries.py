"""Everything that can be asked of the history."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from hmi.domain.machine import Machine
from hmi.domain.records import Gap, Latest, Memory, Series, StateInterval, StoredCondition, StoredPoint, TextSpan
from hmi.domain.retention import Retention
from hmi.domain.signal import Signal
from hmi.domain.state import MachineState
from hmi.domain.stock import Stock
from hmi.history import catalog, coverage, events, memory, points, timeline, trend
from hmi.history.database import Database
from hmi.history.reader import Query, Readers
from hmi.history.retention.survey import Survey

_T = TypeVar("_T")


class History:
    """The read side of a store. Any thread; every query blocks, so a loop or a window goes through :meth:`submit`.

    All times are microseconds UTC; a window includes its start and not its end. Every query raises QueryError when the
    store cannot be read, and QueryCancelledError when it was submitted and then cancelled.
    """

    def __init__(self, database: Database) -> None:
        self._readers = Readers(database)
        self._survey = Survey(database)

    def submit(self, query: Callable[[], _T]) -> Query[_T]:
        """Run a query in a thread: ``history.submit(lambda: history.gaps(start_us, end_us))``."""
        return self._readers.submit(query)

    def close(self) -> None:
        """Cancel what runs and close the connections."""
        self._readers.close()

    # -- what there is -----------------------------------------------------------------------------------------------

    def memory(self) -> Memory:
        """Return what the program knew when it last wrote, to start from."""
        with self._readers.connection() as connection:
            return memory.read_memory(connection)

    def latest(self) -> tuple[Latest, ...]:
        """Return the newest observation of every signal; of a condition signal, one for each condition that stands."""
        with self._readers.connection() as connection:
            return memory.read_latest(connection)

    def machines(self) -> list[Machine]:
        """Return all machines that were ever declared, without bands."""
        with self._readers.connection() as connection:
            return catalog.read_machines(connection)

    def signals(self, machine: str) -> list[Signal]:
        """Return all signals that a machine ever had. Raises UnknownMachineError."""
        with self._readers.connection() as connection:
            return [found.signal for found in catalog.read_signals(connection, machine)]

    def collecting(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        """Return when the program collected: start and end of its runs that overlap the window, whole.

        The run that lasts, or one that crashed, ends when it was last seen, at most some seconds too early.
        """
        with self._readers.connection() as connection:
            return coverage.read_collecting(connection, start_us, end_us)

    def gaps(self, start_us: int, end_us: int, source: str | None = None) -> list[Gap]:
        """Return the gaps that overlap the window, whole, of one source or of all."""
        with self._readers.connection() as connection:
            return coverage.read_gaps(connection, start_us, end_us, source)

    def stock(self, retention: Retention, now_us: int) -> Stock:
        """Return how much each tier holds and what a day adds to it; each time a little more of it is looked at."""
        with self._readers.connection() as connection:
            return self._survey.stock(connection, retention, now_us)

    # -- what machines were doing ------------------------------------------------------------------------------------

    def states(self, machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
        """Return the state intervals that overlap the window, whole (not clipped), by machine and time.

        None asks for all machines.
        """
        with self._readers.connection() as connection:
            return timeline.read_states(connection, machine, start_us, end_us)

    def state_totals(self, start_us: int, end_us: int, now_us: int) -> dict[str, dict[MachineState, int]]:
        """Return the microseconds that each machine spent in each state inside the window; open ones last till now."""
        with self._readers.connection() as connection:
            return timeline.read_state_totals(connection, start_us, end_us, now_us)

    # -- what signals said -------------------------------------------------------------------------------------------

    def trend(
        self,
        machine: str,
        signals: Collection[str],
        start_us: int,
        end_us: int,
        buckets: int,
        *,
        exact: bool = False,
    ) -> dict[str, Series]:
        """Return number signals as lines of at most about ``2 * buckets`` entries that keep every extreme.

        Wide buckets come from rollups and are then a little narrower than asked; ``exact`` ones are as asked, and take
        some ten times as long. Unknown signals have no entries. Raises ValueError for an empty window.
        """
        with self._readers.connection() as connection:
            return trend.read_trend(connection, machine, signals, start_us, end_us, buckets, exact=exact)

    def texts(self, machine: str, signal: str, start_us: int, end_us: int) -> list[TextSpan]:
        """Return what a text signal said in the window, led by what it had said last before it."""
        with self._readers.connection() as connection:
            return events.read_texts(connection, machine, signal, start_us, end_us)

    def conditions(self, machine: str, start_us: int, end_us: int) -> list[StoredCondition]:
        """Return the condition reports of a machine in the window, in order of time."""
        with self._readers.connection() as connection:
            return events.read_conditions(connection, machine, start_us, end_us)

    def points(self, machine: str, signal: str, start_us: int, end_us: int) -> Iterator[StoredPoint]:
        """Return every stored observation of a signal, in order of time, read page by page.

        ``signal`` is the product's key or, where no key is so called, the source's own id; the parts of a 3D value come
        as one row with the value ``x y z``. Raises UnknownMachineError and UnknownSignalError at once.
        """
        with self._readers.connection() as connection:
            found = catalog.find_signals(connection, machine, signal)
        return points.read_points(self._readers.connection, found, start_us, end_us)
