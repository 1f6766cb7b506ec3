"""The counted phrases of the connections page."""

from __future__ import annotations

from PySide6.QtCore import QObject

from hmi.ui.figures import count, number

_MILLION, _BILLION = 1_000_000, 1_000_000_000


class Phrases(QObject):
    """Phrases with a number in them; a QObject, because lupdate 6.11 finds plural forms of Python only in ``self.tr``.

    One is a phrase of its own, so that English, which has no translation file, needs none.
    """

    def endpoints(self, n: int) -> str:
        """``13 endpoints``"""
        return self.tr("1 endpoint") if n == 1 else self.tr("%n endpoints", "", n)

    def machines(self, n: int) -> str:
        """``24 machines``"""
        return self.tr("1 machine") if n == 1 else self.tr("%n machines", "", n)

    def more_machines(self, n: int) -> str:
        """``and 3 more machines``"""
        return self.tr("and 1 more machine") if n == 1 else self.tr("and %n more machines", "", n)

    def gaps(self, n: int) -> str:
        """``2 gaps``"""
        if n == 0:
            return self.tr("no gaps")
        return self.tr("1 gap") if n == 1 else self.tr("%n gaps", "", n)

    def unknown_gaps(self, n: int) -> str:
        """``1 of unknown size``"""
        return self.tr("1 of unknown size") if n == 1 else self.tr("%n of unknown size", "", n)

    def without_data(self, n: int) -> str:
        """``2 without data``"""
        return self.tr("1 without data") if n == 1 else self.tr("%n without data", "", n)

    def silent_adapters(self, n: int) -> str:
        """``2 adapters down``"""
        return self.tr("1 adapter down") if n == 1 else self.tr("%n adapters down", "", n)

    def unreadable(self, n: int) -> str:
        """``3 documents unreadable``"""
        return self.tr("1 document unreadable") if n == 1 else self.tr("%n documents unreadable", "", n)

    def signals_new(self, n: int) -> str:
        """``2 signals are new``"""
        return self.tr("1 signal is new") if n == 1 else self.tr("%n signals are new", "", n)

    def signals_gone(self, n: int) -> str:
        """``2 signals are gone``"""
        return self.tr("1 signal is gone") if n == 1 else self.tr("%n signals are gone", "", n)

    def gone(self, n: int) -> str:
        """``2 are gone``, after signals that are new"""
        return self.tr("1 is gone") if n == 1 else self.tr("%n are gone", "", n)

    def more_gaps(self, n: int) -> str:
        """``and 3 more gaps``"""
        return self.tr("and 1 more gap") if n == 1 else self.tr("and %n more gaps", "", n)

    def more_adapters(self, n: int) -> str:
        """``and 3 more adapters``"""
        return self.tr("and 1 more adapter") if n == 1 else self.tr("and %n more adapters", "", n)

    def large(self, value: int | None) -> str:
        """``412``, ``6.2 million``"""
        if value is None or value < _MILLION:
            return count(value)
        if value < _BILLION:
            n = value // _MILLION
            return self.tr("%1 million", "", n).replace("%1", number(value / _MILLION, 1))
        n = value // _BILLION
        return self.tr("%1 billion", "", n).replace("%1", number(value / _BILLION, 1))
