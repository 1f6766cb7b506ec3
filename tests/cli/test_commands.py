"""The command line as a user types it."""

from __future__ import annotations

import csv
import io
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hmi import __version__
from hmi.cli import main
from hmi.cli.common import data_folder
from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Condition, ConditionLevel, Cursor, Observation, Quality
from hmi.domain.records import Entry
from hmi.domain.signal import Signal, SignalKind
from hmi.history.errors import QueryError
from hmi.history.queries import History
from hmi.history.store import open_store
from hmi.settings.logs import stop_logging

COMMANDS = ("demo", "simulate", "check", "probe", "collect", "history", "export", "backup", "restore")
T0 = 1_700_000_000_123_456

SITE = """site: Teste
time_zone: America/Sao_Paulo
machines:
  - name: Torno 01
    source: {type: mtconnect, url: "http://127.0.0.1:5000"}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text(SITE, encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_helps_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "example:" in said
    assert f"hmi {command}".strip() in said


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"Shopfloor HMI {__version__}\n"


def test_a_right_site_file_is_said_to_be_right(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--config", str(site)]) == 0
    assert "1 machine behind 1 endpoint" in capsys.readouterr().out


def test_every_mistake_of_a_site_file_is_told_at_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.write_text(SITE.replace("name:", "nmae:").replace("site: Teste", "site: 7"), encoding="utf-8")
    assert main(["check", "--config", str(site)]) == 2
    said = capsys.readouterr().err
    assert f"{site}:1:7: site:" in said
    assert "did you mean 'name'?" in said


@pytest.mark.parametrize("command", ["check", "collect", ""])
def test_without_a_site_file_it_is_said_what_to_do(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert main(command.split()) == 2
    said = capsys.readouterr().err
    assert "There is no site file at" in said
    assert "hmi demo" in said


def test_the_data_folder_is_the_argument_then_the_variable_then_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from argparse import Namespace

    monkeypatch.setenv("HMI_DATA", str(tmp_path / "variable"))
    assert data_folder(Namespace(data=tmp_path / "word")) == tmp_path / "word"
    assert data_folder(Namespace(data=None)) == tmp_path / "variable"
    monkeypatch.delenv("HMI_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    own = data_folder(Namespace(data=None))
    assert data_folder(Namespace(data=None), demo=True) == own / "demo"


def observations() -> tuple[Observation, ...]:
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "SP9001", "SPINDLE MOTOR OVERHEAT")
    return (
        Observation("Torno 01", "spindle_load", T0, 63.5, Quality.GOOD, 1),
        Observation("Torno 01", "spindle_load", T0 + 1, None, Quality.UNAVAILABLE, 2),
        Observation("Torno 01", "program", T0 + 2, 'O1041, "rev B"', Quality.GOOD, 3),
        Observation("Torno 01", "position.x", T0 + 3, 1.0, Quality.GOOD, 4),
        Observation("Torno 01", "position.y", T0 + 3, 2.5, Quality.GOOD, 4),
        Observation("Torno 01", "position.z", T0 + 3, -3.0, Quality.GOOD, 4),
        Observation("Torno 01", "system", T0 + 4, fault, Quality.GOOD, 5),
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a few observations."""
    folder = tmp_path / "data"
    store = open_store(folder)
    signals = [
        Signal("Torno 01", "spindle_load", SignalKind.NUMBER, "s1load", "LOAD"),
        Signal("Torno 01", "program", SignalKind.TEXT, "pgm", "PROGRAM"),
        *(Signal("Torno 01", f"position.{a}", SignalKind.NUMBER, "pos", "PATH_POSITION", axis=a) for a in "xyz"),
        Signal("Torno 01", "system", SignalKind.CONDITION, "sys", "SYSTEM"),
    ]
    store.writer.declare(Machine("Torno 01", source="http://a"), signals)
    store.writer.offer(Entry(Batch(Cursor("http://a", 2**63 + 5, 6), observations(), T0)))
    store.close()
    return folder


def history(data: Path, signal: str, *more: str) -> list[str]:
    return ["history", "Torno 01", signal, "--from", "2023-11-14", "--to", "2023-11-15", "--data", str(data), *more]


