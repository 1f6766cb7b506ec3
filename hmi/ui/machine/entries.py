"""The words of signals that hold many values under keys: data sets, and tables with rows."""

from __future__ import annotations

import json

from PySide6.QtCore import QCoreApplication

_MOST = 40
"""Entries that a tool tip lists; a control may have hundreds of variables."""


def entries_of(text: str) -> list[tuple[str, str]] | None:
    """Return the entries of a set as (key, value), the cells of a table's row in one; None for any other text."""
    if not text.startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return [(str(key), _value(value)) for key, value in found.items()]


def in_one_line(entries: list[tuple[str, str]]) -> str:
    """Return a set for a list of values, where its end may be cut off."""
    if not entries:
        return QCoreApplication.translate("Values", "no entries")
    return " · ".join(f"{key} {value}".rstrip() for key, value in entries)


def line_by_line(entries: list[tuple[str, str]]) -> list[str]:
    """Return a set for a tool tip."""
    lines = [f"{key}  {value}" for key, value in entries[:_MOST]]
    if len(entries) > _MOST:
        lines.append(QCoreApplication.translate("Values", "and %1 more").replace("%1", str(len(entries) - _MOST)))
    return lines


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {cell}" for name, cell in value.items())
    return str(value)
