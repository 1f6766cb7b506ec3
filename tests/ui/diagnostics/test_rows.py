from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus, Security
from hmi.settings.site import Language
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.rows import BufferBar, Cell, Column, Known, Row, SkewBar, make_row, titles
from hmi.ui.diagnostics.today import Losses, losses
from hmi.ui.look import Look
from hmi.ui.words import fault_words, mode_word
from tests.ui.diagnostics.samples import (
    FULL,
    LISTENING,
    MISSING,
    NOW,
    OVERRUN,
    RECOVERING,
    RESTART,
    SECOND,
    STREAMING,
    WAITING,
    ZONE,
)

pytestmark = pytest.mark.usefixtures("look")


def row_of(status: LinkStatus, rate: float | None = 10.0, lost: Losses | None = None, unreadable: int = 0) -> Row:
    return make_row(Known(status, rate, lost, unreadable), ZONE, NOW, Phrases())


def lines(cell: Cell) -> tuple[str, str]:
    return cell.first, cell.second


def test_a_row_names_its_machines_and_its_address() -> None:
    cell = row_of(RECOVERING).cells[Column.MACHINES]
    assert lines(cell) == ("Centro 03, 06, 07", "https://10.20.4.20:5000")
    assert cell.tip == "Centro 03, Centro 06, Centro 07\nhttps://10.20.4.20:5000"


@pytest.mark.parametrize("mode", LinkMode)
def test_every_mode_has_its_word_and_those_that_are_not_normal_are_heavy(mode: LinkMode) -> None:
    cell = row_of(replace(STREAMING, mode=mode)).cells[Column.MODE]
    assert cell.first == mode_word(mode)
    assert cell.heavy is (mode not in (LinkMode.STREAMING, LinkMode.POLLING))


@pytest.mark.parametrize("fault", LinkFault)
def test_every_fault_is_told_in_the_row_of_a_link_that_is_down_with_its_own_words(fault: LinkFault) -> None:
    row = row_of(replace(WAITING, reason=LinkReason(fault, "particulars")))
    assert row.why == fault_words(LinkReason(fault, "particulars"))
    assert row.why.endswith(": particulars")
    assert row.why in row.cells[Column.MODE].tip


@pytest.mark.parametrize("mode", LinkMode)
@pytest.mark.parametrize("fault", LinkFault)
def test_modes_and_faults_are_told_in_the_language_of_the_window(
    mode: LinkMode, fault: LinkFault, look: Look, stretch: Callable[[], None]
) -> None:
    look.speak(Language.PORTUGUESE)
    stretch()
    row = row_of(replace(WAITING, mode=mode, reason=LinkReason(fault)))
    assert row.cells[Column.MODE].first.startswith("[")
    assert (row.why or row.cells[Column.MODE].second).startswith("[")


def test_a_link_that_works_has_no_why_but_an_odd_one_tells_it_as_its_second_line() -> None:
    odd = row_of(replace(STREAMING, mode=LinkMode.POLLING, reason=LinkReason(LinkFault.SILENT)))
    assert odd.why == ""
    assert lines(odd.cells[Column.MODE]) == ("Polling", "Agent silent")
    assert odd.cells[Column.MODE].heavy_second
    assert odd.troubles == 1


def test_last_data_gets_its_wall_time_once_it_is_old() -> None:
    assert lines(row_of(STREAMING).cells[Column.LAST_DATA]) == ("0.2 s ago", "")
    old = row_of(WAITING).cells[Column.LAST_DATA]
    assert lines(old) == ("18 min ago", "13:47:02")
    assert old.heavy
    assert lines(row_of(replace(WAITING, last_data_us=None)).cells[Column.LAST_DATA]) == ("nothing yet", "")


def test_data_from_a_moment_ahead_of_the_tick_are_not_from_the_future() -> None:
    ahead = replace(STREAMING, last_data_us=NOW + SECOND)
    assert row_of(ahead).cells[Column.LAST_DATA].first == "0.0 s ago"


def test_a_lag_is_heavy_from_ten_seconds_on_and_unknown_while_down() -> None:
    assert lines(row_of(STREAMING).cells[Column.LAG]) == ("0.4 s", "")
    assert row_of(RECOVERING).cells[Column.LAG] == Cell("38.0 s", heavy=True)
    assert row_of(replace(STREAMING, lag_us=-5)).cells[Column.LAG].first == "0.0 s"
    assert row_of(replace(WAITING, lag_us=SECOND)).cells[Column.LAG].first == "—"


def test_a_buffer_shows_what_is_filled_what_is_unread_and_the_time_to_its_overrun() -> None:
    cell = row_of(RECOVERING, rate=77.0).cells[Column.BUFFER]
    assert lines(cell) == ("86 %", "86 % unread, overrun in 3 min")
    assert isinstance(cell.bar, BufferBar)
    assert (cell.heavy, cell.heavy_second, cell.bar.urgent) == (True, True, True)
    assert "131,072" in cell.tip
    calm = row_of(STREAMING, rate=12.0).cells[Column.BUFFER]
    assert lines(calm) == ("10 %", "overrun in 3 h 02")
    assert not calm.heavy


def test_a_buffer_that_nobody_knows_is_unknown_not_empty() -> None:
    cell = row_of(WAITING).cells[Column.BUFFER]
    assert (cell.first, cell.bar, cell.quiet) == ("unknown", None, True)


