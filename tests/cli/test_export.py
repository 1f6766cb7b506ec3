"""``hmi export`` as a user types it."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from hmi.cli import main
from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Condition, ConditionLevel, Cursor, Observation, Quality
from hmi.domain.records import Entry
from hmi.domain.signal import Signal, SignalKind
from hmi.history.store import open_store
from tests.history.making import state

T0 = 1_700_000_000_123_456
RUN = 2**63 + 5
"""A source may number its runs beyond what a signed whole number holds."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two machines."""
    folder = tmp_path / "data"
    store = open_store(folder)
    for name in ("Torno 01", "Torno 02"):
        store.writer.declare(
            Machine(name, source="http://a"),
            [
                Signal(name, "spindle_load", SignalKind.NUMBER, "s1load", "LOAD", unit="PERCENT"),
                Signal(name, "program", SignalKind.TEXT, "pgm", "PROGRAM"),
                Signal(name, "system", SignalKind.CONDITION, "sys", "SYSTEM"),
            ],
        )
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "100", "Porta")
    seen = [
        Observation("Torno 01", "spindle_load", T0, 63.5, Quality.GOOD, 1),
        Observation("Torno 01", "spindle_load", T0 + 1, None, Quality.UNAVAILABLE, 2),
        Observation("Torno 01", "program", T0 + 2, 'O1041, "rev B"', Quality.GOOD, 3),
        Observation("Torno 01", "system", T0 + 3, fault, Quality.GOOD, 4),
        Observation("Torno 02", "spindle_load", T0 + 4, 7.25, Quality.GOOD, 5),
    ]
    changes = (state(T0, machine="Torno 01"), state(T0 + 9, machine="Torno 01"))
    store.writer.offer(Entry(Batch(Cursor("http://a", RUN, 6), tuple(seen), T0), changes))
    store.close()
    return folder


def export(data: Path, file: str, *more: str) -> list[str]:
    window = ("--from", "2023-11-14", "--to", "2023-11-15")
    return ["export", str(data.parent / file), *window, "--data", str(data), *more]


def lines(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def table(path: Path) -> list[dict[str, Any]]:
    return parquet.read_table(path).to_pylist()  # type: ignore[no-any-return]


def test_everything_that_was_observed_becomes_csv(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(export(data, "all.csv")) == 0
    head, *rows = lines(data.parent / "all.csv")
    assert head == ["machine", "signal", "unit", "time", "value", "text", "quality", "instance", "sequence"]
    run = str(RUN)
    stamp = "2023-11-14T22:13:20.12345"
    assert rows == [
        ["Torno 01", "spindle_load", "PERCENT", f"{stamp}6Z", "63.5", "", "GOOD", run, "1"],
        ["Torno 01", "spindle_load", "PERCENT", f"{stamp}7Z", "", "", "UNAVAILABLE", run, "2"],
        ["Torno 01", "program", "", f"{stamp}8Z", "", 'O1041, "rev B"', "GOOD", run, "3"],
        ["Torno 01", "system", "", f"{stamp}9Z", "", "FAULT 100 Porta", "GOOD", run, "4"],
        ["Torno 02", "spindle_load", "PERCENT", "2023-11-14T22:13:20.123460Z", "7.25", "", "GOOD", run, "5"],
    ]
    assert capsys.readouterr().out == f"5 rows in {data.parent / 'all.csv'}\n"


def test_parquet_has_the_same_rows_with_real_types(data: Path) -> None:
    assert main(export(data, "all.parquet")) == 0
    assert main(export(data, "all.csv")) == 0
    rows = table(data.parent / "all.parquet")
    assert [row["sequence"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0]["value"] == 63.5
    assert rows[1]["value"] is None
    assert rows[0]["instance"] == RUN
    assert rows[0]["time"].timestamp() == pytest.approx(T0 / 1e6, abs=1e-6)
    _, *written = lines(data.parent / "all.csv")
    assert [row["text"] or "" for row in rows] == [row[5] for row in written]


def test_machines_and_signals_are_chosen(data: Path) -> None:
    assert main(export(data, "some.csv", "--machine", "Torno 02", "--signal", "spindle_load")) == 0
    _, *rows = lines(data.parent / "some.csv")
    assert [row[:2] for row in rows] == [["Torno 02", "spindle_load"]]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_states_are_exported_with_the_one_that_lasts(data: Path, form: str) -> None:
    assert main(export(data, f"states.{form}", "--what", "states")) == 0
    if form == "parquet":
        assert [(row["state"], row["end"] is None) for row in table(data.parent / "states.parquet")] == [
            ("RUNNING", False),
            ("RUNNING", True),
        ]
    else:
        _, *rows = lines(data.parent / "states.csv")
        assert [(row[3], row[2] == "") for row in rows] == [("RUNNING", False), ("RUNNING", True)]


@pytest.mark.parametrize(
    ("file", "more", "says"),
    [
        ("all.xlsx", (), "let it end in .csv or .parquet"),
        ("all.csv", ("--machine", "Torno 1"), "no machine 'Torno 1' (did you mean"),
        ("all.csv", ("--signal", "spindle"), "no signal 'spindle'"),
        ("s.csv", ("--what", "states", "--machine", "Torno 1"), "no machine 'Torno 1'"),
        ("s.csv", ("--what", "states", "--signal", "spindle_load"), "leave --signal out"),
        ("missing/all.csv", (), "cannot be written"),
    ],
)
def test_a_mistake_is_told_with_what_to_do_and_leaves_no_file(
    data: Path, file: str, more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(export(data, file, *more)) == 2
    assert says in capsys.readouterr().err
    assert [path.name for path in data.parent.iterdir()] == ["data"]


def test_without_pyarrow_parquet_says_what_is_missing(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(export(data, "all.parquet")) == 2
    assert "Parquet needs pyarrow" in capsys.readouterr().err
