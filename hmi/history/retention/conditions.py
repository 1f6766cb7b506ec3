"""Deletes condition reports that have expired, but not those of conditions that still stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Integer, Row, bindparam, delete, select, tuple_

from hmi.domain.condition import NONE, Active, applied
from hmi.domain.observation import Condition, ConditionLevel
from hmi.history.retention.sweeps import Swept
from hmi.history.rows import condition_of
from hmi.history.schema import condition_event, latest, signal

_READ: Final = 1_000
"""Reports that are followed in one transaction, which takes Python some milliseconds."""
_UNAVAILABLE: Final = Condition(ConditionLevel.UNAVAILABLE, "")

_event = condition_event.c
_order = (_event.ts, _event.instance_id, _event.seq)
_key = tuple_(*_order)
_limit = bindparam("limit", type_=BigInteger)
_of_signal = _event.signal_id == bindparam("owner", type_=Integer)
_OLDEST = select(condition_event).where(_of_signal, _event.ts < _limit).order_by(*_order).limit(_READ)
_LATEST = select(latest.c.ts, latest.c.instance_id, latest.c.seq).where(
    latest.c.signal_id == bindparam("owner", type_=Integer)
)
_second = (
    select(_event.ts)
    .where(_event.signal_id == signal.c.id, _event.ts < _limit)
    .correlate(signal)
    .order_by(*_order)
    .limit(1)
    .offset(1)
    .scalar_subquery()
)
_EXPIRED = (
    select(signal.c.id)
    .where(signal.c.id.in_(bindparam("owners", type_=Integer, expanding=True)), _second.is_not(None))
    .order_by(signal.c.id)
)


class ConditionSweep:
    """The reports of condition signals.

    The reports before the limit are followed from the oldest on. What stays is the beginning and the last change of
    every condition that stands after them, the newest of all, and the one that ``latest`` names: a window that begins
    at the limit then knows which conditions stand, and since when.
    """

    table = condition_event
    most = _READ

    def sweep(self, connection: Connection, owners: Sequence[int], limit_us: int, most: int) -> Swept:
        """Follow about ``most`` reports and delete those that no longer matter."""
        left = list(connection.execute(_EXPIRED, {"owners": owners, "limit": limit_us}).scalars())
        followed = 0
        while left and followed < most:
            reports = connection.execute(_OLDEST, {"owner": left[0], "limit": limit_us}).all()
            gone = _forget(connection, left[0], reports)
            if len(reports) < _READ or not gone:
                left.pop(0)
            followed += len(reports)
        return Swept(followed, left)


def _forget(connection: Connection, number: int, reports: Sequence[Row[Any]]) -> bool:
    """Delete those of a signal's oldest reports that no longer matter; return whether there were any."""
    newest = connection.execute(_LATEST, {"owner": number}).one_or_none()
    stay = _standing(reports) | ({tuple(newest)} if newest is not None else set())
    runs = [list(run) for goes, run in groupby(map(_key_of, reports), lambda key: key not in stay) if goes]
    for run in runs:
        between = _key.between(tuple_(*run[0]), tuple_(*run[-1]))
        connection.execute(delete(condition_event).where(_of_signal, between), {"owner": number})
    return bool(runs)


def _standing(reports: Sequence[Row[Any]]) -> set[tuple[int, int, int]]:
    """Return the keys of the reports that say what holds after all of them."""
    active: Active = NONE
    said: dict[str, list[tuple[int, int, int]]] = {}
    for row in reports:
        before = active
        active = applied(active, condition_of(row) or _UNAVAILABLE, row.ts)
        for identity, activation in active.items():
            if before.get(identity) == activation:
                continue
            begins = identity not in before or before[identity].since_us != activation.since_us
            said[identity] = [_key_of(row)] if begins else [said[identity][0], _key_of(row)]
    keys = {key for identity in active for key in said[identity]}
    return keys | {_key_of(row) for row in reports[-1:]}


def _key_of(row: Row[Any]) -> tuple[int, int, int]:
    return row.ts, row.instance_id, row.seq
