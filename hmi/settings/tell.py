"""Says one sentence to whoever started the program."""

from __future__ import annotations

import sys

from hmi.settings.redact import redact


def tell(sentence: str) -> None:
    """Write ``sentence`` as one redacted line to standard error, where there is one; never raises."""
    # A window that was started without a console has no standard error (PyInstaller, pythonw).
    if not sys.stderr:
        return
    try:
        sys.stderr.write(redact(" ".join(sentence.splitlines())) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # closed or broken: nobody reads it