def test_what_was_not_stored_is_counted_and_its_cause_told() -> None:
    def told(status: LinkStatus, lost: Losses | None) -> tuple[str, str]:
        return lines(row_of(status, lost=lost).cells[Column.NOT_STORED])

    assert told(STREAMING, None) == ("—", "")
    assert told(STREAMING, losses([])) == ("0", "")
    assert told(STREAMING, losses([OVERRUN])) == ("5,218 lost", "13:31–13:33, overrun")
    assert told(STREAMING, losses([OVERRUN, OVERRUN])) == ("10,436 lost", "last 13:31, overrun")
    assert told(STREAMING, losses([RESTART])) == ("unknown", "12:31–12:32, restart")
    assert told(STREAMING, losses([RESTART, OVERRUN])) == ("5,218 + unknown", "last 13:31, overrun")


def test_what_a_link_that_is_down_misses_is_unknown_since_it_was_last_heard() -> None:
    down = row_of(WAITING, lost=losses([])).cells[Column.NOT_STORED]
    assert lines(down) == ("unknown", "since 13:47")
    assert down.heavy
    more = row_of(WAITING, lost=losses([OVERRUN])).cells[Column.NOT_STORED]
    assert more.first == "5,218 + unknown"
    assert more.tip == "13:31–13:33, overrun: 5,218 lost"


def test_the_tip_tells_the_newest_gaps_and_counts_the_others() -> None:
    tip = row_of(STREAMING, lost=losses([RESTART, *[OVERRUN] * 40])).cells[Column.NOT_STORED].tip.splitlines()
    assert len(tip) == 13
    assert tip[0] == "13:31–13:33, overrun: 5,218 lost"
    assert tip[-1] == "and 29 more gaps"


def test_a_skew_out_of_its_band_is_heavy_and_has_its_word() -> None:
    fast = row_of(replace(STREAMING, skew_us=2_600_000)).cells[Column.SKEW]
    assert lines(fast) == ("+2.6 s", "agent clock fast")
    assert (fast.heavy, fast.heavy_second) == (True, True)
    assert isinstance(fast.bar, SkewBar)
    assert fast.bar.position > 0.8
    assert lines(row_of(STREAMING).cells[Column.SKEW]) == ("+0.1 s", "")
    assert row_of(WAITING).cells[Column.SKEW] == Cell("—", quiet=True)


def test_machines_that_the_agent_does_not_have_are_told_under_the_row() -> None:
    assert row_of(MISSING).missing == ("Torno 13: The agent has no such device: OKUMA-13",)
    assert row_of(MISSING).troubles == 1
    gone = LinkReason(LinkFault.DEVICE_MISSING)
    many = replace(STREAMING, machine_reasons={f"Torno {number}": gone for number in range(6)})
    told = row_of(many).missing
    assert len(told) == 3
    assert told[-1] == "and 4 more machines"


def test_reconnects_are_counted() -> None:
    assert row_of(RECOVERING).cells[Column.RECONNECTS].first == "2"


def test_security_is_told_in_two_lines_at_most_and_whole_by_its_tip() -> None:
    def told(status: LinkStatus) -> tuple[str, str]:
        return lines(row_of(status).cells[Column.SECURITY])

    assert told(STREAMING) == ("none", "")
    assert told(RECOVERING) == ("TLS", "")
    assert told(replace(RECOVERING, security=Security(encrypted=True, own_ca=True))) == ("TLS, own CA", "")
    assert told(FULL) == ("bearer, TLS", "own CA, client certificate")
    assert row_of(FULL).cells[Column.SECURITY].tip == "bearer, TLS, own CA, client certificate"


def test_a_link_that_works_tells_what_is_odd_behind_it() -> None:
    mode = row_of(FULL).cells[Column.MODE]
    assert lines(mode) == ("Streaming", "1 adapter down")
    assert (mode.heavy, mode.heavy_second) == (False, True)
    growing = row_of(STREAMING, unreadable=3).cells[Column.MODE]
    assert lines(growing) == ("Streaming", "3 documents unreadable")
    assert growing.heavy_second
    both = row_of(FULL, unreadable=3).cells[Column.MODE]
    assert both.second == "1 adapter down"
    assert both.tip.splitlines()[-2:] == ["1 adapter down", "3 documents unreadable"]


def test_a_reason_or_where_it_recovers_from_comes_before_what_is_odd_behind_a_link() -> None:
    odd = replace(FULL, mode=LinkMode.POLLING, reason=LinkReason(LinkFault.SILENT))
    assert row_of(odd).cells[Column.MODE].second == "Agent silent"
    assert row_of(replace(RECOVERING, adapters=FULL.adapters)).cells[Column.MODE].second == "from 41,000,100"
    assert (
        row_of(replace(WAITING, adapters=FULL.adapters), unreadable=2).cells[Column.MODE].second.startswith("attempt")
    )


@pytest.mark.parametrize(
    "row",
    [
        lambda: row_of(STREAMING, lost=losses([RESTART])),
        lambda: row_of(STREAMING, unreadable=1),
        lambda: row_of(replace(STREAMING, adapters=(LISTENING,))),
        lambda: row_of(replace(STREAMING, skew_us=-2_100_000)),
        lambda: row_of(STREAMING, rate=1_000.0),
    ],
)
def test_what_needs_eyes_is_a_trouble_each(row: Callable[[], Row]) -> None:
    assert row_of(STREAMING, lost=losses([])).troubles == 0
    assert row().troubles == 1


def test_there_is_a_title_for_every_column() -> None:
    assert len(titles()) == len(Column)
    assert len(set(titles())) == len(Column)


def test_a_cell_in_one_line_leaves_out_what_is_empty() -> None:
    assert [cell.text for cell in (Cell("a", "b"), Cell("a"), Cell("", "b"))] == ["a, b", "a", "b"]
