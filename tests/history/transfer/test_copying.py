"""A whole history goes into another database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from hmi.domain.records import Entry, Gap, GapReason
from hmi.history.errors import StoreError
from hmi.history.schema import metadata
from hmi.history.store import FILE_NAME
from hmi.history.transfer import copying
from hmi.history.transfer.copying import copy_store
from tests.history.making import (
    EXECUTION,
    FAULT,
    LOAD,
    SOURCE,
    SYSTEM,
    WAIT_S,
    database_in,
    entry,
    history_in,
    rows,
    said,
    seen,
    state,
    writing,
)

MANY = 12_000


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A store with something in every table that the writer fills."""
    folder = tmp_path / "from"
    folder.mkdir()
    with writing(folder, linger_s=0.0) as writer:
        writer.offer(entry(*(seen(LOAD, number, number / 10) for number in range(1, MANY))))
        writer.offer(entry(seen(EXECUTION, MANY, "ACTIVE"), seen(SYSTEM, MANY + 1, said(FAULT, "100", "Door"))))
        writer.offer(Entry(states=(state(5), state(900)), gaps=(Gap(SOURCE, 1, 2, GapReason.OVERRUN, 3),)))
        assert writer.flush(WAIT_S)
    return folder


def everything(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    return {table: rows(folder, f"SELECT * FROM {table} ORDER BY 1, 2") for table in metadata.tables}  # noqa: S608


def test_the_copy_is_the_same_and_is_opened_like_any_store(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "to"
    target.mkdir()
    (target / FILE_NAME).touch()
    report = copy_store(database_in(filled), database_in(target))
    assert everything(target) == everything(filled)
    assert {table.name: table.rows for table in report}["sample"] == MANY - 1
    database_in(target).check_readable()
    history = history_in(target)
    assert history.memory().latest
    history.close()


def test_an_interrupted_copy_is_opened_by_nobody_and_goes_on_where_it_ended(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "to"
    target.mkdir()
    (target / FILE_NAME).touch()

    class PullThePlugError(Exception):
        pass

    def pull(table: str, copied: int) -> None:
        if table == "sample" and copied > 4_000:
            raise PullThePlugError

    with pytest.raises(PullThePlugError):
        copy_store(database_in(filled), database_in(target), pull)
    with pytest.raises(StoreError, match="unfinished copy"):
        database_in(target).check_readable()
    with pytest.raises(StoreError, match="unfinished copy"):
        database_in(target).prepare()
    copied = {table.name: table.copied for table in copy_store(database_in(filled), database_in(target))}
    assert 0 < copied["sample"] < MANY - 1
    assert everything(target) == everything(filled)


def test_a_place_with_another_history_is_left_alone(filled: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with writing(other) as writer:
        assert writer.flush(WAIT_S)
    before = everything(other)
    with pytest.raises(StoreError, match="holds a history already"):
        copy_store(database_in(filled), database_in(other))
    assert everything(other) == before


def test_a_store_is_not_copied_onto_itself(filled: Path) -> None:
    with pytest.raises(StoreError, match="onto itself"):
        copy_store(database_in(filled), database_in(filled))


def test_a_source_of_an_older_version_is_refused(tmp_path: Path) -> None:
    old, target = tmp_path / "old", tmp_path / "to"
    for folder in (old, target):
        folder.mkdir()
        (folder / FILE_NAME).touch()
    with pytest.raises(StoreError, match="no history of this version"):
        copy_store(database_in(old), database_in(target))


def test_a_copy_that_differs_is_found_out(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "to"
    target.mkdir()
    (target / FILE_NAME).touch()
    real = copying._copy_table

    def spoil(read: object, write: copying.Connect, *rest: object) -> int:
        copied = real(read, write, *rest)  # type: ignore[arg-type]
        with write() as connection, connection.begin():
            connection.execute(text("UPDATE sample SET v = v + 1 WHERE seq = 77"))
        return copied

    monkeypatch.setattr(copying, "_copy_table", spoil)
    with pytest.raises(StoreError, match="differs from its source in the table sample"):
        copy_store(database_in(filled), database_in(target))
    with pytest.raises(StoreError, match="unfinished copy"):
        database_in(target).prepare()
