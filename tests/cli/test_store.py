"""``hmi store copy`` as a user types it, between a data folder and a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hmi.cli import main
from hmi.history.queries import History
from hmi.history.store import open_store
from tests.history.making import LOAD, MACHINE, SIGNALS, entry, seen
from tests.peers.postgresql import Server


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a little history."""
    folder = tmp_path / "data"
    store = open_store(folder)
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(entry(*(seen(LOAD, number, number / 10) for number in range(1, 50))))
    store.writer.offer(entry(seen(LOAD, 50, 5.0)))
    store.close()
    return folder


@pytest.fixture
def url(postgresql_server: Server) -> Iterator[str]:
    """The url of an empty database."""
    name = postgresql_server.create(empty=True)
    yield postgresql_server.url_of(name)
    postgresql_server.drop(name)


def test_a_history_goes_into_a_database_and_back_and_is_the_same(
    data: Path, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "copy", str(data), url, "--json"]) == 0
    there = json.loads(capsys.readouterr().out)
    assert main(["store", "copy", url, str(tmp_path / "back"), "--json"]) == 0
    back = json.loads(capsys.readouterr().out)
    assert there == back
    assert {one["table"]: one["rows"] for one in there}["sample"] == 50
    window = ["--from", "1970-01-01", "--to", "1970-01-02"]
    printed = []
    for folder in (data, tmp_path / "back"):
        assert main(["history", "Mill", "spindle_load", *window, "--data", str(folder)]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_ids_go_on_behind_those_that_were_copied(data: Path, url: str, postgresql_server: Server) -> None:
    assert main(["store", "copy", str(data), url]) == 0
    database = postgresql_server.database(url.partition("?")[0].rpartition("/")[2])
    from hmi.history.writer import HistoryWriter

    writer = HistoryWriter(database, lambda: 5_000_000)
    writer.declare(MACHINE, SIGNALS)
    writer.start()
    writer.offer(entry(seen(LOAD, 51, 5.0), instance=2))
    assert writer.stop()
    history = History(database)
    assert len(list(history.points("Mill", "spindle_load", 0, 2**60))) == 51
    history.close()


def test_while_somebody_collects_nothing_is_copied(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(data)
    assert main(["store", "copy", str(data), str(tmp_path / "to")]) == 2
    assert "While a history is copied nobody may collect" in capsys.readouterr().err
    store.writer.offer(entry(seen(LOAD, 60, 1.0)))
    assert store.close()


@pytest.mark.parametrize(
    ("source", "target", "says"),
    [
        ("missing", "to", "There is no history in"),
        ("data", "postgresql+psycopg://hmi:secret@127.0.0.1:1/x", "password"),
        ("data", "postgresql+psycopg://hmi@127.0.0.1:1/x", "bring its disk or its server back"),
        ("data", "mysql://127.0.0.1/x", "must begin with postgresql+psycopg"),
        ("data", "data/history.db/to", "cannot be made"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(
    data: Path, source: str, target: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    places = [place if "://" in place else str(data.parent / place) for place in (source, target)]
    assert main(["store", "copy", *places]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "secret" not in said
