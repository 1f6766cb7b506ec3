"""The facts beside the tiers: the database, the backups."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.backup import BackupStatus
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.facts import Fact
from hmi.ui.figures import ago, clock, count, duration, percent
from hmi.ui.store.port import SpoolStatus, StoreFacts
from hmi.ui.store.sizes import size_words
from hmi.ui.words import backup_words

translate = QCoreApplication.translate

_QUEUE_LIMIT = 0.9
"""From this fill on, the writer's queue takes no more batches."""


def backup_facts(status: BackupStatus | None, zone: ZoneInfo, now_us: int) -> tuple[Fact, ...]:
    """Return how backing up goes."""
    if status is None:
        words = translate("Store", "The program that collects makes the backups; this window only reads along.")
        return (Fact("", words, sentence=True),)
    facts = []
    newest = status.newest
    label = translate("Store", "Last good one")
    if newest is None:
        facts.append(Fact(label, translate("Store", "none yet")))
    else:
        made = f"{clock(newest.made_us, zone, now_us)} · {ago(now_us - newest.made_us)}"
        facts += (
            Fact(label, made, tip=str(newest.path)),
            Fact(
                translate("Store", "Its size"),
                translate("Store", "%1, checked", "a backup").replace("%1", size_words(newest.size)),
            ),
        )
        if newest.until_us is not None:
            facts.append(Fact(translate("Store", "Has everything until"), clock(newest.until_us, zone, now_us)))
    following = translate("Store", "none by itself")
    if status.next_us is not None:
        left = translate("Store", "in %1").replace("%1", duration(status.next_us - now_us))
        following = f"{clock(status.next_us, zone, now_us)} · {left}"
    facts.append(Fact(translate("Store", "Next one"), following))
    facts.append(Fact(translate("Store", "In the folder"), str(status.folder), sentence=True))
    if status.failed_us is not None:
        label = translate("Store", "The last attempt failed %1").replace("%1", clock(status.failed_us, zone, now_us))
        facts.append(Fact(label, backup_words(status.failure), heavy=True, sentence=True))
    if warning := backup_words(status.warning):
        facts.append(Fact("", warning, sentence=True))
    return tuple(facts)


def button_words(status: BackupStatus | None) -> str:
    """Return what the button says that makes a backup."""
    if status is None or status.progress is None:
        return translate("Store", "Back up now")
    return translate("Store", "Copying: %1").replace("%1", percent(status.progress))


def database_facts(facts: StoreFacts, collecting: CollectingFigures, zone: ZoneInfo, now_us: int) -> tuple[Fact, ...]:
    """Return where the history lives, and how writing it goes."""
    where = translate("Store", "In a file on this computer") if facts.in_file else translate("Store", "In a database")
    told = [
        Fact(where, facts.place, sentence=True),
        Fact(translate("Store", "Kept by"), facts.engine),
    ]
    if facts.spool is not None:
        told += _spool(facts.spool, zone, now_us)
    if facts.collects:
        told += _writer(collecting, zone, now_us)
    else:
        told.append(Fact(translate("Store", "Written by"), translate("Store", "another program; this window reads")))
    return tuple(told)


def _spool(spool: SpoolStatus, zone: ZoneInfo, now_us: int) -> list[Fact]:
    label = translate("Store", "It answers")
    if spool.away_since_us is None:
        facts = [Fact(label, translate("Store", "yes", "the database answers"))]
    else:
        since = clock(spool.away_since_us, zone, now_us)
        facts = [Fact(label, translate("Store", "not since %1").replace("%1", since), heavy=True)]
    if spool.waiting or spool.away_since_us is not None:
        waiting = translate("Store", "%1 values, %2").replace("%1", count(spool.waiting))
        facts.append(Fact(translate("Store", "Waits on disk"), waiting.replace("%2", size_words(spool.waiting_bytes))))
    if spool.set_aside:
        why = translate("Store", "The database did not take them as they are; they are kept in the data folder.")
        several = translate("Store", "%1 values").replace("%1", count(spool.set_aside))
        some = translate("Store", "1 value") if spool.set_aside == 1 else several
        facts.append(Fact(translate("Store", "Set aside"), some, heavy=True, tip=why))
    return facts


def _writer(collecting: CollectingFigures, zone: ZoneInfo, now_us: int) -> list[Fact]:
    fill, commit, since = collecting.queue_fill, collecting.last_commit_us, collecting.waiting_since_us
    facts = []
    if since is not None:
        label = translate("Store", "Nothing is written since")
        facts.append(Fact(label, clock(since, zone, now_us), heavy=True))
    if commit is not None:
        facts.append(Fact(translate("Store", "Last commit"), ago(now_us - commit)))
    if fill is not None:
        facts.append(Fact(translate("Store", "Writer's queue, filled"), percent(fill), heavy=fill >= _QUEUE_LIMIT))
    if collecting.stored is not None:
        facts.append(Fact(translate("Store", "Values since the program started"), count(collecting.stored)))
    return facts
