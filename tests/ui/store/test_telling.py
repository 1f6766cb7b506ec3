"""What the page about the history says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hmi.domain.retention import Retention
from hmi.domain.stock import Copies, Part, Tier
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.look import Look
from hmi.ui.store.phrases import StorePhrases
from hmi.ui.store.port import StoreFacts
from hmi.ui.store.sizes import size_words
from hmi.ui.store.telling import figures, forecast_sentence, is_tight, level_words, retention_sentence, rows
from tests.ui.diagnostics.samples import NOW, SECOND, ZONE, at
from tests.ui.store.samples import AWAY, BACKUP, DATABASE, FACTS, FAILED, GB, MB, STOCK, TIGHT, YOUNG, tier

COLLECTING = CollectingFigures(per_second=1840, last_commit_us=NOW - SECOND // 5, queue_fill=0.03)


@pytest.fixture
def phrases(look: Look) -> StorePhrases:
    return StorePhrases()


def told(facts: StoreFacts | None, phrases: StorePhrases, collecting: CollectingFigures = COLLECTING) -> list[str]:
    return [figure.spoken for figure in figures(facts, collecting, phrases, ZONE, NOW)]


def test_the_figures_of_a_history_that_does_well(phrases: StorePhrases) -> None:
    assert told(FACTS, phrases) == [
        "Size: 1.0 GB, 80.0 GB of 250 GB free on its disk",
        "A day adds: 92.0 MB, measured over 7 d",
        "Every value: 10 d, back to 9 Nov 14:05",
        "Disk full in: never, levels off at 9.2 GB",
        "Written: 1,840 per second, last 0.2 s ago",
        "Last backup: 03:30, next 20 Nov 03:30",
    ]
    assert not any(figure.heavy for figure in figures(FACTS, COLLECTING, phrases, ZONE, NOW))


def test_the_figures_before_anybody_has_answered(phrases: StorePhrases) -> None:
    assert told(None, phrases, CollectingFigures()) == [
        "Size: —",
        "A day adds: —",
        "Every value: —",
        "Disk full in: —",
        "Written: —, not by this window",
        "Last backup: —",
    ]


def test_the_figures_of_a_history_that_has_just_begun(phrases: StorePhrases) -> None:
    assert told(YOUNG, phrases, CollectingFigures(per_second=0.0))[1:] == [
        "A day adds: —",
        "Every value: —, nothing stored yet",
        "Disk full in: —, said after an hour",
        "Written: 0 per second, nothing yet",
        "Last backup: none, none by itself",
    ]


def test_a_disk_that_is_soon_full_and_a_backup_that_failed_are_heavy(phrases: StorePhrases) -> None:
    facts = replace(TIGHT, backup=FAILED)
    disk, backup = (figures(facts, COLLECTING, phrases, ZONE, NOW)[at] for at in (3, 5))
    assert (disk.spoken, disk.heavy) == ("Disk full in: 10 days, at this rate", True)
    assert (backup.spoken, backup.heavy) == ("Last backup: 03:30, failed 12:00", True)
    assert is_tight(TIGHT)
    assert not is_tight(FACTS)


def test_a_backup_that_is_being_made_is_told(phrases: StorePhrases) -> None:
    assert told(replace(FACTS, backup=replace(BACKUP, progress=0.42)), phrases)[5] == (
        "Last backup: 03:30, 42 % of one copied"
    )


def test_a_store_that_takes_nothing_is_heavy(phrases: StorePhrases) -> None:
    waiting = replace(COLLECTING, waiting_since_us=at(14, 1))
    assert figures(FACTS, waiting, phrases, ZONE, NOW)[4].heavy


def test_the_rows_say_how_far_each_tier_reaches_and_where_it_goes(phrases: StorePhrases) -> None:
    samples, minutes, hours, events, rest = rows(FACTS, phrases, ZONE)
    assert samples.spoken == "Every value, 600 MB, 10 d, since 9 Nov 14:05, 30 days, 60.0 MB, 1.8 GB"
    assert samples.filled == pytest.approx(1 / 3)
    assert (minutes.kept, hours.kept, events.kept) == ("90 days", "730 days", "730 days")
    assert rest.spoken == "The rest, 50.0 MB"
    assert rest.filled is None


def test_a_tier_with_signals_of_their_own_says_from_when_to_when(phrases: StorePhrases) -> None:
    longer = tier(Tier.SAMPLES, 600 * MB, 60 * MB, 30, Part(10 * MB, MB, 10, 365))
    facts = replace(FACTS, stock=replace(STOCK, tiers=(longer, *STOCK.tiers[1:])))
    assert rows(facts, phrases, ZONE)[0].kept == "30 to 365 days"


def test_an_empty_tier_has_no_figures(phrases: StorePhrases) -> None:
    assert rows(YOUNG, phrases, ZONE)[0].spoken == "Every value, —, —, —, —, —"


def test_the_sentence_says_whether_the_disk_lasts(phrases: StorePhrases) -> None:
    grows = "The history grows to about 9.2 GB in 24 months; from then on as much goes as comes."
    grows = grows.replace("24 months", "2 years")
    assert forecast_sentence(FACTS, phrases) == f"The disk lasts: 80.0 GB are free. {grows}"
    assert forecast_sentence(DATABASE, phrases) == f"{grows} How much room its server has is not known here."
    assert forecast_sentence(TIGHT, phrases) == (
        "At this rate the disk is full in about 10 days: free some space, keep less, or move the history."
    )
    assert forecast_sentence(replace(FACTS, stock=replace(STOCK, disk_free=0)), phrases) == (
        "The disk does not hold what is kept: free some space, or keep less."
    )
    assert forecast_sentence(YOUNG, phrases) == ("How long the disk lasts is said once an hour has been collected.")


def test_backups_on_the_same_disk_are_part_of_the_sentence(phrases: StorePhrases) -> None:
    sentence = forecast_sentence(replace(FACTS, copies=Copies(3, GB)), phrases)
    assert sentence.endswith("Its backups on the same disk will take about 27.6 GB.")


def test_a_history_in_balance_is_said_to_stay(phrases: StorePhrases) -> None:
    level = replace(STOCK, tiers=(tier(Tier.SAMPLES, 600 * MB, 60 * MB, 10),), size=700 * MB)
    assert "The history stays at about 670 MB, because as much goes as comes." in (
        forecast_sentence(replace(FACTS, stock=level), phrases)
    )
    assert level_words(replace(FACTS, stock=level)) == ("670 MB now", "levels off at 670 MB")


def test_where_the_times_are_changed_is_said(phrases: StorePhrases) -> None:
    own = replace(FACTS, retention=Retention(signals={"x.load": 1, "spindle_load": 365}))
    assert retention_sentence(own, phrases) == (
        "Samples with a time of their own: spindle_load: 365 days, x.load: 1 day. The times are those under store, "
        "retention in /srv/site.yaml; a change counts from the next start."
    )
    assert retention_sentence(replace(FACTS, settings=""), phrases) == (
        "There is no site file, so it is kept for the usual times."
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.01, "1 hour"),
        (0.5, "12 hours"),
        (1, "1 day"),
        (45.4, "45 days"),
        (100, "3 months"),
        (700, "23 months"),
        (730, "2 years"),
        (4000, "11 years"),
    ],
)
def test_a_span_is_told_about_as_long_as_it_is(phrases: StorePhrases, days: float, words: str) -> None:
    assert phrases.about(days) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, "—"), (0, "0 bytes"), (81_920, "81.9 kB"), (999_400, "999 kB"), (640_000_000, "640 MB"), (GB, "1.0 GB")],
)
def test_a_size_has_three_digits_at_most(look: Look, size: int | None, words: str) -> None:
    assert size_words(size).replace("\xa0", " ") == words


def test_the_words_of_a_database_that_is_away_are_the_same_figures(phrases: StorePhrases) -> None:
    assert told(AWAY, phrases)[0] == "Size: 1.0 GB"
