"""The tables of a store: how they come to be, and which stores are refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from hmi.history import migration, schema
from hmi.history.errors import StoreError
from hmi.history.sqlite.engine import write_engine
from hmi.history.store import FILE_NAME
from hmi.sources.mtconnect.units import conversion
from tests.history.making import database_in


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    path = tmp_path / FILE_NAME
    path.touch()
    return write_engine(path)


def described(engine: Engine) -> dict[str, Any]:
    """Return the tables of a store in full, but for the order of their constraints."""
    looked = inspect(engine)
    return {
        table: {
            "columns": [{**column, "type": str(column["type"])} for column in looked.get_columns(table)],
            "key": looked.get_pk_constraint(table),
            "foreign": sorted(looked.get_foreign_keys(table), key=str),
            "unique": sorted(looked.get_unique_constraints(table), key=str),
            "indexes": sorted(looked.get_indexes(table), key=str),
            "options": looked.get_table_options(table),
        }
        for table in looked.get_table_names()
        if table != "alembic_version"
    }


def test_the_revisions_lead_to_the_tables_that_the_program_uses(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        migration.upgrade(connection)
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    other_path = tmp_path / "other.db"
    other_path.touch()
    other = write_engine(other_path)
    schema.metadata.create_all(other)
    try:
        assert described(engine) == described(other)
    finally:
        engine.dispose()
        other.dispose()


def test_the_program_knows_every_revision_in_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migration.__file__).with_name("migrations")))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == migration.REVISIONS


def test_a_fresh_store_has_the_page_size_and_log_that_were_measured_best(tmp_path: Path) -> None:
    database_in(tmp_path).prepare()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "auto_vacuum")}
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()
    assert found == {"page_size": 8192, "auto_vacuum": 2}
    assert mode == "wal"


def test_a_store_that_is_up_to_date_is_opened_without_alembic(tmp_path: Path) -> None:
    database_in(tmp_path).prepare()
    script = (
        "import sys; from pathlib import Path; from hmi.history.store import open_store\n"
        "assert 'alembic' not in sys.modules, 'imported by importing'\n"
        f"open_store(Path({str(tmp_path)!r})).close()\n"
        "assert 'alembic' not in sys.modules, 'imported by opening'\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_failed_upgrade_leaves_the_store_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE gap (somebody TEXT)"))
    with pytest.raises(Exception, match="already exists"), engine.begin() as connection:
        migration.upgrade(connection)
    assert inspect(engine).get_table_names() == ["gap"]
    engine.dispose()


def test_a_store_of_a_newer_version_is_refused_with_what_to_do(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        migration.upgrade(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"newer version.*9999.*install the newer version"):
        database_in(tmp_path).prepare()


def test_a_database_of_something_else_is_refused(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (title TEXT)"))
    engine.dispose()
    with pytest.raises(StoreError, match="no history of Shopfloor HMI"):
        database_in(tmp_path).prepare()


def test_an_upgrade_works_in_a_folder_with_a_percent_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path(migration.__file__).with_name("migrations")
    strange = tmp_path / "100% ours"
    strange.mkdir()
    (strange / "migrations").symlink_to(real, target_is_directory=True)
    monkeypatch.setattr(migration, "__file__", str(strange / "migration.py"))
    database_in(tmp_path).prepare()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(migration.REVISIONS[-1],)]
    connection.close()


def test_values_that_were_stored_in_the_units_of_agents_are_converted(engine: Engine) -> None:
    with engine.begin() as connection:
        migration.upgrade(connection, to="0001")
        connection.execute(text("INSERT INTO machine VALUES (1, 'Mill', '', '', '', '')"))
        for number, unit in enumerate(("MILLIMETER/SECOND", "PASCAL", "Kelvin", "PERCENT"), start=1):
            row = {"number": number, "key": f"s{number}", "unit": unit}
            connection.execute(
                text("INSERT INTO signal VALUES (:number, 1, :key, 'num', '', '', '', '', '', '', '', '', :unit, '')"),
                row,
            )
            connection.execute(text("INSERT INTO sample VALUES (:number, 5, 1, 1, 500000, 0)"), row)
            connection.execute(text("INSERT INTO latest VALUES (:number, 5, 1, 1, 250000, NULL, 0)"), row)
        migration.upgrade(connection)
        values = connection.execute(text("SELECT v FROM sample ORDER BY signal_id")).scalars().all()
        latest = connection.execute(text("SELECT v FROM latest ORDER BY signal_id")).scalars().all()
        units = connection.execute(text("SELECT unit, source_unit FROM signal ORDER BY id")).all()
    assert values == [30_000_000.0, 5.0, 499_726.85, 500_000.0]
    assert latest == [15_000_000.0, 2.5, 249_726.85, 250_000.0]
    assert [tuple(row) for row in units] == [
        ("MILLIMETER/MINUTE", "MILLIMETER/SECOND"),
        ("BAR", "PASCAL"),
        ("CELSIUS", "Kelvin"),
        ("PERCENT", ""),
    ]
    engine.dispose()


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_store_of_an_earlier_release_keeps_what_it_has_and_marks_its_hours_for_rollups(
    engine: Engine, tmp_path: Path, revision: str
) -> None:
    with engine.begin() as connection:
        migration.upgrade(connection, to=revision)
        connection.execute(text("INSERT INTO machine VALUES (1, 'Mill', '', '', '', '')"))
        connection.execute(
            text(
                "INSERT INTO signal (id, machine_id, key, kind, source_id, type, sub_type, name, component, "
                "component_name, path, role, unit, axis) "
                "VALUES (1, 1, 'load', 'num', '', '', '', '', '', '', '', '', 'PERCENT', '')"
            )
        )
        for number in range(100):  # over five hours
            row = {"ts": number * 180_000_000, "seq": number}
            connection.execute(text("INSERT INTO sample VALUES (1, :ts, 1, :seq, :seq, 0)"), row)
        connection.execute(text("INSERT INTO state_interval VALUES (1, 5, NULL, 1, '', '', '', 0, 0)"))
    database_in(tmp_path).prepare()
    with engine.begin() as connection:
        found = connection.execute(text("SELECT count(*), sum(v) FROM sample")).one()
        hours = connection.execute(text("SELECT signal_id, b FROM dirty_hour ORDER BY b")).all()
        assert connection.execute(text("SELECT count(*) FROM state_interval")).scalar_one() == 1
    assert tuple(found) == (100, 4950)
    assert [tuple(row) for row in hours] == [(1, hour * 3_600_000_000) for hour in range(5)]
    engine.dispose()


def test_the_units_that_are_converted_in_a_store_are_those_that_are_converted_on_the_wire() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migration.__file__).with_name("migrations")))
    script = ScriptDirectory.from_config(config).get_revision("0002")
    assert script is not None
    for unit, (product_unit, times, by, plus) in script.module._CONVERTED.items():
        converted = conversion(unit)
        assert converted is not None
        assert converted == (product_unit, times, by, plus)
