"""Exports of a chart: files are written on the query pool, and the window is told how it goes."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter

from hmi.domain.observation import Quality
from hmi.history.errors import HistoryError
from hmi.settings.durable import whole_or_nothing
from hmi.ui.ask import Past
from hmi.ui.figures import count
from hmi.ui.trends.table_file import Column, Form, TableFile, UnwantedError

_log = logging.getLogger(__name__)
_TELL_S = 0.2
"""Rows are told at most so often."""


def table_form() -> Form:
    """Return how tables are written in the language of the window."""
    translate = QCoreApplication.translate
    decimal = QLocale().decimalPoint()
    return Form(
        separator=";" if decimal == "," else ",",
        decimal=decimal,
        titles=(
            translate("Table", "Time"),
            translate("Table", "Zone"),
            translate("Table", "Machine"),
            translate("Table", "Signal"),
            translate("Table", "Value"),
            translate("Table", "Unit"),
            translate("Table", "Quality"),
        ),
        qualities={
            Quality.GOOD: translate("Table", "good"),
            Quality.UNAVAILABLE: translate("Table", "unavailable"),
            Quality.UNCERTAIN: translate("Table", "uncertain"),
            Quality.BAD: translate("Table", "bad"),
        },
    )


def save_picture(path: Path, image: QImage) -> int:
    """Write a picture as PNG; blocks. Raises OSError; then nothing is left."""
    with whole_or_nothing(path) as draft:
        draft.touch()  # says why a file cannot be, which the writer of images does not
        writer = QImageWriter(str(draft), b"png")
        if not writer.write(image):
            raise OSError(errno.EIO, writer.errorString())
    return 0


class Exporting(QObject):
    """One export at a time; lives on the GUI thread.

    ``changed`` says that :attr:`words`, how it goes or how it went, or :attr:`busy` is another.
    """

    changed = Signal()
    _told = Signal(int)
    _done = Signal(int, object)

    def __init__(self, past: Past, parent: QObject) -> None:
        super().__init__(parent)
        self._past = past
        self._path = Path()
        self._table: TableFile | None = None
        self._future: Future[int] | None = None
        self._unwanted = False
        self._told_s = 0.0
        self.words = ""
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._done.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return self._future is not None

    def write_table(self, path: Path, columns: Sequence[Column], window_us: tuple[int, int], zone: ZoneInfo) -> None:
        """Write every observation of pens in a window (microseconds UTC) into a file."""
        if not self.busy:
            table = self._table = TableFile(path, columns, window_us, zone, table_form(), self._rows_written)
            self._begin(path, lambda: table.write(self._past))

    def write_picture(self, path: Path, image: QImage) -> None:
        """Write a picture into a file."""
        if not self.busy:
            self._table = None
            self._begin(path, lambda: save_picture(path, image))

    def cancel(self) -> None:
        """Give up the file that is being written."""
        self._unwanted = True
        if self._table is not None:
            self._table.cancel()
        if self._future is not None:
            self._future.cancel()

    def dismiss(self) -> None:
        """Say nothing more of the last one."""
        if not self.busy:
            self.words = ""
            self.changed.emit()

    def _begin(self, path: Path, job: Callable[[], int]) -> None:
        self._path, self._unwanted, self._told_s = path, False, 0.0
        self.words = self.tr("Writing %1…").replace("%1", path.name)
        self._future = self._past.submit(job)
        self.changed.emit()
        self._future.add_done_callback(self._ended)

    def _rows_written(self, rows: int) -> None:
        """Runs on the query pool's thread."""
        now_s = monotonic()
        if now_s - self._told_s >= _TELL_S:
            self._told_s = now_s
            self._told.emit(rows)

    def _ended(self, future: Future[int]) -> None:
        """Runs on the query pool's thread."""
        error = UnwantedError() if future.cancelled() else future.exception()
        self._done.emit(0 if error else future.result(), error)

    def _tell(self, rows: int) -> None:
        if self.busy:
            words = self.tr("Writing %1: %2 rows").replace("%1", self._path.name)
            self.words = words.replace("%2", count(rows))
            self.changed.emit()

    def _finish(self, rows: int, error: BaseException | None) -> None:
        self._future = None
        if error is None:
            words = self.tr("%1 is written") if self._table is None else self._written(rows)
            self.words = words.replace("%1", self._path.name).replace("%2", count(rows))
        elif self._unwanted:
            self.words = self.tr("%1 is not written: cancelled").replace("%1", self._path.name)
        else:
            _log.warning("%s cannot be written: %s", self._path, error)
            self.words = self._trouble(error)
        self.changed.emit()

    def _written(self, rows: int) -> str:
        if rows == 0:
            return self.tr("%1 is written without rows: no values of this time are stored")
        return self.tr("%1 is written: 1 row") if rows == 1 else self.tr("%1 is written: %2 rows", "", rows)

    def _trouble(self, error: BaseException) -> str:
        """Return why there is no file, and what to do."""
        number = error.errno if isinstance(error, OSError) else None
        if isinstance(error, HistoryError):
            words = self.tr("%1 is not written: the history cannot be read; try again")
        elif number in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            words = self.tr("%1 is not written: the disk is full; free some space, or choose another place")
        elif number in (errno.EACCES, errno.EPERM, errno.EROFS):
            words = self.tr("%1 is not written: you have no right to write there; choose another place")
        elif number in (errno.ENOENT, errno.ENOTDIR, errno.ENODEV):
            words = self.tr("%1 is not written: the folder is gone; choose another place")
        elif isinstance(error, OSError):
            words = self.tr("%1 is not written: the disk reports an error (%2); choose another place")
            words = words.replace("%2", error.strerror or str(error))
        else:
            words = self.tr("%1 is not written because of a defect of this program; see the log, and report it")
        return words.replace("%1", self._path.name)
