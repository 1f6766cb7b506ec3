"""Says what waits on this computer for a database that is away or behind, in the language of the window."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from hmi.history.health import Spooled
from hmi.ui.diagnostics.telling import data_size
from hmi.ui.figures import clock, count

_AWAY = QT_TRANSLATE_NOOP(
    "History",
    "What has arrived since %1 waits on this computer (%2 values, %3) and goes into the database as soon as that "
    "answers: nothing is lost.",
)
_NOTHING_YET = QT_TRANSLATE_NOOP(
    "History", "What arrives meanwhile waits on this computer until the database answers: nothing is lost."
)
_BACK = QT_TRANSLATE_NOOP(
    "History", "The database answers again. %2 values (%3) that have waited on this computer since %1 go into it."
)
_SET_ASIDE = QT_TRANSLATE_NOOP(
    "History", "%1 values that the database did not take are set aside on this computer; the log says why."
)
_ONE_SET_ASIDE = QT_TRANSLATE_NOOP(
    "History", "One value that the database did not take is set aside on this computer; the log says why."
)


def spool_words(spool: Spooled | None, zone: ZoneInfo, now_us: int, *, away: bool) -> str:
    """Return since when and how much waits, and what was set aside; empty where there is nothing to say.

    ``away``: the database is. Nothing is said of a spool that takes no more: then all waits for what is told anyway.
    """
    if spool is None or not spool.takes_more:
        return ""
    parts = []
    if spool.loads:
        words = _translate(_AWAY if away else _BACK).replace("%1", clock(spool.since_us, zone, now_us))
        parts.append(words.replace("%2", count(spool.observations)).replace("%3", data_size(spool.size)))
    elif away:
        parts.append(_translate(_NOTHING_YET))
    if spool.set_aside:
        words = _translate(_ONE_SET_ASIDE if spool.set_aside == 1 else _SET_ASIDE)
        parts.append(words.replace("%1", count(spool.set_aside)))
    return " ".join(parts)


def _translate(source: object) -> str:
    return QCoreApplication.translate("History", str(source))  # Qt's marker is typed as object
