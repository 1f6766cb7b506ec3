"""Finds the histories that are copied, by what the user calls them, and keeps others from collecting into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from hmi.history.database import Database
from hmi.history.errors import StoreError
from hmi.history.health import sentence
from hmi.history.lease import acquire_lease
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.store import FILE_NAME
from hmi.settings.store_url import normalise_store_url
from hmi.settings.url import UrlError


@contextmanager
def source_at(place: str) -> Iterator[Database]:
    """Lend the history of a data folder, or of the database with this url, while nobody collects into it.

    Raises StoreError, AlreadyCollecting.
    """
    if "://" in place:
        database = _database_at(place)
        try:
            with database.writing().connect():  # the connection that may write is the lease
                yield database
        except DBAPIError as error:
            raise _unusable(database, error) from error
        finally:
            database.writing().dispose()
        return
    folder = Path(place)
    if not (folder / FILE_NAME).is_file():
        raise StoreError(f"There is no history in {folder}: name the data folder that has one.")
    lease = acquire_lease(folder)
    try:
        yield SqliteDatabase(folder / FILE_NAME)
    finally:
        lease.release()


@contextmanager
def target_at(place: str) -> Iterator[Database]:
    """Lend the place for a history, with an empty file where there is none, while nobody collects into it.

    Raises StoreError, AlreadyCollecting.
    """
    if "://" in place:
        database = _database_at(place)
        try:
            yield database  # whoever writes into it takes the lease
        except DBAPIError as error:
            raise _unusable(database, error) from error
        finally:
            database.writing().dispose()
        return
    folder = Path(place)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be made ({error.strerror}): choose another one.") from error
    lease = acquire_lease(folder)
    try:
        (folder / FILE_NAME).touch()
        yield SqliteDatabase(folder / FILE_NAME)
    finally:
        lease.release()


def _database_at(url: str) -> Database:
    from hmi.history.postgres.database import PostgresDatabase

    try:
        return PostgresDatabase(normalise_store_url(url))
    except UrlError as error:
        raise StoreError(f"The url {error}.") from error


def _unusable(database: Database, error: DBAPIError) -> StoreError:
    trouble = database.trouble_of(error)
    advice = str(error.orig).strip() if trouble is None else f"{sentence(trouble, database.place)} ({error.orig})"
    return StoreError(f"{advice} What has been copied stays: the same command goes on there.")
