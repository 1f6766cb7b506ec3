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


def test_what_is_in_the_database_of_the_site_file_is_printed_and_exported(
    data: Path, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "copy", str(data), url]) == 0
    site = tmp_path / "site.yaml"
    machine = {"name": "Mill", "source": {"type": "mtconnect", "url": "http://127.0.0.1:1/"}}
    described = {"site": "Halle", "time_zone": "UTC", "store": {"url": url}, "machines": [machine]}
    site.write_text(json.dumps(described))
    window = ["--from", "1970-01-01", "--to", "1970-01-02"]
    here, there = ["--data", str(data)], ["--config", str(site), "--data", str(tmp_path / "empty")]
    said: list[str] = []
    for place, file in ((here, "here.csv"), (there, "there.csv")):
        capsys.readouterr()
        assert main(["history", "Mill", "spindle_load", *window, *place]) == 0
        said.append(capsys.readouterr().out)
        assert main(["export", str(tmp_path / file), *window, *place]) == 0
    assert said[0] == said[1] != ""
    assert (tmp_path / "here.csv").read_text() == (tmp_path / "there.csv").read_text()


def test_a_site_file_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site.yaml"
    site.write_text("machines: 3")
    assert main(["history", "Mill", "load", "--from", "1970-01-01", "--to", "1970-01-02", "--config", str(site)]) == 2
    assert "site.yaml" in capsys.readouterr().err


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
