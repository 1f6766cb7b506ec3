"""The first tables of the history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Create every table."""
    _catalog()
    _observations()
    _present()
    _ledger()


def _catalog() -> None:
    op.create_table(
        "machine",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("plant", sa.String, nullable=False),
        sa.Column("cell", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_machine"),
        sa.UniqueConstraint("key", name="uq_machine"),
    )
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("machine_id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("sub_type", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("component", sa.String, nullable=False),
        sa.Column("component_name", sa.String, nullable=False),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("axis", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signal"),
        sa.ForeignKeyConstraint(["machine_id"], ["machine.id"], name="fk_signal_machine_id"),
        sa.UniqueConstraint("machine_id", "key", name="uq_signal"),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("key", name="uq_source"),
    )
    op.create_table(
        "instance",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_instance"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_instance_source_id"),
        sa.UniqueConstraint("source_id", "number", name="uq_instance"),
    )
    op.create_table(
        "text_value",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_text_value"),
        sa.UniqueConstraint("text", name="uq_text_value"),
    )


def _observations() -> None:
    _observation_table(
        "sample",
        sa.Column("v", sa.Float),
        sa.Column("q", sa.SmallInteger, nullable=False),
    )
    _observation_table(
        "text_event",
        sa.Column("text_id", sa.Integer),
        sa.Column("q", sa.SmallInteger, nullable=False),
    )
    _observation_table(
        "condition_event",
        sa.Column("q", sa.SmallInteger, nullable=False),
        sa.Column("level", sa.String),
        *_condition_words(),
    )


def _observation_table(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("signal_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("ts", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("instance_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        *columns,
        sa.PrimaryKeyConstraint("signal_id", "ts", "instance_id", "seq", name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )


def _condition_words() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("type", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("qualifier", sa.String, nullable=False),
        sa.Column("condition_id", sa.String, nullable=False),
    )


def _present() -> None:
    op.create_table(
        "latest",
        sa.Column("signal_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("ts", sa.BigInteger, nullable=False),
        sa.Column("instance_id", sa.Integer, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("v", sa.Float),
        sa.Column("text_id", sa.Integer),
        sa.Column("q", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("signal_id", name="pk_latest"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "active_condition",
        sa.Column("signal_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("identity", _BYTEWISE, nullable=False, autoincrement=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        *_condition_words(),
        sa.PrimaryKeyConstraint("signal_id", "identity", name="pk_active_condition"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "state_interval",
        sa.Column("machine_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("t0", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("t1", sa.BigInteger),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("clamped", sa.Boolean, nullable=False),
        sa.Column("uncertain", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("machine_id", "t0", name="pk_state_interval"),
        sqlite_with_rowid=False,
    )


def _ledger() -> None:
    op.create_table(
        "ingest_cursor",
        sa.Column("source_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("instance_id", sa.Integer, nullable=False),
        sa.Column("next_seq", sa.BigInteger, nullable=False),
        sa.Column("last_ts", sa.BigInteger),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_ingest_cursor"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_ingest_cursor_source_id"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_ingest_cursor_instance_id"),
    )
    op.create_table(
        "gap",
        sa.Column("source_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("t0", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("t1", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("reason", _BYTEWISE, nullable=False, autoincrement=False),
        sa.Column("lost", sa.BigInteger),
        sa.PrimaryKeyConstraint("source_id", "t0", "t1", "reason", name="pk_gap"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_gap_source_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "collector_run",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("started", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("stopped", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_collector_run"),
    )
