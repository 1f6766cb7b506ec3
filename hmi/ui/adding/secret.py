"""Where an agent's password is kept, as somebody names it; the secret itself is never typed here."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple

from hmi.domain.inspection import Inspection
from hmi.domain.link import LinkFault
from hmi.domain.phrase import Phrase
from hmi.settings.secrets import SecretReference
from hmi.settings.site import SourceSettings
from hmi.ui.adding import words

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WHO_ASKS: Final = (LinkFault.CREDENTIALS, LinkFault.CREDENTIALS_ASKED, LinkFault.CREDENTIALS_REFUSED)


class Keeper(Enum):
    """What holds the secret."""

    VARIABLE = "variable"
    FILE = "file"


class SecretError(ValueError):
    """What was typed names no place of a secret; ``phrase`` says what to write."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.template)
        self.phrase = phrase


class SecretPlace(NamedTuple):
    """What was typed: without a user name the secret is a token; with nothing at all there is none."""

    username: str = ""
    keeper: Keeper = Keeper.VARIABLE
    place: str = ""

    def on(self, source: SourceSettings) -> SourceSettings:
        """Return the source with these credentials. Raises SecretError."""
        username, place = self.username.strip(), self.place.strip()
        if not username and not place:
            return source
        reference = _reference(self.keeper, place)
        if username:
            return replace(source, username=username, password=reference)
        return replace(source, token=reference)


def asks_for_secret(inspection: Inspection) -> bool:
    """Return whether the agent wants to know who asks, or what was said of that could not be had."""
    reason = inspection.reason
    return reason is not None and reason.fault in _WHO_ASKS


def _reference(keeper: Keeper, place: str) -> SecretReference:
    if not place:
        raise SecretError(words.SECRET_NOWHERE)
    if keeper is Keeper.VARIABLE:
        if not _VARIABLE.fullmatch(place):
            raise SecretError(words.SECRET_VARIABLE_INVALID)
        return SecretReference(env=place)
    file = Path(place)
    if not file.is_absolute():
        raise SecretError(words.SECRET_FILE_RELATIVE)
    return SecretReference(file=file)
