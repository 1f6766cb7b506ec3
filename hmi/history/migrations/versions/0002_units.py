"""Signals keep the unit of their source, and values that were stored in that unit become the product's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PI = 3.141592653589793
_CONVERTED = {
    "MILLIMETER/SECOND": ("MILLIMETER/MINUTE", 60.0, 1.0, 0.0),
    "INCH/SECOND": ("MILLIMETER/MINUTE", 1524.0, 1.0, 0.0),
    "INCH/MINUTE": ("MILLIMETER/MINUTE", 25.4, 1.0, 0.0),
    "FOOT/MINUTE": ("MILLIMETER/MINUTE", 304.8, 1.0, 0.0),
    "INCH": ("MILLIMETER", 25.4, 1.0, 0.0),
    "FOOT": ("MILLIMETER", 304.8, 1.0, 0.0),
    "CENTIMETER": ("MILLIMETER", 10.0, 1.0, 0.0),
    "METER": ("MILLIMETER", 1000.0, 1.0, 0.0),
    "INCH/REVOLUTION": ("MILLIMETER/REVOLUTION", 25.4, 1.0, 0.0),
    "REVOLUTION/SECOND": ("REVOLUTION/MINUTE", 60.0, 1.0, 0.0),
    "RADIAN": ("DEGREE", 180.0, _PI, 0.0),
    "DEGREE/MINUTE": ("DEGREE/SECOND", 1.0, 60.0, 0.0),
    "RADIAN/SECOND": ("DEGREE/SECOND", 180.0, _PI, 0.0),
    "RADIAN/MINUTE": ("DEGREE/SECOND", 3.0, _PI, 0.0),
    "FAHRENHEIT": ("CELSIUS", 5.0, 9.0, -160 / 9),
    "KELVIN": ("CELSIUS", 1.0, 1.0, -273.15),
    "PASCAL": ("BAR", 1.0, 100_000.0, 0.0),
    "KILOPASCAL": ("BAR", 1.0, 100.0, 0.0),
    "MEGAPASCAL": ("BAR", 10.0, 1.0, 0.0),
    "MILLIBAR": ("BAR", 1.0, 1000.0, 0.0),
    "POUND/INCH^2": ("BAR", 6894.757293168, 100_000.0, 0.0),
    "KILOWATT": ("WATT", 1000.0, 1.0, 0.0),
    "HOUR": ("SECOND", 3600.0, 1.0, 0.0),
    "MINUTE": ("SECOND", 60.0, 1.0, 0.0),
}
"""Units in which values were stored before this revision: the product's unit, factor, divisor, and what is added."""


def upgrade() -> None:
    """Add the columns and convert."""
    op.add_column("signal", sa.Column("source_unit", sa.String, nullable=False, server_default=""))
    op.add_column("signal", sa.Column("discrete", sa.Boolean, nullable=False, server_default=sa.false()))
    signal = sa.table("signal", sa.column("id"), sa.column("unit"), sa.column("source_unit"), sa.column("kind"))
    for unit, (product_unit, times, by, plus) in _CONVERTED.items():
        wanted = sa.and_(sa.func.upper(signal.c.unit) == unit, signal.c.source_unit == "", signal.c.kind == "num")
        of_unit = sa.select(signal.c.id).where(wanted).scalar_subquery()
        for name in ("sample", "latest"):
            table = sa.table(name, sa.column("signal_id"), sa.column("v"))
            op.execute(sa.update(table).where(table.c.signal_id.in_(of_unit)).values(v=table.c.v * times / by + plus))
        op.execute(sa.update(signal).where(wanted).values(unit=product_unit, source_unit=signal.c.unit))
