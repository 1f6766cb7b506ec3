"""What the page about the history says: its figures, the rows of its tiers, its sentences."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.stock import DAY_US, Forecast, Part, Stock, Tier, TierStock, forecast
from hmi.domain.words import QT_TRANSLATE_NOOP
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.head import Told
from hmi.ui.diagnostics.telling import data_size
from hmi.ui.figures import MISSING, ago, clock, count, duration, number, percent
from hmi.ui.store.phrases import StorePhrases
from hmi.ui.store.port import StoreFacts

translate = QCoreApplication.translate

FIGURES = 6
_SOON_DAYS = 30
"""A disk that is full within this is said in bold."""
_LEVEL_DAYS = 1.5
"""A history that comes to its level within this is said to be there."""

_NAMES = {
    Tier.SAMPLES: (
        QT_TRANSLATE_NOOP("Store", "Every value"),
        QT_TRANSLATE_NOOP("Store", "each number as the machine sent it"),
    ),
    Tier.TEN_MINUTES: (
        QT_TRANSLATE_NOOP("Store", "Ten minutes"),
        QT_TRANSLATE_NOOP("Store", "mean, lowest and highest of each"),
    ),
    Tier.HOURS: (
        QT_TRANSLATE_NOOP("Store", "Hours"),
        QT_TRANSLATE_NOOP("Store", "mean, lowest and highest of each"),
    ),
    Tier.EVENTS: (
        QT_TRANSLATE_NOOP("Store", "Events"),
        QT_TRANSLATE_NOOP("Store", "states, texts, conditions, gaps"),
    ),
}


@dataclass(frozen=True, slots=True)
class TierRow:
    """One row of the table; ``tier`` None is what belongs to none. ``filled`` is the share of its time it covers."""

    tier: Tier | None
    name: str
    under: str
    reach: str
    since: str
    filled: float | None
    kept: str
    size: str
    per_day: str
    levels_at: str

    @property
    def spoken(self) -> str:
        """All of it in one line."""
        return ", ".join(
            part
            for part in (self.name, self.size, self.reach, self.since, self.kept, self.per_day, self.levels_at)
            if part
        )


def tier_name(tier: Tier) -> str:
    """Return what a tier is called."""
    return translate("Store", _NAMES[tier][0])


def rows(facts: StoreFacts, phrases: StorePhrases, zone: ZoneInfo) -> tuple[TierRow, ...]:
    """Return the rows of the tiers, and of the rest."""
    stock = facts.stock
    rest = TierRow(
        None,
        translate("Store", "Names and the rest"),
        translate("Store", "signals, latest values, what is being written"),
        *("", "", None, "", data_size(round(stock.other)), "", ""),
    )
    return (*(_row(tier, stock, phrases, zone) for tier in stock.tiers), rest)


def _row(tier: TierStock, stock: Stock, phrases: StorePhrases, zone: ZoneInfo) -> TierRow:
    name, under = _NAMES[tier.tier]
    usual = max(tier.parts, key=lambda part: part.size, default=None)
    reach = MISSING if tier.since_us is None else duration(stock.asked_us - tier.since_us)
    since = "" if tier.since_us is None else translate("Store", "since %1")
    return TierRow(
        tier=tier.tier,
        name=translate("Store", name),
        under=translate("Store", under),
        reach=reach,
        since=since.replace("%1", clock(tier.since_us, zone, stock.asked_us)),
        filled=None if usual is None else min(usual.held_days / usual.days, 1.0),
        kept=_kept(tier.parts, phrases),
        size=data_size(round(tier.size)),
        per_day=data_size(round(tier.per_day)),
        levels_at=data_size(round(tier.levels_at)),
    )


def _kept(parts: tuple[Part, ...], phrases: StorePhrases) -> str:
    days = sorted({part.days for part in parts})
    if len(days) < 2:
        return phrases.days(days[0]) if days else MISSING
    between = translate("Store", "%1 to %2")
    return between.replace("%1", count(days[0])).replace("%2", phrases.days(days[-1]))


def figures(
    facts: StoreFacts | None, collecting: CollectingFigures, phrases: StorePhrases, zone: ZoneInfo, now_us: int
) -> tuple[Told, ...]:
    """Return the figures from left to right."""
    return (
        _size(facts),
        _growth(facts),
        _reach(facts, zone),
        _disk(facts, phrases),
        _written(collecting, now_us),
        _backup(facts, zone, now_us),
    )


def _split(size: int) -> tuple[str, str]:
    value, _, unit = data_size(size).replace("\xa0", " ").rpartition(" ")
    return value, unit


def _size(facts: StoreFacts | None) -> Told:
    caption = translate("Store", "Size")
    if facts is None:
        return Told(caption, MISSING)
    free, whole = facts.stock.disk_free, facts.stock.disk_size
    context = translate("Store", "%1 of %2 free on its disk")
    context = context.replace("%1", data_size(free)).replace("%2", data_size(whole)) if free is not None else ""
    return Told(caption, *_split(facts.stock.size), context)


def _growth(facts: StoreFacts | None) -> Told:
    caption = translate("Store", "A day adds")
    if facts is None or not facts.stock.measured_days:
        return Told(caption, MISSING)
    stock = facts.stock
    context = translate("Store", "measured over %1").replace("%1", duration(int(stock.measured_days * DAY_US)))
    return Told(caption, *_split(round(stock.per_day)), context)


def _reach(facts: StoreFacts | None, zone: ZoneInfo) -> Told:
    caption = translate("Store", "Every value")
    samples = None if facts is None else next((t for t in facts.stock.tiers if t.tier is Tier.SAMPLES), None)
    if facts is None or samples is None or samples.since_us is None:
        return Told(caption, MISSING, "", "" if facts is None else translate("Store", "nothing stored yet"))
    value, _, unit = duration(facts.stock.asked_us - samples.since_us).partition(" ")
    context = translate("Store", "back to %1").replace("%1", clock(samples.since_us, zone, facts.stock.asked_us))
    return Told(caption, value, unit, context)


def _disk(facts: StoreFacts | None, phrases: StorePhrases) -> Told:
    caption = translate("Store", "Disk full in")
    told = None if facts is None else forecast(facts.stock, facts.copies)
    if facts is None or told is None:
        return Told(caption, MISSING, "", "" if facts is None else translate("Store", "said after an hour"))
    level = translate("Store", "levels off at %1").replace("%1", data_size(round(told.levels_at)))
    if told.full_in_days is not None:
        context = translate("Store", "at this rate")
        return Told(caption, phrases.about(told.full_in_days), "", context, heavy=told.full_in_days < _SOON_DAYS)
    never = translate("Store", "never", "the disk is never full")
    return Told(caption, MISSING if facts.stock.disk_free is None else never, "", level)


def _written(collecting: CollectingFigures, now_us: int) -> Told:
    caption = translate("Store", "Written")
    rate, commit = collecting.per_second, collecting.last_commit_us
    if rate is None:
        return Told(caption, MISSING, "", translate("Store", "not by this window"))
    context = translate("Store", "nothing yet")
    if commit is not None:
        context = translate("Store", "last %1", "last time that something was written").replace(
            "%1", ago(now_us - commit)
        )
    value = count(round(rate)) if rate >= 10 or rate == 0 else number(rate, 1)
    heavy = collecting.waiting_since_us is not None
    return Told(caption, value, translate("Store", "per second"), context, heavy=heavy)


def _backup(facts: StoreFacts | None, zone: ZoneInfo, now_us: int) -> Told:
    caption = translate("Store", "Last backup")
    status = None if facts is None else facts.backup
    if status is None:
        return Told(caption, MISSING)
    following = status.next_us
    context = translate("Store", "none by itself")
    if status.progress is not None:
        context = translate("Store", "%1 of one copied").replace("%1", percent(status.progress))
    elif status.failed_us is not None:
        context = translate("Store", "failed %1").replace("%1", clock(status.failed_us, zone, now_us))
    elif following is not None:
        context = translate("Store", "next %1").replace("%1", clock(following, zone, now_us))
    heavy = status.failed_us is not None
    if status.newest is None:
        return Told(caption, translate("Store", "none", "no backup"), "", context, heavy=heavy)
    return Told(caption, clock(status.newest.made_us, zone, now_us), "", context, heavy=heavy)


def forecast_sentence(facts: StoreFacts, phrases: StorePhrases) -> str:
    """Return how long the disk will do."""
    stock = facts.stock
    told = forecast(stock, facts.copies)
    if told is None:
        return translate("Store", "How long the disk lasts is said once an hour has been collected.")
    if told.full_in_days == 0:
        return translate("Store", "The disk does not hold what is kept: free some space, or keep less.")
    if told.full_in_days is not None:
        words = translate(
            "Store", "At this rate the disk is full in about %1: free some space, keep less, or move the history."
        )
        return words.replace("%1", phrases.about(told.full_in_days))
    sentence = _level_sentence(told, phrases)
    if stock.disk_free is None:
        return f"{sentence} {translate('Store', 'How much room its server has is not known here.')}"
    lasts = translate("Store", "The disk lasts: %1 are free.").replace("%1", data_size(stock.disk_free))
    if not told.copies_at:
        return f"{lasts} {sentence}"
    copies = translate("Store", "Its backups on the same disk will take about %1.")
    return f"{lasts} {sentence} {copies.replace('%1', data_size(round(told.copies_at)))}"


def _level_sentence(told: Forecast, phrases: StorePhrases) -> str:
    level = data_size(round(told.levels_at))
    if told.levels_in_days < _LEVEL_DAYS:
        return translate("Store", "The history stays at about %1, because as much goes as comes.").replace("%1", level)
    words = translate("Store", "The history grows to about %1 in %2; from then on as much goes as comes.")
    return words.replace("%1", level).replace("%2", phrases.about(told.levels_in_days))


def retention_sentence(facts: StoreFacts, phrases: StorePhrases) -> str:
    """Return which signals have a time of their own, and where all this is changed."""
    own = [f"{key}: {phrases.days(days)}" for key, days in sorted(facts.retention.signals.items())]
    parts = []
    if own:
        parts.append(translate("Store", "Samples with a time of their own: %1.").replace("%1", ", ".join(own)))
    if facts.settings:
        words = translate("Store", "How long it is kept is said under store, retention in %1, and read at the start.")
        parts.append(words.replace("%1", facts.settings))
    else:
        parts.append(translate("Store", "There is no site file, so it is kept for the usual times."))
    return " ".join(parts)
