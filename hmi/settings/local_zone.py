"""Finds out the IANA name of the time zone that this computer is set to."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LINK: Final = Path("/etc/localtime")
_FOLDER: Final = "zoneinfo/"


def local_zone(link: Path = LINK) -> str | None:
    """Return the name, such as ``America/Sao_Paulo``; None where it cannot be told, as on Windows.

    The environment variable TZ counts before ``link``, as it does for the C library. Reads the disk.
    """
    known = zoneinfo.available_timezones()
    return next((name for name in _candidates(link) if name in known), None)


def _candidates(link: Path) -> Iterator[str]:
    chosen = os.environ.get("TZ", "").removeprefix(":")
    if chosen:
        yield chosen.rpartition(_FOLDER)[2]
        return
    try:
        yield link.readlink().as_posix().rpartition(_FOLDER)[2]
    except (OSError, ValueError):
        return  # a copy in place of the link, or none at all, as on Windows: neither says its name
