"""The kinds of value that a setting may hold."""

from __future__ import annotations

import re
import zoneinfo
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from hmi.settings.store_url import normalise_store_url
from hmi.settings.suggestion import closest, did_you_mean
from hmi.settings.url import UrlError, normalise_url

SENTENCE: Final = "sentence"
"""Type of the errors of this module; their message is ready for the user."""

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_PATH: Final = 1000
_TIME_OF_DAY: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_MOST_DAYS: Final = 36_500
_NO_PLACES: Final = frozenset({"localtime", "Factory"})


def wrong(sentence: str) -> PydanticCustomError:
    """Return the error that says ``sentence`` to the user as it stands."""
    return PydanticCustomError(SENTENCE, "{text}", {"text": sentence})


def _one_line(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise wrong("must be one line of text without spaces at its ends; correct it")
    return text


def _known_time_zone(name: str) -> str:
    zones = zoneinfo.available_timezones() - _NO_PLACES
    if name in zones:
        return name
    # Etc/GMT-3 is three hours ahead of UTC: suggested to somebody who wrote UTC-3 it would be six hours wrong.
    places = {zone for zone in zones if "/" in zone and not zone.startswith("Etc/")}
    by_city = {zone.rpartition("/")[2]: zone for zone in sorted(places)}
    city = closest(name.rpartition("/")[2], by_city, similarity=0.85)
    meant = closest(name, places, similarity=0.85) or (by_city[city] if city else None)
    raise wrong(f"is not a known time zone; write an IANA name such as America/Sao_Paulo{did_you_mean(meant)}")


def _endpoint(url: str) -> str:
    try:
        return normalise_url(url)
    except UrlError as error:
        raise wrong(str(error)) from None


def _database(url: str) -> str:
    try:
        return normalise_store_url(url)
    except UrlError as error:
        raise wrong(str(error)) from None


def _time_of_day(text: str) -> str:
    if not _TIME_OF_DAY.fullmatch(text):
        raise wrong('must be a time from "00:00" to "23:59"; write hours and minutes with two digits each, in quotes')
    return text


def _variable(name: str) -> str:
    if not _VARIABLE.fullmatch(name):
        raise wrong("must be the name of an environment variable: letters, digits and _, no digit first")
    return name


def _user_name(name: str) -> str:
    if ":" in name:
        raise wrong("must not contain a colon, which ends the user name in basic authentication; correct it")
    return name


def _path(path: str) -> str:
    if "-----BEGIN" in path:
        raise wrong("must be the path of a file; move this text into a file of its own, and write the file's path here")
    if not path.isprintable() or len(path) > _LONGEST_PATH:
        raise wrong(f"must be the path of a file in one line of {_LONGEST_PATH} characters at most; correct it")
    return path


def _rising(pair: tuple[float, ...]) -> tuple[float, ...]:
    if pair[0] >= pair[1]:
        raise wrong("must rise; write the lower number first")
    return pair


Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_one_line)]
Number: TypeAlias = Annotated[float, Field(allow_inf_nan=False)]
Pair: TypeAlias = Annotated[
    tuple[Number, ...], Field(strict=False, min_length=2, max_length=2), AfterValidator(_rising)
]  # YAML has lists only: strict=False lets a list be a tuple, its numbers stay strict
Url: TypeAlias = Annotated[
    str,
    Field(min_length=1, max_length=500, json_schema_extra={"pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s@?#]+$"}),
    AfterValidator(_endpoint),
]
StoreUrl: TypeAlias = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        json_schema_extra={
            "pattern": r"^[Pp][Oo][Ss][Tt][Gg][Rr][Ee][Ss][Qq][Ll]\+[Pp][Ss][Yy][Cc][Oo][Pp][Gg]://[^\s#]+$"
        },
    ),
    AfterValidator(_database),
]
Days: TypeAlias = Annotated[int, Field(ge=1, le=_MOST_DAYS)]
TimeOfDay: TypeAlias = Annotated[
    str, Field(json_schema_extra={"pattern": f"^({_TIME_OF_DAY.pattern})$"}), AfterValidator(_time_of_day)
]
TimeZone: TypeAlias = Annotated[Text, AfterValidator(_known_time_zone)]
UserName: TypeAlias = Annotated[Text, AfterValidator(_user_name)]
FilePath: TypeAlias = Annotated[
    str, Field(min_length=1, json_schema_extra={"maxLength": _LONGEST_PATH}), AfterValidator(_path)
]
Variable: TypeAlias = Annotated[str, AfterValidator(_variable)]
