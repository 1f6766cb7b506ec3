"""A history as the tests of its page see it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hmi.domain.backup import Backup, BackupForm, BackupStatus
from hmi.domain.phrase import Phrase
from hmi.domain.retention import Retention
from hmi.domain.stock import DAY_US, Part, Stock, Tier, TierStock
from hmi.history.backup import words
from hmi.ui.store.port import SpoolStatus, StoreFacts
from tests.ui.diagnostics.samples import NOW, at

MB = 1_000_000
GB = 1_000 * MB
HELD = 10.0


def tier(which: Tier, size: int, per_day: int, days: int, *more: Part) -> TierStock:
    """Return a tier that holds the last ten days."""
    return TierStock(which, (Part(size, per_day, HELD, days), *more), NOW - int(HELD * DAY_US))


STOCK = Stock(
    tiers=(
        tier(Tier.SAMPLES, 600 * MB, 60 * MB, 30),
        tier(Tier.TEN_MINUTES, 250 * MB, 25 * MB, 90),
        tier(Tier.HOURS, 40 * MB, 4 * MB, 730),
        tier(Tier.EVENTS, 30 * MB, 3 * MB, 730),
    ),
    size=1_000 * MB,
    spare=30 * MB,
    disk_free=80 * GB,
    disk_size=250 * GB,
    measured_days=7,
    looked_at=1,
    asked_us=NOW,
)
NEWEST = Backup(
    Path("/srv/backups/history-20261119T063000Z.db"),
    BackupForm.SQLITE,
    "here",
    made_us=at(3, 30),
    until_us=at(3, 29),
    size=990 * MB,
    sha256="",
    revision="0003",
    version="1",
)
BACKUP = BackupStatus(Path("/srv/backups"), NEWEST, next_us=at(3, 30, day=20))
FAILED = replace(BACKUP, failed_us=at(12, 0), failure=Phrase(words.FULL, ("/srv/backups",)))
FACTS = StoreFacts(
    place="/srv/hmi/history.db",
    engine="SQLite 3.45.1",
    in_file=True,
    stock=STOCK,
    retention=Retention(),
    settings="/srv/site.yaml",
    backup=BACKUP,
)
YOUNG = replace(
    FACTS,
    stock=replace(STOCK, tiers=tuple(TierStock(which, (), None) for which in Tier), measured_days=0),
    backup=BackupStatus(Path("/srv/backups")),
)
TIGHT = replace(FACTS, stock=replace(STOCK, disk_free=920 * MB))
DATABASE = replace(
    FACTS,
    place="the database history on db",
    engine="PostgreSQL 18.4",
    in_file=False,
    stock=replace(STOCK, disk_free=None, disk_size=None, spare=0),
    spool=SpoolStatus(),
)
AWAY = replace(DATABASE, spool=SpoolStatus(at(13, 51), waiting=123_400, waiting_bytes=740_000, set_aside=12))


class FakeKeeping:
    """Knows what the test says."""

    def __init__(self, facts: StoreFacts = FACTS) -> None:
        self.known = facts
        self.asked = 0
        self.wanted = 0

    def facts(self) -> StoreFacts:
        self.asked += 1
        return self.known

    def back_up(self) -> None:
        self.wanted += 1
