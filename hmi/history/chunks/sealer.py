"""Packs the rows of hours that are over, a little at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from time import perf_counter
from typing import Any, Final, NamedTuple, cast

import numpy as np
from sqlalchemy import BigInteger, Connection, CursorResult, Integer, bindparam, func, select, tuple_

from hmi.domain.signal import SignalKind
from hmi.history.chunks.codec import MOST, Chunk, decode, encode
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.chunks.late import SealedHours
from hmi.history.chunks.merging import merged, sliced
from hmi.history.chunks.stored import Stored, add_chunks, read_chunks, replace_chunks
from hmi.history.columns import Columns, Times
from hmi.history.schema import latest, sample, signal

_log: Final = logging.getLogger(__name__)

WAIT_US: Final = 2 * HOUR_US
"""How long an hour is over before it is sealed: most of what comes late has come by then."""
EVERY_US: Final = HOUR_US
"""How often the sealer goes round the signals."""
_RETRY_US: Final = 600_000_000
"""How soon it goes round again after a slice that the store did not take."""
_PART: Final = 7500
"""Rows that are read at once, two hours at 1 Hz; an hour of more is sealed part by part, each merged into its chunk."""
_TOGETHER_US: Final = 24 * HOUR_US
"""What is looked at of a signal at once: hours of few rows cost less together."""
_SLICE_S: Final = 0.015
"""After this long no further hour is packed in a slice; an hour at 1 Hz takes about 6 ms."""
_PAGE: Final = 256
"""Signals that are looked at together."""

_ROW: Final = np.dtype(
    [("ts", np.int64), ("instance", np.int64), ("seq", np.int64), ("v", np.float64), ("q", np.int16)]
)
_signal = bindparam("signal", type_=Integer)
_start, _end = bindparam("start", type_=BigInteger), bindparam("end", type_=BigInteger)
_key = (sample.c.ts, sample.c.instance_id, sample.c.seq)
_of_signal = sample.c.signal_id == _signal

_HEARD_OF: Final = (
    select(signal.c.machine_id, func.max(latest.c.ts).label("heard_us"))
    .join(signal, signal.c.id == latest.c.signal_id)
    .group_by(signal.c.machine_id)
)
_SIGNALS: Final = (
    select(
        signal.c.id,
        signal.c.machine_id,
        select(func.min(sample.c.ts)).where(sample.c.signal_id == signal.c.id).scalar_subquery(),
    )
    .where(signal.c.kind == SignalKind.NUMBER.value, signal.c.id > bindparam("after", type_=Integer))
    .order_by(signal.c.id)
    .limit(bindparam("most", type_=Integer))
)
_OLDEST: Final = select(func.min(sample.c.ts)).where(_of_signal, sample.c.ts >= _start, sample.c.ts < _end)
_ROWS: Final = (
    select(*_key, sample.c.v, sample.c.q)
    .where(_of_signal, sample.c.ts >= _start, sample.c.ts < _end)
    .order_by(*_key)
    .limit(bindparam("most", type_=Integer))
)
_last = tuple(bindparam(name, type_=BigInteger) for name in ("ts", "instance", "seq"))
_DELETE: Final = sample.delete().where(
    _of_signal, sample.c.ts >= _start, sample.c.ts <= _last[0], tuple_(*_key) <= tuple_(*_last)
)


class _UnprovenError(Exception):
    """Observations that their chunk would not give back."""


class _Due(NamedTuple):
    """A signal with rows that can be sealed."""

    signal_id: int
    start_us: int
    """Where the first of them lie; what is before is sealed or left alone."""
    until_us: int
    """Where the first hour begins that cannot be sealed yet."""


class _Packed(NamedTuple):
    """An hour that was packed, or a part of it together with what had been packed of it before."""

    stored: Stored
    is_new: bool
    """Whether the hour had no chunk."""
    last: int
    """Which of the rows was the last one to be packed."""


class Sealer:
    """A chore that seals every whole hour that ended two hours ago, by this computer's clock and by the machine's data.

    The machine's data count because its clock may be behind: what it sends is late by our clock and yet its newest.
    A signal that comes late into a sealed hour is merged into its chunk in the next round. An hour whose chunk is
    damaged is left as it is, rows and chunk, so that nothing more of it is lost. Nothing is sealed where the database
    packs old rows itself.
    """

    name: Final = "sealing"

    def __init__(
        self,
        sealed: SealedHours,
        packs_itself: Callable[[Connection], bool] = lambda _: False,
        clock_s: Callable[[], float] = perf_counter,
    ) -> None:
        self._sealed = sealed
        self._packs_itself = packs_itself
        self._clock_s = clock_s
        self._next_us: int | None = None
        """When the next round is to begin; None before the first."""
        self._running = False
        self._heard_of: dict[int, int] = {}
        """Machine to the newest time that its signals were heard of."""
        self._after = 0
        self._due: list[_Due] = []
        """What the page of signals that is worked on has left, the next one last."""
        self._left_alone: set[tuple[int, int]] = set()
        """Signals and hours that cannot be sealed; the log has them."""

    def due(self, now_us: int) -> bool:
        """Return whether a round runs or is to begin; also when the clock went back."""
        next_us = self._next_us
        return self._running or next_us is None or not next_us - EVERY_US <= now_us < next_us

    def forget(self) -> None:
        """Go round again soon: what was done and rolled back is found again."""
        if self._next_us is not None:
            self._next_us += _RETRY_US - EVERY_US
        self._running = False
        self._due.clear()
        self._sealed.forget()

    def step(self, connection: Connection, now_us: int) -> bool:
        """Seal what takes about 15 ms, at least a part of an hour; return whether the round goes on."""
        ends_s = self._clock_s() + _SLICE_S
        if not self._running:
            self._next_us = now_us + EVERY_US
            if self._packs_itself(connection):
                return False
            self._begin(connection)
        while self._due or self._look(connection, now_us):
            if self._due:
                self._seal(connection, self._due.pop(), ends_s)
            if self._clock_s() >= ends_s:
                return True
        self._running = False
        return False

    def _begin(self, connection: Connection) -> None:
        self._running = True
        self._after = 0
        self._heard_of = {row.machine_id: row.heard_us for row in connection.execute(_HEARD_OF)}

    def _look(self, connection: Connection, now_us: int) -> bool:
        """Look which of the next signals are due; return False when there are no more signals."""
        page = connection.execute(_SIGNALS, {"after": self._after, "most": _PAGE}).all()
        for signal_id, machine, oldest_us in reversed(page):
            until_us = hour_of(min(now_us, self._heard_of.get(machine, 0)) - WAIT_US)
            if oldest_us is not None and oldest_us < until_us:
                self._due.append(_Due(signal_id, oldest_us, until_us))
        if page:
            self._after = page[-1][0]
        return bool(page)

    def _seal(self, connection: Connection, due: _Due, ends_s: float) -> None:
        """Seal the oldest hours of a signal, or a part of one, and put down what the signal still has."""
        signal_id, start_us, until_us = due
        end_us = min(until_us, hour_of(start_us) + _TOGETHER_US)
        # from the hour's start, because what came there since it was looked at is deleted with the others
        window = {"signal": signal_id, "start": hour_of(start_us), "end": end_us}
        rows = _fetched(connection.execute(_ROWS, {**window, "most": _PART}))
        known: dict[int, Chunk] = {}
        if start_us < self._sealed.until(connection, signal_id):
            known.update(read_chunks(connection, signal_id, hour_of(start_us), end_us))
        packed: list[_Packed] = []
        rest_us: int | None = None
        for t0, begin, end in _hours(rows.ts):
            if (end == _PART and begin) or (packed and self._clock_s() >= ends_s):
                rest_us = t0  # it may have more rows than were read, or the slice is over
                break
            part = self._packed(signal_id, t0, known.get(t0), rows, begin, end)
            packed += part
            if end == _PART:
                rest_us = t0 if part else t0 + HOUR_US
        self._write(connection, signal_id, packed, rows)
        if rest_us is None and end_us < until_us:
            window = {"signal": signal_id, "start": end_us, "end": until_us}
            rest_us = connection.execute(_OLDEST, window).scalar_one()
        if rest_us is not None:
            self._due.append(_Due(signal_id, rest_us, until_us))

    def _packed(
        self, signal_id: int, t0: int, known: Chunk | None, rows: Columns, begin: int, end: int
    ) -> tuple[_Packed, ...]:
        """Return rows of an hour as its chunk; nothing where they must stay rows."""
        if (signal_id, t0) in self._left_alone:
            return ()
        columns = sliced(rows, begin, end)
        try:
            chunk = _proven(merged(decode(known), columns) if known is not None else columns)
        except DamagedChunkError as error:
            reason = str(error.at(signal_id, t0))
        except _UnprovenError as error:
            reason = f"the hour at {t0} of signal {signal_id} cannot be packed: {error}"
        else:
            return (_Packed(Stored(t0, chunk), known is None, end - 1),)
        self._left_alone.add((signal_id, t0))
        _log.error("rows stay unsealed: %s", reason)
        return ()

    def _write(self, connection: Connection, signal_id: int, packed: list[_Packed], rows: Columns) -> None:
        """Write chunks and delete the rows that they hold."""
        add_chunks(connection, signal_id, [hour.stored for hour in packed if hour.is_new])
        replace_chunks(connection, signal_id, [hour.stored for hour in packed if not hour.is_new])
        ranges = []
        for (t0, _), _, last in packed:
            key = {"ts": int(rows.ts[last]), "instance": int(rows.instance[last]), "seq": int(rows.seq[last])}
            ranges.append({"signal": signal_id, "start": t0, **key})
            self._sealed.add(signal_id, t0)
        if ranges:
            connection.execute(_DELETE, ranges)


def _hours(ts: Times) -> Iterator[tuple[int, int, int]]:
    """Yield each hour with the places of its first row and behind its last."""
    hours = ts // HOUR_US
    edges = [0, *(np.flatnonzero(np.diff(hours)) + 1).tolist(), len(ts)]
    for begin, end in pairwise(edges):
        if end > begin:
            yield int(hours[begin]) * HOUR_US, begin, end


def _fetched(result: CursorResult[Any]) -> Columns:
    """Return rows as columns, past the row objects of SQLAlchemy, which are a quarter of what sealing takes."""
    found = np.fromiter(cast("Iterable[Any]", result.cursor), _ROW)  # which makes NaN of None
    result.close()
    return Columns(*(found[name].copy() for name in Columns._fields))


def _proven(columns: Columns) -> Chunk:
    """Return the chunk of observations that it was seen to give back: the rows they come from are deleted.

    Raises _UnprovenError when it does not, or when they are too many for one.
    """
    if len(columns.ts) > MOST:
        raise _UnprovenError(f"{len(columns.ts)} observations are too many")
    chunk = encode(columns)
    try:
        back = decode(chunk)
    except DamagedChunkError as error:
        raise _UnprovenError(error.reason) from error
    if _bytes(back) != _bytes(columns):
        raise _UnprovenError("its chunk gives back something else")
    return chunk


def _bytes(columns: Columns) -> tuple[bytes, ...]:
    ts, instance, seq, v, q = columns
    return ts.tobytes(), instance.tobytes(), seq.tobytes(), v.tobytes(), q.tobytes()
