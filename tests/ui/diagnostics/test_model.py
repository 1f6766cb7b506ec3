from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester

from hmi.domain.link import LinkMode, LinkStatus
from hmi.ui.diagnostics.model import LinkModel
from hmi.ui.diagnostics.rows import Column
from hmi.ui.diagnostics.today import losses
from tests.ui.diagnostics.samples import MISSING, NOW, OVERRUN, RECOVERING, SECOND, STREAMING, WAITING, ZONE

pytestmark = pytest.mark.usefixtures("look")
ALL = (STREAMING, MISSING, RECOVERING, WAITING)


@pytest.fixture
def model() -> LinkModel:
    model = LinkModel(ZONE)
    model.take(ALL)
    model.tick(NOW)
    return model


def sources(model: LinkModel) -> list[str]:
    return [model.known(row).status.source for row in range(model.rowCount())]


def row_of(model: LinkModel, status: LinkStatus) -> int:
    return sources(model).index(status.source)


def text(model: LinkModel, status: LinkStatus, column: Column) -> str:
    return str(model.data(model.index(row_of(model, status), column)))


class Heard:
    """The cells that a model said had changed."""

    def __init__(self, model: LinkModel) -> None:
        self.cells: list[tuple[int, int]] = []
        model.dataChanged.connect(self._note)

    def _note(self, first: QModelIndex, last: QModelIndex) -> None:
        self.cells += [(first.row(), column) for column in range(first.column(), last.column() + 1)]


