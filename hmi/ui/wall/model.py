"""The machines that the wall shows, row by row, as a Qt model that only reports what looks different."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hmi.live.feed import Changes
from hmi.ui.fleet import Difference, Fleet
from hmi.ui.wall.face import Face, explained, face_of, lasted, spoken, stale_words
from hmi.ui.wall.ribbons import Ribbon, Ribbons

VALUES_ROLE = Qt.ItemDataRole.UserRole
"""What changes alone when only the load or the feed of a machine did, which is most of the time."""

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


def runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each stretch of neighbouring rows."""
    first = last = None
    for row in sorted(rows):
        if first is None or last is None:
            first = last = row
        elif row == last + 1:
            last = row
        else:
            yield first, last
            first = last = row
    if first is not None and last is not None:
        yield first, last


class WallModel(QAbstractListModel):
    """One row per machine that passes the filter, in the order that the page arranged.

    ``apply``, ``tick`` and the ribbons' news emit one ``dataChanged`` per stretch of neighbouring rows that look
    different; a change of a signal that no tile shows emits nothing. What a row that nobody sees looks like is made
    out when somebody asks, so that 200 machines cost no more than those on the screen.
    """

    def __init__(self, zone: ZoneInfo, ribbons: Ribbons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fleet = Fleet()
        self.ribbons = ribbons
        self._zone = zone
        self._now_us = 0
        self._faces: dict[str, Face] = {}
        self._keys: list[str] = []
        self._rows: dict[str, int] = {}
        ribbons.changed.connect(self._ribbons_moved)

    # what Qt and the delegate read

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._keys):
            return None
        key = self._keys[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.fleet.lives[key].machine.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(self.fleet.lives[key], self._face(key))
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return explained(self.fleet.lives[key], self._face(key))
        return None

    def key(self, row: int) -> str:
        """Return which machine stands in a row."""
        return self._keys[row]

    def face(self, row: int) -> Face:
        """Return what a row looks like."""
        return self._face(self._keys[row])

    def ribbon(self, row: int) -> tuple[Ribbon, int]:
        """Return a row's last hours and where they end, on the machine's clock."""
        live = self.fleet.lives[self._keys[row]]
        return self.ribbons.ribbon(live.machine.key), self.ribbons.now_us + live.clock_offset_us

    def row(self, key: str) -> int | None:
        """Return where a machine stands; None where it is filtered out."""
        return self._rows.get(key)

    @property
    def keys(self) -> Sequence[str]:
        """The machines in the order of the rows."""
        return tuple(self._keys)

    # what changes

    def apply(self, changes: Changes, now_us: int, visible: Container[int]) -> Difference:
        """Take what changed; new machines wait for :meth:`arrange`."""
        self._now_us = now_us
        difference = self.fleet.apply(changes)
        looks: set[int] = set()
        values: set[int] = set()
        for key in difference.keys:
            moved = self.ribbons.follow(self.fleet.lives[key])
            before = self._faces.pop(key, None)
            row = self._rows.get(key)
            if row is None:
                continue
            if moved or before is None or row not in visible:
                looks.add(row)
                continue
            face = self._face(key)
            if face.still != before.still:
                looks.add(row)
            elif face != before:
                values.add(row)
        self._report(looks)
        self._report(values, [VALUES_ROLE])
        return difference

    def tick(self, now_us: int, visible: Iterable[int]) -> None:
        """Let time pass on the rows that are seen; the others find out when they come into sight."""
        self._now_us = now_us
        rows = [row for row in visible if row < len(self._keys)]
        seen = {self._keys[row] for row in rows}
        self._faces = {key: face for key, face in self._faces.items() if key in seen}
        self._report([row for row in rows if self._age(self._keys[row])])

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self._faces.clear()
        self._report(range(len(self._keys)))

    def arrange(self, keys: Sequence[str]) -> None:
        """Show these machines in this order; chosen and current rows stay with their machines."""
        wanted = set(keys)
        gone = [row for row, key in enumerate(self._keys) if key not in wanted]
        for first, last in reversed(list(runs(gone))):
            self.beginRemoveRows(_NO_PARENT, first, last)
            del self._keys[first : last + 1]
            self._count()
            self.endRemoveRows()
        new = [key for key in keys if key not in self._rows]
        if new:
            self.beginInsertRows(_NO_PARENT, len(self._keys), len(self._keys) + len(new) - 1)
            self._keys.extend(new)
            self._count()
            self.endInsertRows()
        if self._keys != list(keys):
            self._permute(list(keys))

    def _permute(self, keys: list[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        machines = [self._keys[index.row()] for index in kept]
        self._keys = keys
        self._count()
        self.changePersistentIndexList(kept, [self.index(self._rows[key]) for key in machines])
        self.layoutChanged.emit()

    def _count(self) -> None:
        self._rows = {key: row for row, key in enumerate(self._keys)}

    def _face(self, key: str) -> Face:
        face = self._faces.get(key)
        if face is None:
            live = self.fleet.lives[key]
            face = face_of(live, self.fleet.age_us(live, self._now_us), self._now_us, self._zone)
            self._faces[key] = face
        return face

    def _age(self, key: str) -> bool:
        """Renew the two texts that time alone changes; return whether one of them did."""
        live, face = self.fleet.lives[key], self._face(key)
        since = lasted(live, self._now_us)
        stale = stale_words(self.fleet.age_us(live, self._now_us))
        if since == face.lasted and stale == face.stale:
            return False
        self._faces[key] = face._replace(lasted=since, stale=stale)
        return True

    def _ribbons_moved(self) -> None:
        self._report(range(len(self._keys)))

    def _report(self, rows: Iterable[int], roles: Sequence[int] = ()) -> None:
        for first, last in runs(rows):
            self.dataChanged.emit(self.index(first), self.index(last), list(roles))
