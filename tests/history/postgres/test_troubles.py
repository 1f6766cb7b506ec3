"""What is behind an error of PostgreSQL, and that no password is in what is said of it."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError

from hmi.history.errors import QueryError, StoreError, Trouble
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.postgres.troubles import trouble_of
from hmi.history.store import open_store
from hmi.settings.secrets import SecretReference
from hmi.settings.site import StoreSettings
from tests.history.test_writer_trouble import until
from tests.peers.postgresql import Server


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("53100", Trouble.DISK_FULL),
        ("25006", Trouble.READ_ONLY),
        ("42501", Trouble.READ_ONLY),
        ("55P03", Trouble.LOCKED),
        ("40P01", Trouble.LOCKED),
        ("57014", Trouble.LOCKED),
        ("57P01", Trouble.UNREACHABLE),
        ("57P03", Trouble.UNREACHABLE),
        ("53300", Trouble.UNREACHABLE),
        ("08006", Trouble.UNREACHABLE),
        ("28P01", Trouble.REFUSED),
        ("58030", Trouble.DISK_ERROR),
        ("XX000", Trouble.DISK_ERROR),
        ("XX001", Trouble.DAMAGED),
        ("42P01", Trouble.DAMAGED),
        ("42601", Trouble.INTERNAL),
        ("22021", None),  # a text that is none
        ("22003", None),  # a number out of range
        ("23505", None),
        ("54000", None),  # an index entry that is too long
    ],
)
def test_an_error_of_the_database_is_known_by_its_code(code: str, trouble: Trouble | None) -> None:
    error = errors.lookup(code)("said so")
    assert trouble_of(error) is trouble
    assert trouble_of(DBAPIError("INSERT", None, error)) is trouble


def test_data_that_the_driver_cannot_write_are_no_trouble_of_the_store() -> None:
    assert trouble_of(psycopg.DataError("NUL")) is None
    assert trouble_of(OverflowError()) is None
    assert trouble_of(ValueError()) is None


def test_a_server_that_does_not_answer_is_unreachable() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        database = PostgresDatabase(f"postgresql+psycopg://hmi@127.0.0.1:{nobody.getsockname()[1]}/history")
        with pytest.raises(StoreError, match=r"the database history on 127\.0\.0\.1 port \d+ cannot be opened: bring"):
            database.prepare()
        with pytest.raises(StoreError, match="cannot be opened"):
            database.check_readable()
        with pytest.raises(QueryError, match="size of the database history"):
            database.size_bytes()
        with pytest.raises(DBAPIError) as failed:
            database.writing().connect()
        assert database.trouble_of(failed.value) is Trouble.UNREACHABLE


def test_databases_of_one_name_on_two_servers_of_one_computer_are_told_apart() -> None:
    url = "postgresql+psycopg://hmi@192.168.0.5{}/history"
    assert PostgresDatabase(url.format(":5433")).place == "the database history on 192.168.0.5 port 5433"
    assert PostgresDatabase(url.format("")).place == PostgresDatabase(url.format(":5432")).place


def test_a_user_whom_the_server_does_not_know_is_refused(postgresql_server: Server) -> None:
    database = PostgresDatabase(postgresql_server.url_of("postgres", user="nobody_of_that_name"))
    with pytest.raises(StoreError, match="does not let this program in: check user and password"):
        database.prepare()


def test_a_password_is_nowhere_but_on_the_wire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HMI_STORE_PASSWORD", "open-sesame")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql+psycopg://hmi@127.0.0.1:{nobody.getsockname()[1]}/history"
        settings = StoreSettings(url, SecretReference(env="HMI_STORE_PASSWORD"))
        database = PostgresDatabase(url, settings.password)
        with pytest.raises(StoreError) as failed:
            database.prepare()
        store = open_store(tmp_path, settings=settings)  # on the spool, until the server is there
        until(lambda: not store.writer.health().ok)
        said = [str(failed.value), repr(failed.value), database.place, repr(database.writing()), repr(vars(database))]
        said.append(store.writer.health().reason)
        assert store.close()
    assert "open-sesame" not in " ".join([*said, caplog.text])


def test_a_password_that_is_not_there_is_told_with_where_it_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HMI_STORE_PASSWORD", raising=False)
    settings = StoreSettings("postgresql+psycopg://hmi@127.0.0.1/h", SecretReference(env="HMI_STORE_PASSWORD"))
    with pytest.raises(StoreError, match=r"check user and password.*HMI_STORE_PASSWORD is not set"):
        open_store(tmp_path, settings=settings)


def test_a_database_of_something_else_is_refused(postgresql_server: Server) -> None:
    name = postgresql_server.create(empty=True)
    with postgresql_server.connect(name) as connection:
        connection.execute("CREATE TABLE recipes (title TEXT)")
    with pytest.raises(StoreError, match="no history of Shopfloor HMI"):
        postgresql_server.database(name).prepare()
    postgresql_server.drop(name)


def test_an_empty_database_has_no_history_to_look_back_to(postgresql_server: Server) -> None:
    name = postgresql_server.create(empty=True)
    with pytest.raises(StoreError, match="There is no history in the database"):
        postgresql_server.database(name).check_readable()
    postgresql_server.drop(name)


def test_a_user_who_may_not_make_tables_is_told_so(postgresql_server: Server) -> None:
    name = postgresql_server.create(empty=True)
    user = f"guest_of_{name}"
    postgresql_server.run("CREATE ROLE {} LOGIN", user)
    with postgresql_server.connect(name) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    database = PostgresDatabase(postgresql_server.url_of(name, user))
    try:
        with pytest.raises(StoreError, match="may not be written: give this user the right to"):
            database.prepare()
    finally:
        postgresql_server.drop(name)
        postgresql_server.run("DROP ROLE {}", user)
