"""Secrets by reference: the settings say where a secret is, and only its user sees what it is."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from hmi.settings.redact import MASK, register_secret

_LONGEST: Final = 64 * 1024


class SecretError(Exception):
    """A secret cannot be had; the text says where it was looked for, never what was found."""


class Secret:
    """A secret's value, which shows itself to ``reveal`` alone: not to str, repr, format, a log or pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(
            self._value.encode("utf-8", "surrogateescape"), other._value.encode("utf-8", "surrogateescape")
        )

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not copied or stored; pass its SecretReference on")


@dataclass(frozen=True, slots=True)
class SecretReference:
    """Where a secret is kept: in the environment variable ``env`` or in the text file ``file``; exactly one is set."""

    env: str = ""
    file: Path | None = None

    def __post_init__(self) -> None:
        if bool(self.env) == (self.file is not None):
            raise ValueError("a secret reference names either an environment variable or a file")

    def __str__(self) -> str:
        return f"the environment variable {self.env}" if self.file is None else f"the file {self.file}"

    def resolve(self) -> Secret:
        """Look the secret up now and have it masked in every log from now on; reads the disk where it is in a file.

        Line breaks at the end of a file do not belong to the secret. Raises SecretError.
        """
        value = os.environ.get(self.env) if self.file is None else self._content(self.file)
        if value is None:
            raise SecretError(f"{self} is not set; set it and start the program again")
        if not value:
            raise SecretError(f"{self} is empty; put the secret into it")
        register_secret(value)
        return Secret(value)

    def _content(self, file: Path) -> str:
        try:
            with file.open("rb") as stream:
                raw = stream.read(_LONGEST + 1)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "the name is not valid"
            raise SecretError(f"{self} cannot be read ({reason}); check its path and its permissions") from None
        if len(raw) > _LONGEST:
            raise SecretError(f"{self} is too large for a secret; check its path")
        try:
            return raw.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError:
            # "from None": the original holds the bytes that were read.
            raise SecretError(f"{self} is not UTF-8 text; save it as UTF-8") from None
