"""Puts what pydantic found into sentences that say what to do."""

from __future__ import annotations

import json
import re
from types import UnionType
from typing import Annotated, Final, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hmi.settings.document import SECRET_KEYS, Document, Location, is_secret
from hmi.settings.entry import Entry
from hmi.settings.fields import SENTENCE
from hmi.settings.suggestion import closest, did_you_mean

_DECIMAL_COMMA: Final = re.compile(r"[-+]?[0-9]+,[0-9]+")
_WHOLE: Final = re.compile(r"[-+]?[0-9]+")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_PAIR: Final = "must be two numbers in brackets, the lower one first, such as [10, 80]"
_GROUP: Final = "must be a group of settings; write each as 'key: value' on a line of its own beneath"
_SENTENCES: Final = {
    "bool_type": "must be yes or no; write one of the two without quotes",
    "model_type": _GROUP,
    "dict_type": _GROUP,
    "too_short": _PAIR,
    "too_long": _PAIR,
    "finite_number": "is too large a number; write a smaller one",
    "greater_than_equal": "must be at least {ge:g}; write a larger number",
    "less_than_equal": "must be at most {le:g}; write a smaller number",
    "string_too_short": "is empty; write a text between the quotes or delete the line",
    "string_too_long": "is longer than {max_length} characters; shorten it",
    "string_unicode": "holds a character that does not exist; write it without \\u escapes",
}


def report(document: Document, model: type[Entry], error: ValidationError) -> None:
    """Note every problem of ``error``, which came from validating the document's data against ``model``."""
    meant: set[Location] = set()
    missing: list[Location] = []
    for details in error.errors(include_url=False):
        # pydantic marks an error in a key of a mapping by one more part.
        location = tuple(part for part in details["loc"] if part != "[key]")
        if details["type"] == "missing":
            missing.append(location)
        elif details["type"] == "extra_forbidden":
            near = _report_unknown(document, model, location)
            meant |= {(*location[:-1], near)} if near else set()
        elif location not in document.flagged and not _is_echo(details["type"], location, document):
            place = document.keys[location] if "[key]" in details["loc"] else None
            document.report(location, _sentence(details, document, model, location), place)
    for location in missing:
        # A misspelt key is told once, not a second time as a missing one.
        if location not in document.flagged | meant:
            document.report(location, f"is missing; add {_example(model, location)}")


def _is_echo(kind: str, location: Location, document: Document) -> bool:
    """Return whether a list only counts as too short because one of its entries was told to be wrong."""
    depth = len(location)
    return kind == "too_short" and any(flagged[:depth] == location for flagged in document.flagged)


def _report_unknown(document: Document, model: type[Entry], location: Location) -> str | None:
    allowed = list(_group(model, location).model_fields)
    near = closest(str(location[-1]), allowed)
    advice = "correct it" if near else f"delete it, or use one of {', '.join(allowed)}"
    document.report(location, f"is not a setting here; {advice}{did_you_mean(near)}", document.keys[location])
    return near


def _sentence(details: ErrorDetails, document: Document, model: type[Entry], location: Location) -> str:
    kind, value = details["type"], details["input"]
    text = None if is_secret(location) else document.place(location).text
    if kind == SENTENCE:
        return details["msg"]
    if kind == "model_type" and location and location[-1] in SECRET_KEYS:
        return "must not stand in this file; write a reference such as {env: NAME} and set that environment variable"
    if kind == "string_type":
        return _text_expected(value, text)
    if kind in ("float_type", "int_type"):
        return _number_expected(value, whole=kind == "int_type")
    if kind == "literal_error":
        choices = [str(choice) for choice in get_args(_follow(model, location))]
        near = closest(value, choices) if isinstance(value, str) else None
        advice = f"must be one of {', '.join(choices)}" if len(choices) > 1 else f"must be {choices[0]}"
        trap = "; YAML reads this word as yes or no, put it in quotes" if isinstance(value, bool) else ""
        return f"{advice}{trap}{did_you_mean(near)}"
    if kind == "tuple_type":
        return _PAIR if _follow(model, (*location, 0)) is float else "must be a list; begin each entry with '- '"
    sentence = _SENTENCES.get(kind, "is not valid; compare it with config/site.example.yaml")
    return sentence.format_map(details.get("ctx", {}))


def _text_expected(value: object, text: str | None) -> str:
    if isinstance(value, bool | int | float):
        meaning = "yes or no" if isinstance(value, bool) else "a number"
        example = "" if text is None else f': "{text}"'
        return f"must be text, but YAML reads it as {meaning}; put it in quotes{example}"
    return "must be text; write it on the line of its key"


def _number_expected(value: object, *, whole: bool) -> str:
    if whole and (isinstance(value, float) or (isinstance(value, str) and not _WHOLE.fullmatch(value))):
        return "must be a whole number such as 30; write it without decimals and without a unit"
    if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value):
        return f"must be a number; write the decimals after a point: {value.replace(',', '.')}"
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return f"must be a number; remove the quotes: {value}"
    return f"must be a {'whole number such as 30' if whole else 'number such as 2.5'}; write it without a unit"


def _example(model: type[Entry], location: Location) -> str:
    """Return how the setting at ``location`` may be written, from the examples of its field."""
    key = str(location[-1])
    example = (_group(model, location).model_fields[key].examples or [""])[0]
    return f"'{key}: {example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)}'"


def _group(model: type[Entry], location: Location) -> type[Entry]:
    """Return the group of settings that ``location`` is a setting of."""
    group = _follow(model, location[:-1])
    if isinstance(group, type) and issubclass(group, Entry):
        return group
    raise AssertionError(f"{location} is not a setting of {model.__name__}")


def _follow(annotation: object, location: Location) -> object:
    """Return the type that ``location`` leads to, without what annotates it and without its None."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _follow(arguments[0], location)
    if origin in (Union, UnionType):
        return _follow(next(argument for argument in arguments if argument is not type(None)), location)
    if not location:
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return _follow(annotation.model_fields[str(location[0])].annotation, location[1:])
    return _follow(arguments[1] if origin is dict else arguments[0], location[1:])
