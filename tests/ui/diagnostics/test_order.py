from __future__ import annotations

from dataclasses import replace

import pytest

from hmi.domain.link import LinkMode, LinkStatus
from hmi.ui.diagnostics.order import order_key
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.rows import Column, Known, make_row
from hmi.ui.diagnostics.today import Losses, losses
from tests.ui.diagnostics.samples import (
    FULL,
    MINUTE,
    MISSING,
    NOW,
    OVERRUN,
    RECOVERING,
    RESTART,
    SECOND,
    STREAMING,
    WAITING,
    ZONE,
)

pytestmark = pytest.mark.usefixtures("look")


def key(
    column: Column | None, status: LinkStatus, rate: float | None = None, lost: Losses | None = None
) -> tuple[object, ...]:
    known = Known(status, rate, lost)
    return order_key(column, known, make_row(known, ZONE, NOW, Phrases()), NOW)


def test_the_worst_come_first() -> None:
    modes = (LinkMode.WAITING, LinkMode.CONNECTING, LinkMode.RECOVERING, LinkMode.POLLING, LinkMode.STREAMING)
    keys = [key(None, replace(STREAMING, mode=mode)) for mode in modes]
    assert keys == sorted(keys)
    assert key(None, MISSING) < key(None, STREAMING)


def test_among_endpoints_that_deliver_those_with_more_to_look_at_come_first() -> None:
    assert key(None, FULL, lost=losses([OVERRUN])) < key(None, FULL) < key(None, STREAMING)
    assert key(None, STREAMING, lost=losses([RESTART])) < key(None, STREAMING, lost=losses([]))
    assert key(None, RECOVERING) < key(None, FULL, lost=losses([OVERRUN]))


def test_endpoints_that_differ_by_little_are_equal_so_that_nothing_jumps() -> None:
    later = replace(STREAMING, last_data_us=NOW - 3 * SECOND, lag_us=900_000, skew_us=-300_000)
    for column in (Column.LAST_DATA, Column.LAG, Column.SKEW):
        assert key(column, STREAMING) == key(column, later)


def test_every_column_tells_its_extremes_apart() -> None:
    assert key(Column.MACHINES, replace(STREAMING, machines=("Torno 9",))) < key(
        Column.MACHINES, replace(STREAMING, machines=("Torno 10",))
    )
    assert key(Column.MODE, WAITING) < key(Column.MODE, STREAMING)
    assert key(Column.LAST_DATA, STREAMING) < key(Column.LAST_DATA, WAITING)
    assert key(Column.LAST_DATA, WAITING) < key(Column.LAST_DATA, replace(WAITING, last_data_us=None))
    assert key(Column.LAG, STREAMING) < key(Column.LAG, RECOVERING)
    assert key(Column.LAG, WAITING) < key(Column.LAG, STREAMING)
    assert key(Column.BUFFER, RECOVERING, rate=77) < key(Column.BUFFER, STREAMING, rate=77)
    assert key(Column.BUFFER, STREAMING, rate=77) < key(Column.BUFFER, STREAMING, rate=0)
    assert key(Column.BUFFER, STREAMING, rate=77) < key(Column.BUFFER, WAITING)
    assert key(Column.NOT_STORED, STREAMING) == key(Column.NOT_STORED, STREAMING, lost=losses([]))
    assert key(Column.NOT_STORED, STREAMING, lost=losses([OVERRUN])) < key(
        Column.NOT_STORED, STREAMING, lost=losses([RESTART])
    )
    assert key(Column.NOT_STORED, STREAMING, lost=losses([])) < key(Column.NOT_STORED, WAITING, lost=losses([]))
    assert key(Column.RECONNECTS, STREAMING) < key(Column.RECONNECTS, RECOVERING)
    assert (
        key(Column.SKEW, WAITING) < key(Column.SKEW, STREAMING) < key(Column.SKEW, replace(STREAMING, skew_us=-MINUTE))
    )
    assert key(Column.SECURITY, RECOVERING) < key(Column.SECURITY, STREAMING)
