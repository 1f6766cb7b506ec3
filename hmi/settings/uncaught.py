"""Sees to it that an exception that nobody caught is in the log and told in one sentence."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from hmi.settings.tell import tell

logger = logging.getLogger(__name__)


def install_exception_hook(log_file: Path | None) -> None:
    """Log what reaches ``sys.excepthook``, ``threading.excepthook`` or ``sys.unraisablehook`` and say where it is.

    ``log_file`` is what configure_logging returned. The sentence is said once for failures that follow each other and
    are alike, because a defect in a paint event fails many times a second; the log holds them all.
    """
    hooks = _Hooks(log_file)
    sys.excepthook = hooks.of_main
    threading.excepthook = hooks.of_thread
    sys.unraisablehook = hooks.of_interpreter


class _Hooks:
    def __init__(self, log_file: Path | None) -> None:
        self._where = f"the details are in {log_file}" if log_file else "there is no log file that holds the details"
        self._last_told = ""

    def of_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._record("Uncaught exception", "", kind, error, trace)

    def of_thread(self, failure: threading.ExceptHookArgs) -> None:
        if issubclass(failure.exc_type, SystemExit):
            return  # the way a thread ends itself; the interpreter's own hook ignores it too
        name = failure.thread.name if failure.thread else "unknown"
        where = f" in the thread {name}"
        self._record(f"Uncaught exception{where}", where, failure.exc_type, failure.exc_value, failure.exc_traceback)

    def of_interpreter(self, failure: sys.UnraisableHookArgs) -> None:
        # failure.object is left alone: a reference to it would bring it back to life.
        what = failure.err_msg or "Exception that could not be raised"
        self._record(what, "", failure.exc_type, failure.exc_value, failure.exc_traceback)

    def _record(
        self,
        what: str,
        where: str,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        logger.critical("%s (%s)", what, kind.__name__, exc_info=(kind, error, trace) if error else None)
        # The traceback module copes with an exception whose own text cannot be had.
        reason = traceback.format_exception_only(error)[0].splitlines()[0][:200] if error else kind.__name__
        sentence = f"Shopfloor HMI met an unexpected error{where} ({reason}); {self._where}."
        if sentence != self._last_told:
            self._last_told = sentence
            tell(sentence)