def test_a_signals_history_is_printed_as_csv(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(history(data, "spindle_load")) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [
        ["time", "value", "quality", "instance", "sequence"],
        ["2023-11-14T22:13:20.123456Z", "63.5", "GOOD", str(2**63 + 5), "1"],
        ["2023-11-14T22:13:20.123457Z", "", "UNAVAILABLE", str(2**63 + 5), "2"],
    ]


def test_a_signal_is_found_by_the_sources_own_id(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(history(data, "s1load")) == 0
    assert "63.5" in capsys.readouterr().out


def test_a_position_is_printed_whole(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(history(data, "pos", "--format", "json")) == 0
    assert '"value": "1 2.5 -3"' in capsys.readouterr().out


def test_a_condition_is_printed_with_its_code_and_text(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(history(data, "system")) == 0
    assert "FAULT SP9001 SPINDLE MOTOR OVERHEAT" in capsys.readouterr().out


def test_text_with_commas_and_quotes_survives_csv(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(history(data, "program")) == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out)))[1][1] == 'O1041, "rev B"'


def test_json_without_rows_is_an_empty_array(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["history", "Torno 01", "program", "--from", "2020-01-01", "--to", "2020-01-02", "--data", str(data)]
    assert main([*words, "--format", "json"]) == 0
    assert capsys.readouterr().out.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Torno 02", "program"], "did you mean 'Torno 01'?"),
        (["Torno 01", "programm"], "did you mean 'program'?"),
    ],
)
def test_an_unknown_name_suggests_a_known_one(
    data: Path, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["history", *words, "--from", "2020-01-01", "--to", "2030-01-01", "--data", str(data)]) == 2
    assert sentence in capsys.readouterr().err


def test_times_that_enclose_nothing_are_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--from", "2023-11-15", "--to", "2023-11-15", "--data", str(data)]
    assert main(["history", "Torno 01", "program", *words]) == 2
    assert "--to has to be later" in capsys.readouterr().err


def test_a_time_that_is_none_is_refused_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["history", "m", "s", "--from", "yesterday", "--to", "2023-11-15"])
    assert ended.value.code == 2
    assert "no ISO 8601 time" in capsys.readouterr().err


def test_a_folder_without_a_history_is_said_to_have_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(history(tmp_path / "nothing", "program")) == 2
    assert "There is no history in" in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("number", ["0", "501", "many"])
def test_a_demo_of_too_many_or_no_machines_is_refused(number: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--machines", number])
    assert ended.value.code == 2


def test_a_screenshot_without_an_end_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--screenshot", str(tmp_path / "x.png")]) == 2
    assert "--seconds" in capsys.readouterr().err


def test_asking_for_the_version_imports_nothing_heavy() -> None:
    code = (
        "import sys, hmi.cli\n"
        "try: hmi.cli.main(['--version'])\n"
        "except SystemExit: pass\n"
        "heavy = {'PySide6', 'pyqtgraph', 'numpy', 'sqlalchemy', 'httpx', 'lxml', 'pydantic', 'alembic', 'qasync'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["data", "demo"])
def test_what_is_named_before_the_command_counts_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("HMI_DATA", str(tmp_path / "another"))
    folder = tmp_path / name
    open_store(folder).close()
    monkeypatch.chdir(tmp_path)
    words = ["history", "Torno 01", "execution", "--from", "2026-01-01", "--to", "2026-01-02"]
    assert main(["--data", name, *words]) == 2
    assert "has no machine" in capsys.readouterr().err


def test_a_site_file_named_before_the_command_is_the_one_that_is_checked(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", str(site), "check"]) == 0
    assert str(site) in capsys.readouterr().out


def test_a_store_that_cannot_be_read_at_the_start_is_told_in_a_sentence(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_history: History) -> None:
        raise QueryError("The history cannot be read (disk I/O error).")

    monkeypatch.setattr(History, "memory", fail)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    try:
        status = main(["collect", "--config", str(site), "--data", str(tmp_path / "data"), "--seconds", "1"])
    finally:
        stop_logging()
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        for number, handler in before.items():
            signal.signal(number, handler)
    assert status == 2
    assert "cannot be read" in capsys.readouterr().err
    open_store(tmp_path / "data").close()


@pytest.mark.parametrize("text", ["nan", "inf", "-5", "soon"])
@pytest.mark.parametrize("command", ["demo", "collect"])
def test_a_span_that_is_none_is_refused(command: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, f"--seconds={text}"])
    assert ended.value.code == 2
    assert "is no number of seconds" in capsys.readouterr().err


def test_simulated_machines_do_not_get_into_the_history_of_real_ones(data: Path, tmp_path: Path) -> None:
    from hmi.app import CannotOpenError
    from hmi.cli.demo import claim

    with pytest.raises(CannotOpenError, match="history of real machines"):
        claim(data)
    claim(tmp_path / "new")
    claim(tmp_path / "new")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_output_that_is_full_is_one_sentence(data: Path) -> None:
    words = [sys.executable, "-m", "hmi", *history(data, "program")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