def test_it_keeps_the_contract_of_a_model(model: LinkModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.take([replace(WAITING, mode=LinkMode.STREAMING), replace(STREAMING, source="http://new")])
    model.sort(Column.SKEW, Qt.SortOrder.DescendingOrder)
    assert model.rowCount() == 5
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0


def test_the_worst_endpoint_is_on_top(model: LinkModel) -> None:
    assert sources(model) == [status.source for status in (WAITING, RECOVERING, MISSING, STREAMING)]


def test_an_endpoint_that_goes_down_rises_at_once(model: LinkModel) -> None:
    assert model.take([replace(STREAMING, mode=LinkMode.WAITING)])
    assert sources(model)[:2] == [WAITING.source, STREAMING.source]


def test_what_only_counts_on_waits_for_the_tick(model: LinkModel) -> None:
    heard = Heard(model)
    assert not model.take([replace(STREAMING, lag_us=900_000, last_data_us=NOW, observations=7)])
    assert heard.cells == []
    assert text(model, STREAMING, Column.LAG) == "0.4 s"
    model.tick(NOW)
    row = row_of(model, STREAMING)
    assert heard.cells == [(row, Column.LAST_DATA), (row, Column.LAG)]
    assert text(model, STREAMING, Column.LAG) == "0.9 s"


def test_a_tick_tells_only_of_texts_that_changed(model: LinkModel) -> None:
    heard = Heard(model)
    model.tick(NOW)
    assert heard.cells == []
    model.tick(NOW + SECOND)
    waiting = row_of(model, WAITING)
    assert (waiting, Column.MODE) in heard.cells
    assert text(model, WAITING, Column.MODE) == "Waiting, attempt 9, retry in 21 s"
    assert (waiting, Column.LAST_DATA) not in heard.cells  # still 18 min


def test_time_reaches_an_endpoint_that_says_nothing_more(model: LinkModel) -> None:
    model.tick(NOW + 60 * SECOND)
    assert text(model, STREAMING, Column.LAST_DATA) == "1 min ago, 14:05:19"


def test_the_rate_is_measured_from_what_is_reported(model: LinkModel) -> None:
    for second in range(12):
        heard = replace(STREAMING, last_data_us=NOW + second * SECOND, agent_next_sequence=41_013_107 + second * 10)
        model.take([heard])
    assert model.known(row_of(model, STREAMING)).rate == pytest.approx(10, rel=0.05)
    assert model.known(row_of(model, WAITING)).rate is None


def test_a_rate_is_not_measured_by_how_fast_we_read(model: LinkModel) -> None:
    for second in range(12):
        place = 41_000_100 + second * 9_000
        model.take(
            [replace(RECOVERING, last_data_us=NOW + second * SECOND, agent_next_sequence=place, next_sequence=place)]
        )
    assert model.known(row_of(model, RECOVERING)).rate is None


def test_documents_that_cannot_be_read_raise_an_endpoint_until_they_are_past(model: LinkModel) -> None:
    model.take([replace(STREAMING, source="http://calm")])
    model.tick(NOW)
    model.sort(Column.MACHINES)
    model.sort(-1)
    model.take([replace(STREAMING, source="http://calm")])
    calm = sources(model)
    model.take([replace(STREAMING, parse_errors=4)])
    model.tick(NOW + SECOND)
    assert text(model, STREAMING, Column.MODE) == "Streaming, 4 documents unreadable"
    assert sources(model).index(STREAMING.source) < calm.index(STREAMING.source)
    assert model.known(row_of(model, STREAMING)).unreadable == 4
    model.take([replace(STREAMING, parse_errors=4, last_data_us=NOW + 601 * SECOND)])
    model.tick(NOW + 602 * SECOND)
    assert text(model, STREAMING, Column.MODE) == "Streaming, stream ok since 07:02"


def test_losses_are_shown_for_the_endpoint_that_had_them(model: LinkModel) -> None:
    assert text(model, RECOVERING, Column.NOT_STORED) == "—"
    model.set_losses({RECOVERING.source: losses([OVERRUN])})
    assert text(model, RECOVERING, Column.NOT_STORED) == "5,218 lost, 13:31–13:33, overrun"
    assert text(model, STREAMING, Column.NOT_STORED) == "0"
    model.set_losses(None)
    assert text(model, STREAMING, Column.NOT_STORED) == "—"


def test_a_place_that_is_remembered_follows_its_endpoint(model: LinkModel) -> None:
    held = QPersistentModelIndex(model.index(row_of(model, STREAMING), 0))
    model.take([replace(STREAMING, mode=LinkMode.WAITING)])
    assert model.known(held.row()).status.source == STREAMING.source
    model.sort(Column.MACHINES, Qt.SortOrder.DescendingOrder)
    assert model.known(held.row()).status.source == STREAMING.source


def test_sorting_by_a_column_goes_both_ways_and_back(model: LinkModel) -> None:
    worst_first = sources(model)
    model.sort(Column.RECONNECTS, Qt.SortOrder.DescendingOrder)
    assert sources(model)[0] == RECOVERING.source
    model.sort(Column.RECONNECTS, Qt.SortOrder.AscendingOrder)
    assert sources(model)[-1] == RECOVERING.source
    model.sort(-1, Qt.SortOrder.DescendingOrder)
    assert sources(model) == worst_first


def test_time_alone_moves_an_endpoint_that_fell_silent(model: LinkModel) -> None:
    lively = replace(MISSING, last_data_us=NOW + 60 * SECOND)
    model.take([lively])
    told = []
    model.structured.connect(lambda: told.append(sources(model)))
    model.tick(NOW + 60 * SECOND)
    model.sort(Column.LAST_DATA, Qt.SortOrder.AscendingOrder)
    assert sources(model)[0] == MISSING.source
    model.tick(NOW + 300 * SECOND)
    assert told


def test_a_row_that_grows_is_told(model: LinkModel) -> None:
    told = []
    model.structured.connect(lambda: told.append(True))
    model.take([replace(STREAMING, machine_reasons=MISSING.machine_reasons)])
    assert told
    assert model.shown(row_of(model, STREAMING)).missing


def test_what_is_spoken_carries_the_title_the_reason_and_what_is_missing(model: LinkModel) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    mode = model.data(model.index(row_of(model, WAITING), Column.MODE), role)
    assert mode == "Mode: Waiting, attempt 9, retry in 22 s. No agent answers at this address: errno 111"
    machines = model.data(model.index(row_of(model, MISSING), Column.MACHINES), role)
    assert machines.endswith("Torno 13: The agent has no such device: OKUMA-13")
    for column in Column:
        assert model.data(model.index(0, column), role)
        assert model.headerData(column, Qt.Orientation.Horizontal, role)


def test_tool_tips_tell_what_is_elided(model: LinkModel) -> None:
    role = Qt.ItemDataRole.ToolTipRole
    row = row_of(model, WAITING)
    for column in (Column.LAG, Column.BUFFER):
        assert model.data(model.index(row, column), role) == "No agent answers at this address: errno 111"
    assert "errno 111" in model.data(model.index(row, Column.MODE), role)
    assert "OKUMA-13" in model.data(model.index(row_of(model, MISSING), Column.MACHINES), role)


def test_there_is_nothing_beyond_its_cells(model: LinkModel) -> None:
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole) is None
