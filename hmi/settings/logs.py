"""Keeps the program's log in rotating files that hold no secret and that no caller waits for."""

from __future__ import annotations

import atexit
import logging
import sys
import threading
import time
from dataclasses import dataclass
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from queue import Full, Queue
from typing import Final

from hmi.settings.redact import RedactingFormatter
from hmi.settings.tell import tell
from hmi.settings.uncaught import install_exception_hook

__all__ = ["configure_logging", "install_exception_hook", "stop_logging"]

_FILES: Final = 5
_FILE_BYTES: Final = 2_000_000
_WAITING: Final = 10_000
_ROOM_WITHIN_S: Final = 5.0
_FORMAT: Final = "%(asctime)s.%(msecs)03dZ %(levelname)-8s %(threadName)s %(name)s: %(message)s"
_DATE_FORMAT: Final = "%Y-%m-%dT%H:%M:%S"


def configure_logging(folder: Path, verbose: bool = False, *, name: str = "hmi") -> Path | None:
    """Log to ``folder/name.log`` from now on and return that path.

    The log is five files of at most 2 MB, UTF-8, times in UTC. A thread of its own writes it, so that logging does not
    wait for the disk. Two processes must not share a ``name``. Called again it changes ``verbose``, or moves the log.
    A folder that cannot be written costs one sentence on standard error; warnings go there then, and None is returned.
    """
    return _log.configure(folder / f"{name}.log", verbose)


def stop_logging() -> None:
    """Write what waits, close the file and detach it; does nothing where no log was configured. Runs at exit."""
    _log.stop()


class _LineFormatter(RedactingFormatter):
    """A record's first line begins with its time and all others are indented, so that no text can pose as a record."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        return "\n    ".join(super().format(record).splitlines())


class _TellingHandler(logging.Handler):
    """Answers its own failures with one sentence; logging would print the arguments, which nothing has redacted."""

    _told = False

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            tell(f"A log message cannot be formatted ({type(error).__name__}, {record.pathname}:{record.lineno}).")
        elif not self._told:
            self._told = True
            tell(f"The log cannot be written ({error.strerror}); messages are lost until it can.")


class _StandardError(_TellingHandler, logging.StreamHandler):  # type: ignore[type-arg]
    """Where warnings go while there is no file."""


class _LogFiles(_TellingHandler, RotatingFileHandler):
    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError as error:
            # Windows does not rename a file that another program has open; the log goes on in the same file.
            if not self._told:
                self._told = True
                tell(f"The log {self.baseFilename} cannot be rotated ({error.strerror}); it grows until it can.")


class _BoundedQueue(_TellingHandler, QueueHandler):
    """Drops and counts what finds the queue full; the next message that fits tells how many were dropped."""

    _dropped = 0

    def enqueue(self, record: logging.LogRecord) -> None:
        try:
            if self._dropped:
                self.queue.put_nowait(self._note())
                self._dropped = 0
            self.queue.put_nowait(record)
        except Full:
            self._dropped += 1

    def _note(self) -> logging.LogRecord:
        text = f"{self._dropped} messages were not logged, because the disk was too slow"
        return logging.makeLogRecord(
            {"name": __name__, "levelno": logging.WARNING, "levelname": "WARNING", "msg": text}
        )


class _Writer(QueueListener):
    def enqueue_sentinel(self) -> None:
        # The library's own gives up at once where the queue is full.
        self.queue.put(self._sentinel, timeout=_ROOM_WITHIN_S)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Running:
    """What one configuration has set up. ``file`` and ``writer`` are None where the folder cannot be written."""

    wanted: Path
    file: Path | None
    entrance: logging.Handler
    writer: _Writer | None


class _ProgramLog:
    """The one log of the process; safe to configure from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def configure(self, wanted: Path, verbose: bool) -> Path | None:
        with self._lock:
            if self._running is None or self._running.wanted != wanted:
                self._close()
                self._running = self._open(wanted)
                logging.getLogger().addHandler(self._running.entrance)
                atexit.register(self.stop)
            # The libraries beneath say too much at the level at which our own messages are worth keeping.
            logging.getLogger().setLevel(logging.INFO if verbose else logging.WARNING)
            logging.getLogger("hmi").setLevel(logging.DEBUG if verbose else logging.INFO)
            return self._running.file

    def stop(self) -> None:
        with self._lock:
            self._close()

    def _open(self, wanted: Path) -> _Running:
        formatter = _LineFormatter(_FORMAT, _DATE_FORMAT)
        try:
            wanted.parent.mkdir(parents=True, exist_ok=True)
            files = _LogFiles(
                wanted, maxBytes=_FILE_BYTES, backupCount=_FILES - 1, encoding="utf-8", errors="backslashreplace"
            )
        except OSError as error:
            tell(
                f"The log folder {wanted.parent} cannot be written ({error.strerror}); the program runs without a log."
            )
            fallback = _StandardError()
            fallback.setLevel(logging.WARNING)
            fallback.setFormatter(formatter)
            return _Running(wanted, None, fallback, None)
        files.setFormatter(formatter)
        waiting: Queue[logging.LogRecord | None] = Queue(_WAITING)
        writer = _Writer(waiting, files)
        writer.start()
        return _Running(wanted, wanted, _BoundedQueue(waiting), writer)

    def _close(self) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        atexit.unregister(self.stop)
        logging.getLogger().removeHandler(running.entrance)
        running.entrance.close()
        if running.writer:
            try:
                running.writer.stop()
            except Full:
                tell(f"The log {running.file} takes no more messages; the last ones are lost.")
                return
            for handler in running.writer.handlers:
                handler.close()


_log = _ProgramLog()
