"""The live values as a Qt model that changes in place: only rows whose value changed are told."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from hmi.domain.observation import Quality
from hmi.domain.state import MachineState
from hmi.live.feed import LiveValue, MachineLive
from hmi.ui.figures import clock, duration, number
from hmi.ui.machine.entries import entries_of, line_by_line
from hmi.ui.machine.normal import Beyond, OffNormal, off_normal
from hmi.ui.machine.rows import RowKind, ValueRow, value_rows, value_words
from hmi.ui.machine.signals import MOST_IN_TREND, same_signals
from hmi.ui.trends.words import normal_words

ROW = Qt.ItemDataRole.UserRole
LATEST = Qt.ItemDataRole.UserRole + 1
CHANGED = [LATEST, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole]


class ValuesModel(QAbstractListModel):
    """Rows of :class:`ValueRow` with their latest values.

    ``chosenChanged`` carries the keys that shall be in the trend; ``tooMany`` says that no more fit.
    """

    chosenChanged = Signal(tuple)
    tooMany = Signal()

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._live: MachineLive | None = None
        self._rows: list[ValueRow] = []
        self._unfolded = False
        self._sought = ""
        self._chosen: tuple[str, ...] = ()
        self._now_us = 0

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def rows(self) -> list[ValueRow]:
        """The rows as they are shown."""
        return self._rows

    @property
    def stale(self) -> bool:
        """Whether the values are the last ones before the link was lost."""
        return self._live is not None and self._live.verdict.state is MachineState.OFFLINE

    @property
    def running(self) -> bool:
        """Whether the machine is at work, so that too little of something is news."""
        return self._live is not None and self._live.verdict.state is MachineState.RUNNING

    @property
    def unfolded(self) -> bool:
        """Whether all signals are shown."""
        return self._unfolded

    def show_machine(self, live: MachineLive | None) -> None:
        """Take the newest snapshot; rows are made anew only for another machine or other signals."""
        before, self._live = self._live, live
        if live is None or before is None or not same_signals(before, live):
            self.rebuild()
            return
        stale = (before.verdict.state is MachineState.OFFLINE) != self.stale
        values, older = live.values, before.values
        if stale:
            self._tell(range(len(self._rows)))
        elif values is not older:
            self._tell(at for at, row in enumerate(self._rows) if row.key and values.get(row.key) != older.get(row.key))

    def tick(self, now_us: int) -> None:
        """Take the present, on the machine's clock; ages are told when somebody asks."""
        self._now_us = now_us

    def fold(self, *, unfolded: bool) -> None:
        """Show all signals, or only those that come first."""
        if unfolded != self._unfolded:
            self._unfolded = unfolded
            self.rebuild()

    def seek(self, sought: str) -> None:
        """Show only what matches."""
        if sought != self._sought:
            self._sought = sought
            self.rebuild()

    def choose(self, keys: tuple[str, ...]) -> None:
        """Mark the signals that are in the trend, silently."""
        if keys != self._chosen:
            changed = set(keys) ^ set(self._chosen)
            self._chosen = keys
            self._tell(at for at, row in enumerate(self._rows) if row.key in changed)

    def rebuild(self) -> None:
        """Make all rows anew; needed after a change of language too."""
        self.beginResetModel()
        live = self._live
        self._rows = [] if live is None else value_rows(live, unfolded=self._unfolded, sought=self._sought)
        self.endResetModel()

    def _tell(self, changed: Iterable[int]) -> None:
        """Emit one change per row, because a view answers a longer one by painting all it shows (PySide6 6.11)."""
        for at in changed:
            index = self.index(at)
            self.dataChanged.emit(index, index, CHANGED)

    # -- Qt ----------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """A number can be marked for the trend; the name of a group is only read."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = self._rows[index.row()]
        if row.kind is RowKind.GROUP:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if row.drawable else flags

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row, its latest value, or what is said about it."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == LATEST:
            return self.latest(row)
        if role == Qt.ItemDataRole.CheckStateRole and row.drawable:
            return Qt.CheckState.Checked if row.key in self._chosen else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row)
        if role == Qt.ItemDataRole.ToolTipRole and row.key:
            return self._age_words(row)
        return None

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Mark a signal for the trend, or take it out."""
        row = self._rows[index.row()]
        if role != Qt.ItemDataRole.CheckStateRole or not row.drawable:
            return False
        others = tuple(key for key in self._chosen if key != row.key)
        if Qt.CheckState(value) is Qt.CheckState.Unchecked:
            keys = others
        elif len(others) >= MOST_IN_TREND:
            self.tooMany.emit()
            return False
        else:
            keys = (*others, row.key)
        self.choose(keys)
        self.chosenChanged.emit(keys)
        return True

    def latest(self, row: ValueRow) -> LiveValue | None:
        """Return a row's latest value."""
        return None if self._live is None else self._live.values.get(row.key)

    # -- words -------------------------------------------------------------------------------------------------------

    def fold_words(self, row: ValueRow) -> str:
        """Return what the fold offers."""
        return self.tr("%1 more").replace("%1", str(row.hidden)) if row.hidden else self.tr("Show fewer")

    def off_words(self, off: OffNormal, row: ValueRow) -> str:
        """Return how a value is abnormal: ``above 75``."""
        words = self.tr("above %1") if off.side is Beyond.ABOVE else self.tr("below %1")
        digits = None if off.mark == int(off.mark) else row.digits
        return words.replace("%1", number(off.mark, digits))

    def _words(self, row: ValueRow) -> str:
        """Return a row as it is read aloud."""
        if row.kind is RowKind.FOLD:
            return self.fold_words(row)
        if row.kind is RowKind.GROUP:
            return row.name
        latest = self.latest(row)
        unavailable = latest is None or latest.value is None
        value = self.tr("unavailable") if unavailable else f"{value_words(row, latest)} {row.unit}".strip()
        parts = [row.full_name, value]
        value_now = None if latest is None or not isinstance(latest.value, float) else latest.value
        off = off_normal(row.band, value_now, running=self.running)
        parts += [self.off_words(off, row)] if off is not None else []
        parts += [normal_words(row.band)] if row.band is not None else []
        parts += [self.tr("in the trend")] if row.key in self._chosen else []
        return ", ".join(parts)

    def _age_words(self, row: ValueRow) -> str:
        """Return when a value was reported and whether it can be trusted."""
        latest = self.latest(row)
        lines = [f"{row.full_name} ({row.source_id})" if row.source_id else row.full_name]
        if latest is None:
            lines.append(self.tr("Never reported"))
            return "\n".join(lines)
        moment = clock(latest.time_us, self._zone, self._now_us, seconds=True)
        age = duration(self._now_us - latest.time_us)
        said = self.tr("Unavailable since %1 (%2)") if latest.value is None else self.tr("Reported %1, %2 ago")
        lines.append(said.replace("%1", moment).replace("%2", age))
        if latest.quality is Quality.UNCERTAIN:
            lines.append(self.tr("Uncertain: the machine contradicts itself"))
        elif latest.quality is Quality.BAD:
            lines.append(self.tr("The source sent something that is no value of this signal"))
        if isinstance(latest.value, str):
            lines += line_by_line(entries_of(latest.value) or [])
        return "\n".join(lines)
