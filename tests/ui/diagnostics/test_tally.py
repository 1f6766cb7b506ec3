from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hmi.domain.link import LinkMode, LinkStatus
from hmi.domain.records import Gap
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.head import Told
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.tally import FIGURES, Absence, Tally, figures, trouble_sentence
from hmi.ui.diagnostics.today import Today, sum_up
from tests.ui.diagnostics.samples import (
    MISSING,
    NOW,
    OVERRUN,
    RECOVERING,
    RESTART,
    SECOND,
    STREAMING,
    WAITING,
    ZONE,
    at,
)

pytestmark = pytest.mark.usefixtures("look")

NOTHING = CollectingFigures()


def today_of(*gaps: Gap, spans: tuple[tuple[int, int], ...] = ()) -> Today:
    return sum_up(at(0, 0), NOW, gaps, spans)


def tell(
    at_place: int,
    *,
    links: tuple[LinkStatus, ...] = (),
    collecting: CollectingFigures = NOTHING,
    today: Today | None = None,
    absence: Absence = Absence.ASKED,
) -> Told:
    told = figures(Tally(links, collecting, today, absence, ZONE, NOW), Phrases())
    assert len(told) == FIGURES
    return told[at_place]


def test_endpoints_with_data_are_counted_and_the_one_without_is_named_by_its_mode() -> None:
    told = tell(0, links=(STREAMING, MISSING, RECOVERING, WAITING))
    assert (told.value, told.unit, told.context, told.heavy) == ("3", "of 4", "1 waiting since 13:47", True)
    assert told.spoken == "Endpoints with data: 3 of 4, 1 waiting since 13:47"


def test_several_without_data_are_counted_since_the_first_of_them() -> None:
    silent = replace(STREAMING, last_data_us=at(13, 0))
    assert tell(0, links=(silent, WAITING)).context == "2 without data since 13:00"
    assert tell(0, links=(silent,)).context == "1 without data since 13:00"
    never = replace(WAITING, mode=LinkMode.CONNECTING, last_data_us=None)
    assert tell(0, links=(never,)).context == "1 connecting since 13:47"


def test_when_every_endpoint_delivers_nothing_is_heavy() -> None:
    told = tell(0, links=(STREAMING,))
    assert (told.context, told.heavy) == ("every endpoint delivers", False)
    assert tell(0).context == ""


def test_observations_are_told_by_the_second_and_by_the_day() -> None:
    told = tell(1, collecting=CollectingFigures(per_second=1840.4, stored=9, stored_today=6_200_000))
    assert (told.value, told.unit, told.context) == ("1,840", "per second", "6.2 million today")
    assert tell(1, collecting=CollectingFigures(per_second=0.4, stored=900)).value == "0.4"
    assert tell(1, collecting=CollectingFigures(per_second=0, stored=900)).context == "900 since the start"
    assert (tell(1).value, tell(1).unit) == ("—", "")


def test_what_was_not_stored_is_set_against_what_was() -> None:
    told = tell(2, today=today_of(OVERRUN), collecting=CollectingFigures(stored_today=6_200_000))
    assert (told.value, told.unit, told.context, told.heavy) == ("5,218", "of 6.2 million", "1 gap", True)
    calm = tell(2, today=today_of())
    assert (calm.value, calm.unit, calm.context, calm.heavy) == ("0", "", "no gaps", False)


def test_a_loss_that_nobody_knows_is_never_called_a_number() -> None:
    told = tell(2, today=today_of(RESTART))
    assert (told.value, told.context) == ("unknown", "1 gap, 1 of unknown size")
    both = tell(2, today=today_of(RESTART, OVERRUN), collecting=CollectingFigures(stored_today=6_200_000))
    assert (both.value, both.unit, both.context) == ("5,218", "and more", "2 gaps, 1 of unknown size")


@pytest.mark.parametrize(
    ("absence", "words"),
    [
        (Absence.NO_HISTORY, "no history"),
        (Absence.ASKED, "asking the history"),
        (Absence.SILENT, "history does not answer"),
    ],
)
def test_a_history_that_says_nothing_is_told_as_such(absence: Absence, words: str) -> None:
    for place in (2, 5):
        told = tell(place, absence=absence)
        assert (told.value, told.context) == ("—", words)


def test_the_way_to_the_screen_is_told_with_its_goal() -> None:
    told = tell(3, collecting=CollectingFigures(to_screen_p50_ms=119.6, to_screen_p99_ms=310))
    assert (told.value, told.unit, told.context, told.heavy) == ("120", "ms", "99 % under 310 ms, goal 500", False)
    assert tell(3, collecting=CollectingFigures(to_screen_p50_ms=120, to_screen_p99_ms=900)).heavy
    assert tell(3, collecting=CollectingFigures(to_screen_p50_ms=120)).context == ""
    assert tell(3).context == "not measured yet"


def test_the_writers_queue_is_told_with_its_last_commit() -> None:
    told = tell(4, collecting=CollectingFigures(queue_fill=0.03, last_commit_us=NOW - SECOND // 5))
    assert (told.value, told.unit, told.context, told.heavy) == ("3", "% full", "last commit 0.2 s ago", False)
    assert tell(4, collecting=CollectingFigures(queue_fill=0.0)).context == "no commit yet"
    assert tell(4, collecting=CollectingFigures(queue_fill=0.95)).heavy
    assert tell(4, collecting=CollectingFigures(queue_fill=0.1, waiting_since_us=NOW)).heavy
    assert tell(4).value == "—"


def test_uptime_says_what_it_is_a_share_of_and_never_rounds_a_hole_away() -> None:
    whole = tell(5, today=today_of(spans=((at(7, 0), NOW),)))
    assert (whole.value, whole.unit, whole.context, whole.heavy) == ("100.0", "%", "of 7 h 05 since 07:00", False)
    holed = tell(5, today=today_of(spans=((at(7, 0), NOW - 20 * SECOND), (NOW - 10 * SECOND, NOW))))
    assert holed.value == "99.9"
    assert tell(5, today=today_of(spans=((at(7, 0), at(11, 0)), (at(12, 0), NOW)))).heavy
    assert tell(5, today=today_of()).context == "nothing collected yet"


def test_a_store_in_trouble_is_a_sentence_with_its_cause_and_since_when() -> None:
    def sentence(collecting: CollectingFigures) -> str:
        return trouble_sentence(Tally((), collecting, None, Absence.ASKED, ZONE, NOW))

    assert sentence(NOTHING) == ""
    general = "Nothing is stored since 14:01. What you see stays live; the agents keep what they can."
    assert sentence(CollectingFigures(waiting_since_us=at(14, 1))) == general
    full = CollectingFigures(waiting_since_us=at(14, 1), trouble="The disk is full: free some space.")
    assert sentence(full) == f"The disk is full: free some space. {general}"
    spooling = CollectingFigures(waiting_since_us=at(14, 1), trouble="Bring it back.", spooled="9 wait here.")
    assert sentence(spooling) == "Bring it back. 9 wait here."  # and not that nothing is stored


def test_every_word_goes_through_the_translator(stretch: Callable[[], None]) -> None:
    stretch()
    tally = Tally((STREAMING,), NOTHING, None, Absence.NO_HISTORY, ZONE, NOW)
    for told in figures(tally, Phrases()):
        assert told.caption.startswith("[")
        assert not told.context or told.context.startswith("[")
