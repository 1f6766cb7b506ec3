"""What only PostgreSQL has: samples by day, texts of any length, times that people can read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SAMPLE = """
CREATE TABLE sample (
    signal_id INTEGER NOT NULL,
    ts BIGINT NOT NULL,
    instance_id INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    v FLOAT,
    q SMALLINT NOT NULL,
    CONSTRAINT pk_sample PRIMARY KEY (signal_id, ts, instance_id, seq)
)
"""
_NOW = """
CREATE FUNCTION history_now_us() RETURNS BIGINT LANGUAGE SQL STABLE AS
$$ SELECT (extract(epoch FROM now()) * 1000000)::BIGINT $$
"""
_VIEW = """
CREATE VIEW sample_v AS
SELECT machine.key AS machine, signal.key AS signal, to_timestamp(sample.ts / 1e6) AS time, sample.v AS value,
    sample.q AS quality, signal.unit, sample.ts, sample.signal_id, sample.instance_id, sample.seq
FROM sample JOIN signal ON signal.id = sample.signal_id JOIN machine ON machine.id = signal.machine_id
"""


def upgrade() -> None:
    """Shape the tables of a PostgreSQL database, which no released version has written."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    op.drop_table("sample")
    if not _has_timescale(connection) or not _is_hypertable(connection):
        op.execute(f"{_SAMPLE} PARTITION BY RANGE (ts)")
    # chunks are packed already, and are read whole
    op.execute("ALTER TABLE sample_chunk ALTER COLUMN data SET STORAGE EXTERNAL")
    # a b-tree refuses texts of more than 2,700 bytes; a hash does not
    op.drop_constraint("uq_text_value", "text_value")
    op.execute("ALTER TABLE text_value ADD CONSTRAINT uq_text_value EXCLUDE USING hash (text WITH =)")
    op.execute(_VIEW)


def _has_timescale(connection: sa.Connection) -> bool:
    """Return whether the extension is there, now at the latest."""
    offered = connection.execute(
        sa.text("SELECT installed_version FROM pg_available_extensions WHERE name = 'timescaledb'")
    ).one_or_none()
    if offered is None or offered.installed_version is not None:
        return offered is not None
    return _done(connection, "CREATE EXTENSION timescaledb")


def _is_hypertable(connection: sa.Connection) -> bool:
    """Make the samples a hypertable with columns; an edition without them is no better than partitions."""
    return _done(
        connection,
        _SAMPLE,
        "SELECT create_hypertable('sample', by_range('ts', 86400000000), create_default_indexes => false)",
        _NOW,
        "SELECT set_integer_now_func('sample', 'history_now_us')",
        "ALTER TABLE sample SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'signal_id', "
        "timescaledb.orderby = 'ts, instance_id, seq')",
        "CALL add_columnstore_policy('sample', after => BIGINT '172800000000')",
    )


def _done(connection: sa.Connection, *statements: str) -> bool:
    """Do all of it, or nothing where the server does not let us."""
    try:
        with connection.begin_nested():
            for statement in statements:
                connection.exec_driver_sql(statement)
    except sa.exc.DBAPIError:
        return False
    return True
