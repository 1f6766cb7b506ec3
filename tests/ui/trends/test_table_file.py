from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hmi.domain.observation import Quality
from hmi.domain.records import StoredPoint
from hmi.history.errors import UnknownSignalError
from hmi.ui.trends.pens import Pen
from hmi.ui.trends.table_file import Column, Form, TableFile, UnwantedError
from tests.ui.machine.shop import NOW, SECOND, ZONE, Archive, at

QUALITIES = {quality: quality.name.lower() for quality in Quality}
ENGLISH = Form(",", ".", ("Time", "Zone", "Machine", "Signal", "Value", "Unit", "Quality"), QUALITIES)
PORTUGUESE = replace(ENGLISH, separator=";", decimal=",")
LOAD = Column(Pen("Torno 03", "spindle_load"), "Spindle load", "%")
HEAT = Column(Pen("Torno 03", "spindle_temperature"), "Spindle temperature", "°C")
START = at(13)


def past() -> Archive:
    return Archive(
        lines={
            "spindle_load": [(START, 66.25), (START + 2 * SECOND, None), (START + 3_000_001, 1e9)],
            "spindle_temperature": [(START + SECOND, 58.0), (NOW, 1.0)],
        }
    )


def table(path: Path, *columns: Column, form: Form = ENGLISH) -> TableFile:
    return TableFile(path, columns, (START, START + 60 * SECOND), ZONE, form, lambda _rows: None)


def rows(path: Path, separator: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


def test_every_observation_of_the_window_is_a_row_in_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / "load.csv"
    assert table(path, LOAD, HEAT).write(past()) == 4
    assert rows(path) == [
        ["Time", "Zone", "Machine", "Signal", "Value", "Unit", "Quality"],
        ["2026-11-19 13:00:00.000", "UTC-03:00", "Torno 03", "Spindle load", "66.25", "%", "good"],
        ["2026-11-19 13:00:01.000", "UTC-03:00", "Torno 03", "Spindle temperature", "58", "°C", "good"],
        ["2026-11-19 13:00:02.000", "UTC-03:00", "Torno 03", "Spindle load", "", "%", "unavailable"],
        ["2026-11-19 13:00:03.000001", "UTC-03:00", "Torno 03", "Spindle load", "1000000000", "%", "good"],
    ]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # without it a spreadsheet reads no accents


def test_a_brazilian_spreadsheet_finds_its_commas(tmp_path: Path) -> None:
    path = tmp_path / "carga.csv"
    table(path, LOAD, form=PORTUGUESE).write(past())
    first = rows(path, ";")[1]
    assert (first[0], first[4]) == ("2026-11-19 13:00:00,000", "66,25")


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    path = tmp_path / "load.csv"
    table(path, replace(LOAD, name="=HYPERLINK()")).write(past())
    assert rows(path)[1][3] == "'=HYPERLINK()"


def test_a_signal_of_which_nothing_was_ever_stored_has_no_rows(tmp_path: Path) -> None:
    class Unknown(Archive):
        def points(self, machine: str, signal: str, start_us: int, end_us: int) -> Iterator[StoredPoint]:
            raise UnknownSignalError(machine, signal, [])

    path = tmp_path / "load.csv"
    assert table(path, LOAD).write(Unknown()) == 0
    assert len(rows(path)) == 1


def test_a_file_that_nobody_wants_any_more_is_not_there_and_the_one_before_it_is(tmp_path: Path) -> None:
    path = tmp_path / "load.csv"
    path.write_text("before", encoding="utf-8")
    made = table(path, LOAD)
    made.cancel()
    with pytest.raises(UnwantedError):
        made.write(past())
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_history_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    failing = past()
    failing.error = OSError("gone")
    with pytest.raises(OSError, match="gone"):
        table(tmp_path / "load.csv", LOAD).write(failing)
    assert list(tmp_path.iterdir()) == []


def test_it_tells_how_many_rows_there_are_so_far(tmp_path: Path) -> None:
    many = Archive(lines={"spindle_load": [(START + at, 1.0) for at in range(12_000)]})
    told: list[int] = []
    TableFile(tmp_path / "load.csv", [LOAD], (START, START + SECOND), ZONE, ENGLISH, told.append).write(many)
    assert told == [5_000, 10_000, 12_000]
