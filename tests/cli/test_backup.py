"""``hmi backup`` and ``hmi restore`` as a user types them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from hmi.cli import main
from hmi.domain.records import Entry
from hmi.history.store import FILE_NAME, open_store
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, batch, seen

SITE = """site: Teste
time_zone: America/Sao_Paulo
store: {backup: {folder: elsewhere}}
machines:
  - {name: Torno 01, source: {type: mtconnect, url: "http://127.0.0.1:5000"}}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a hundred observations."""
    return collect(tmp_path / "data", 1, 100)


def collect(folder: Path, first: int, last: int) -> Path:
    store = open_store(folder)
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(Entry(batch([seen(LOAD, number) for number in range(first, last + 1)])))
    assert store.writer.flush(WAIT_S)
    assert store.close()
    return folder


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM sample").fetchone()[0])


def backup(data: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Path:
    assert main(["backup", "--data", str(data), "--json", *words]) == 0
    return Path(json.loads(capsys.readouterr().out)["file"])


def test_a_backup_is_made_beside_a_process_that_collects(data: Path) -> None:
    store = open_store(data)
    command = [sys.executable, "-m", "hmi", "backup", "--data", str(data), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"]["sample"] == 100
    assert Path(told["file"]).parent == data / "backups"
    assert "on the same disk" in done.stderr
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(Entry(batch([seen(LOAD, 101)])))
    assert store.writer.flush(WAIT_S)
    assert store.close()
    assert count(data / FILE_NAME) == 101


def test_a_backup_goes_where_it_is_told_or_where_the_site_file_says(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup(data, capsys, "--to", str(tmp_path / "disk")).parent == tmp_path / "disk"
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    assert backup(data, capsys, "--config", str(tmp_path / "site.yaml")).parent == tmp_path / "elsewhere"


def test_what_there_is_no_history_of_cannot_be_backed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "--data", str(tmp_path)]) == 2
    assert "There is no history in" in capsys.readouterr().err


def test_the_backups_are_listed_with_the_newest_good_one(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "--data", str(data)]) == 0
    assert "There is no backup in" in capsys.readouterr().err
    made = backup(data, capsys)
    assert main(["restore", "--data", str(data)]) == 0
    told = capsys.readouterr()
    assert f"{made}  newest good" in told.out
    assert f'hmi restore "{made}"' in told.err
    made.write_bytes(made.read_bytes()[:-1] + b"?")
    assert main(["restore", "--data", str(data), "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert listed["newest_good"] is False


def test_a_backup_is_put_back_and_it_is_said_what_is_missing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = backup(data, capsys)
    collect(data, 101, 120)
    assert main(["restore", str(made), "--data", str(data)]) == 0
    told = capsys.readouterr().out
    assert "what was collected after it until" in told
    (aside,) = data.glob(f"{FILE_NAME}.set-aside-*Z")
    assert f"kept as {aside}" in told
    assert (count(data / FILE_NAME), count(aside)) == (100, 120)


def test_into_another_folder_a_backup_is_put_back_too(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = backup(data, capsys)
    assert main(["restore", str(made), "--data", str(tmp_path / "new" / "pc"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["set_aside"] is None
    assert count(tmp_path / "new" / "pc" / FILE_NAME) == 100


def test_nothing_is_put_back_while_somebody_collects(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = backup(data, capsys)
    store = open_store(data)
    for words in ([str(made)], ["--anew"]):
        assert main(["restore", *words, "--data", str(data)]) == 2
        assert "end it first" in capsys.readouterr().err
    assert store.close()
    assert {path.name for path in data.iterdir()} >= {FILE_NAME}
    assert not list(data.glob("*.set-aside-*"))


def test_a_history_begins_anew_when_it_is_told_to(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "--anew", "--data", str(data)]) == 0
    (aside,) = data.glob(f"{FILE_NAME}.set-aside-*Z")
    assert f"kept as {aside}" in capsys.readouterr().out
    collect(data, 1, 3)
    assert (count(data / FILE_NAME), count(aside)) == (3, 100)


@pytest.mark.parametrize("words", [["missing.db"], ["some.db", "--anew"]])
def test_what_cannot_be_meant_is_refused(data: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", *words, "--data", str(data)]) == 2
    assert capsys.readouterr().err
    assert count(data / FILE_NAME) == 100
