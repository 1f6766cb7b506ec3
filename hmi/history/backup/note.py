"""The note that lies beside a backup: what is in it, and by what it is known to be whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from hmi.domain.backup import Backup, BackupForm

ENDING: Final = ".json"
_NOTE: Final = 1
"""Version of the note's form."""


def note_of(backup: Backup) -> str:
    """Return the text of a backup's note."""
    fields = {
        "note": _NOTE,
        "form": backup.form.value,
        "store": backup.store,
        "made_us": backup.made_us,
        "until_us": backup.until_us,
        "size": backup.size,
        "sha256": backup.sha256,
        "revision": backup.revision,
        "version": backup.version,
        "rows": dict(backup.rows),
    }
    return json.dumps(fields, indent=1) + "\n"


def read_note(path: Path) -> Backup | None:
    """Return the backup at ``path`` as its note tells it; None where there is no note that can be understood."""
    try:
        fields = json.loads(path.with_suffix(ENDING).read_text(encoding="utf-8"))
        if fields["note"] != _NOTE:
            return None
        until_us = fields["until_us"]
        return Backup(
            path=path,
            form=BackupForm(fields["form"]),
            store=str(fields["store"]),
            made_us=int(fields["made_us"]),
            until_us=None if until_us is None else int(until_us),
            size=int(fields["size"]),
            sha256=str(fields["sha256"]),
            revision=str(fields["revision"]),
            version=str(fields["version"]),
            rows={str(table): int(rows) for table, rows in fields["rows"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
