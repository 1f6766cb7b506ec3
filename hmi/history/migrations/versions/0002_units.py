"""Signals keep the unit of their source, and values that were stored in that unit become the product's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CONVERTED = {
    "MILLIMETER/SECOND": ("MILLIMETER/MINUTE", 60.0, 1.0),
    "PASCAL": ("BAR", 1.0, 100_000.0),
}
"""What was stored before this revision by agents that keep to the standard: unit, factor, divisor."""


def upgrade() -> None:
    """Add the columns and convert."""
    op.add_column("signal", sa.Column("source_unit", sa.String, nullable=False, server_default=""))
    op.add_column("signal", sa.Column("discrete", sa.Boolean, nullable=False, server_default=sa.false()))
    signal = sa.table("signal", sa.column("id"), sa.column("unit"), sa.column("source_unit"), sa.column("kind"))
    for unit, (product_unit, times, by) in _CONVERTED.items():
        of_unit = sa.select(signal.c.id).where(signal.c.unit == unit, signal.c.kind == "num").scalar_subquery()
        for name in ("sample", "latest"):
            table = sa.table(name, sa.column("signal_id"), sa.column("v"))
            op.execute(sa.update(table).where(table.c.signal_id.in_(of_unit)).values(v=table.c.v * times / by))
        op.execute(
            sa.update(signal)
            .where(signal.c.unit == unit, signal.c.kind == "num")
            .values(unit=product_unit, source_unit=unit)
        )
