"""Reads a YAML file into a Document without losing the place of anything."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import Reader
from yaml.resolver import Resolver

from hmi.settings.document import Document, Location, Place
from hmi.settings.errors import Problem, SettingsError
from hmi.settings.syntax import syntax_problem

_LONGEST: Final = 1_000_000
_MOST_NODES: Final = 100_000
_DEEPEST: Final = 32
_TAG: Final = "tag:yaml.org,2002:"
_BOOLEANS: Final = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
# The value itself is not repeated: where it was meant as a password it would stand in the message.
_OTHER_NOTATION: Final = "is read by YAML as a number in another notation; put text in quotes, write numbers plainly"
_TRAPS: Final = {
    "int": _OTHER_NOTATION,
    "float": _OTHER_NOTATION,
    "timestamp": "is read by YAML as a date; put it in quotes",
}
_LINE_ENDS: Final = re.compile("[\n\x85\u2028\u2029]")
_WHOLE: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]*\.[0-9]*([eE][-+]?[0-9]{1,3})?")


def read_document(file: Path) -> Document:
    """Read ``file``. What can be told apart from the rest is noted in the document's ``problems``.

    Raises SettingsError where the file gives no data at all: it cannot be read, is not YAML or is empty.
    """
    text = _text(file)
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        # PyYAML 6.0.3 lets ValueError and OverflowError of impossible "\U..." escapes and versions through.
        raise SettingsError([syntax_problem(file, text, error, loader.get_mark())]) from None
    finally:
        loader.dispose()
    if root is None:
        raise _whole(file, "is empty; write the settings into it, config/site.example.yaml shows how", Place(1, 1))
    return _Builder(file).build(root)


def _whole(file: Path, message: str, place: Place | None = None) -> SettingsError:
    place = place or Place(0, 0)
    return SettingsError([Problem(file, place.line, place.column, "", message)])


def _text(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _whole(file, "is a folder; name the settings file in it")
        if not stat.S_ISREG(mode):
            raise _whole(file, "is not a regular file; name a settings file")
        with file.open("rb") as stream:
            raw = stream.read(_LONGEST + 1)
    except FileNotFoundError:
        raise _whole(file, "does not exist; check the path, or copy config/site.example.yaml there") from None
    except OSError as error:
        raise _whole(file, f"cannot be read ({error.strerror}); check the path and its permissions") from None
    if len(raw) > _LONGEST:
        raise _whole(file, f"is larger than {_LONGEST:,} bytes; check that it is a settings file")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _whole(file, "is UTF-16 text; save it as UTF-8", Place(1, 1))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _end(_with_plain_line_ends(error.object[: error.start].decode()))  # without the byte order mark
        raise _whole(file, "is not UTF-8 text from here on; save it as UTF-8", place) from None
    text = _with_plain_line_ends(text)
    if unprintable := Reader.NON_PRINTABLE.search(text):
        raise _whole(file, "holds a control character here; delete it", _end(text[: unprintable.start()]))
    return text


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _end(text: str) -> Place:
    lines = _LINE_ENDS.split(text)
    return Place(len(lines), len(lines[-1]) + 1)


class _Builder:
    """Turns the nodes of one file into a Document."""

    def __init__(self, file: Path) -> None:
        self._document = Document(file)
        self._nodes_left = _MOST_NODES
        self._plain = Resolver()

    def build(self, root: Node) -> Document:
        self._document.data = self._value(root, (), None)
        return self._document

    def _value(self, node: Node, location: Location, key: Place | None) -> object:
        self._count(node, len(location))
        place = _place(node)
        # A block stands on the lines beneath its key; the key is where a user looks.
        block = isinstance(node, MappingNode | SequenceNode) and not node.flow_style
        self._document.values[location] = key if block and key else place
        if isinstance(node, ScalarNode):
            return self._scalar(node, location, place)
        kind = "map" if isinstance(node, MappingNode) else "seq"
        if node.tag != _TAG + kind:
            self._document.report(location, "has a tag; delete the word that begins with !", place)
        if isinstance(node, MappingNode):
            return self._mapping(node, location)
        return [self._item(item, (*location, index)) for index, item in enumerate(node.value)]

    def _item(self, node: Node, location: Location) -> object:
        value = self._value(node, location, None)
        if value is None:
            self._document.report(location, "is an empty entry; fill it in or delete its line")
        return value

    def _mapping(self, node: MappingNode, location: Location) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, (key_node, value_node) in self._pairs(node, location, ()).items():
            inner = (*location, key)
            key_place = self._document.keys[inner] = _place(key_node)
            value = self._value(value_node, inner, key_place)
            if value is None:
                self._document.report(inner, "has no value; write one after the colon or delete the line", key_place)
            else:
                data[key] = value
        return data

    def _pairs(
        self, node: MappingNode, location: Location, merging: tuple[MappingNode, ...]
    ) -> dict[str, tuple[Node, Node]]:
        """Return the keys of a mapping with what ``<<`` merges into it; its own keys win, then the first merged."""
        own: dict[str, tuple[Node, Node]] = {}
        merged: dict[str, tuple[Node, Node]] = {}
        for key_node, value_node in node.value:
            self._count(key_node, len(location) + len(merging))
            if key_node.tag == _TAG + "merge":
                for source in self._merged(value_node, location):
                    merged = self._pairs(source, location, (*merging, node)) | merged
            elif not isinstance(key_node, ScalarNode):
                self._document.report(location, "has a key that is not a word; write 'key: value'", _place(key_node))
            elif key_node.value in own:
                first = own[key_node.value][0].start_mark.line + 1
                self._document.report(
                    (*location, key_node.value),
                    f"is given twice; keep this line or line {first} and delete the other",
                    _place(key_node),
                )
            else:
                # The text of the key and not what YAML 1.1 makes of it, so that a signal may be called "on" or 1.
                own[key_node.value] = (key_node, value_node)
        return merged | own

    def _merged(self, node: Node, location: Location) -> Iterator[MappingNode]:
        for source in node.value if isinstance(node, SequenceNode) else [node]:
            if isinstance(source, MappingNode):
                yield source
            else:
                message = "merges something that is not a group of settings; name the anchor of one, such as <<: *group"
                self._document.report((*location, "<<"), message, _place(source))

    def _scalar(self, node: ScalarNode, location: Location, place: Place) -> object:
        text: str = node.value
        resolved = self._plain.resolve(ScalarNode, text, (not node.style, bool(node.style)))  # type: ignore[no-untyped-call]
        tag = node.tag.removeprefix(_TAG)
        if tag == "str":
            return text
        if node.tag != resolved:
            self._document.report(location, "has a tag; delete the word that begins with !", place)
            return text
        if tag == "null":
            return None
        if tag == "bool":
            return _BOOLEANS[text.lower()]
        if tag == "int" and _WHOLE.fullmatch(text):
            return int(text)
        if tag == "float" and _DECIMAL.fullmatch(text):
            return float(text)
        if message := _TRAPS.get(tag):
            self._document.report(location, message, place)
        return text  # what remains is a lone "=" or "<<"

    def _count(self, node: Node, depth: int) -> None:
        self._nodes_left -= 1
        file = self._document.file
        if self._nodes_left < 0:
            raise _whole(file, "grows too large here; write fewer settings or use fewer anchors (&, *)", _place(node))
        if depth > _DEEPEST:
            raise _whole(file, "is nested too deeply here; check the indentation, and anchors (&, *)", _place(node))


def _place(node: Node) -> Place:
    text = node.value if isinstance(node, ScalarNode) and not node.style else None
    return Place(node.start_mark.line + 1, node.start_mark.column + 1, text)
