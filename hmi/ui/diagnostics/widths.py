"""How wide the columns have to be for usual words in the language of the window."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtGui import QFontMetrics

from hmi.domain.link import LinkMode, LinkStatus, Security
from hmi.domain.records import Gap, GapReason
from hmi.ui.diagnostics.delegate import BUFFER_BAR, INDENT, NUMBER, SKEW_BAR
from hmi.ui.diagnostics.header import title_width
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.rows import BufferBar, Cell, Column, Known, SkewBar, make_row, titles
from hmi.ui.diagnostics.today import losses
from hmi.ui.theme import Size, Weight, font

_GAP = 20
"""Between the longest usual text of a column and the next column, in px."""
_SECOND = 1_000_000
_NOW_US = 86_400 * _SECOND


def _usual() -> tuple[Known, ...]:
    """Endpoints whose texts are as long as they usually get."""
    source, machines = "http://192.168.100.100:5000", ("Torno 08", "Torno 09", "Torno 11")
    gap = Gap(source, _NOW_US - 120 * _SECOND, _NOW_US, GapReason.UNREADABLE, 88_888)
    up = LinkStatus(
        source,
        machines,
        LinkMode.STREAMING,
        since_us=_NOW_US - 8 * _SECOND,
        silence_us=5 * _SECOND,
        last_data_us=_NOW_US - 59 * 60 * _SECOND,
        reconnects=888,
        buffer_size=100,
        first_sequence=0,
        next_sequence=16,
        agent_next_sequence=100,
        skew_us=-8_800_000,
        lag_us=58_800_000,
        security=Security(encrypted=True, own_ca=True),
    )
    down = LinkStatus(source, machines, LinkMode.WAITING, _NOW_US, 0, attempt=88, retry_us=_NOW_US + 58 * _SECOND)
    return (
        Known(up, rate=0.05, losses=losses([gap])),
        Known(up, rate=0.05, losses=losses([gap] * 8)),
        Known(down, losses=losses([])),
    )


def column_needs(zone: ZoneInfo) -> dict[Column, int]:
    """Return each column's width in px."""
    phrases = Phrases()
    rows = [make_row(known, zone, _NOW_US, phrases) for known in _usual()]
    needs = {column: title_width(title) for column, title in zip(Column, titles(), strict=True)}
    for row in rows:
        for column, cell in zip(Column, row.cells, strict=True):
            needs[column] = max(needs[column], _cell_width(cell))
    return {column: need + _GAP + (INDENT if column is Column.MACHINES else 0) for column, need in needs.items()}


def _cell_width(cell: Cell) -> int:
    first = QFontMetrics(font(Size.BODY, Weight.SEMIBOLD)).horizontalAdvance(cell.first)
    if isinstance(cell.bar, BufferBar):
        first = BUFFER_BAR + NUMBER
    elif isinstance(cell.bar, SkewBar):
        first = SKEW_BAR + NUMBER
    second = Weight.SEMIBOLD if cell.heavy_second else Weight.REGULAR
    return max(first, QFontMetrics(font(Size.CAPTION, second)).horizontalAdvance(cell.second))
