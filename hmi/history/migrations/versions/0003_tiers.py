"""Sealed chunks and rollups; the rollups of what was stored before are computed once the program runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")

_HOUR_US = 3_600_000_000


def upgrade() -> None:
    """Create the tables and mark every hour that has samples."""
    op.create_table(
        "sample_chunk",
        sa.Column("signal_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("t0", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("codec", sa.SmallInteger, nullable=False),
        sa.Column("crc", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("signal_id", "t0", name="pk_sample_chunk"),
        sqlite_with_rowid=False,
    )
    _rollup("rollup_10m")
    _rollup("rollup_1h")
    op.create_table(
        "dirty_hour",
        sa.Column("signal_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("b", sa.BigInteger, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("signal_id", "b", name="pk_dirty_hour"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "store_note",
        sa.Column("key", _BYTEWISE, nullable=False, autoincrement=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_store_note"),
        sqlite_with_rowid=False,
    )
    sample = sa.table("sample", sa.column("signal_id", sa.Integer), sa.column("ts", sa.BigInteger))
    dirty_hour = sa.table("dirty_hour", sa.column("signal_id", sa.Integer), sa.column("b", sa.BigInteger))
    hour = sample.c.ts - sample.c.ts % _HOUR_US
    op.execute(sa.insert(dirty_hour).from_select(["signal_id", "b"], sa.select(sample.c.signal_id, hour).distinct()))


def _rollup(name: str) -> None:
    op.create_table(
        name,
        sa.Column("signal_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("b", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("n_bad", sa.Integer, nullable=False),
        sa.Column("vmin", sa.Float),
        sa.Column("vmax", sa.Float),
        sa.Column("vsum", sa.Float, nullable=False),
        sa.Column("vfirst", sa.Float),
        sa.Column("vlast", sa.Float),
        sa.Column("t_first", sa.BigInteger, nullable=False),
        sa.Column("t_last", sa.BigInteger, nullable=False),
        sa.Column("broken", sa.Boolean, nullable=False),
        sa.Column("tw_sum", sa.Float, nullable=False),
        sa.Column("tw_dur", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("signal_id", "b", name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )
