"""Writes down at once what must not wait for the window to close, on another thread: the disk may be slow."""

from __future__ import annotations

from PySide6.QtCore import QSettings, QThreadPool


def keep(memory: QSettings, key: str, value: str) -> None:
    """Let a value be remembered; returns at once."""
    path = memory.fileName()

    def write() -> None:
        settings = QSettings(path, QSettings.Format.IniFormat)  # shares what it holds with every other one of the file
        settings.setValue(key, value)
        settings.sync()

    QThreadPool.globalInstance().start(write)
