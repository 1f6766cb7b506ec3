"""The counted phrases of the page about the history."""

from __future__ import annotations

from PySide6.QtCore import QObject

_MONTH, _YEAR = 30.44, 365.25


class StorePhrases(QObject):
    """Phrases with a number in them; see :class:`hmi.ui.diagnostics.phrases.Phrases`."""

    def days(self, n: int) -> str:
        """``30 days``"""
        return self.tr("1 day") if n == 1 else self.tr("%n days", "", n)

    def months(self, n: int) -> str:
        """``5 months``"""
        return self.tr("1 month") if n == 1 else self.tr("%n months", "", n)

    def years(self, n: int) -> str:
        """``2 years``"""
        return self.tr("1 year") if n == 1 else self.tr("%n years", "", n)

    def hours(self, n: int) -> str:
        """``5 hours``"""
        return self.tr("1 hour") if n == 1 else self.tr("%n hours", "", n)

    def batches(self, n: int) -> str:
        """``2 batches``"""
        return self.tr("1 batch") if n == 1 else self.tr("%n batches", "", n)

    def about(self, days: float) -> str:
        """Return a span as people say it who mean about that long."""
        if days < 1:
            return self.hours(max(round(days * 24), 1))
        if days < 60:
            return self.days(round(days))
        if days < 23.5 * _MONTH:
            return self.months(round(days / _MONTH))
        return self.years(round(days / _YEAR))
