"""Whatever happens to a site file, it loads or it is told with a place that exists."""

from __future__ import annotations

import copy
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from hmi.settings.errors import Problem, SettingsError
from hmi.settings.loader import load_site
from tests.settings.conftest import VALID

TREE: Any = yaml.safe_load(
    VALID.replace("      device: VMC-1\n", "      device: VMC-1\n      username: hmi\n      password: {env: HMI}\n")
)
WITH_TLS: Any = copy.deepcopy(TREE)
WITH_TLS["machines"][0]["source"] |= {
    "url": "https://192.168.10.21",
    "tls": {"ca": "ca.pem", "certificate": "hmi.pem", "key": "hmi.key", "key_password": {"env": "HMI"}},
}
WITH_STORE: Any = TREE | {
    "store": {
        "url": "postgresql+psycopg://hmi@db:5432/history",
        "password": {"env": "HMI"},
        "retention": {"samples": 30, "ten_minutes": 90, "hours": 730, "events": 730, "signals": {"spindle_load": 365}},
        "backup": {"folder": "backups", "daily": True, "at": "03:30"},
    }
}
OTHER_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(10**30), 0, 1, 65536]),
    st.floats(),
    st.dates(),
    st.binary(max_size=5),
    st.text(max_size=12),
    st.sampled_from(["on", "8:30", "0,5", "<<", "=", "mtconnect", "http://a:5000", "UTC", "en", "VMC 01"]),
    st.lists(st.integers() | st.text(max_size=3), max_size=4),
    st.sets(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4) | st.integers() | st.booleans(), st.integers(), max_size=3),
)


def _containers(node: Any) -> Iterator[Any]:
    if isinstance(node, dict | list):
        yield node
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _containers(inner)


def _check(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "site.yaml"
        file.write_bytes(content)
        problems: tuple[Problem, ...] = ()
        try:
            load_site(file)
        except SettingsError as error:
            problems = error.problems
            assert problems
    # YAML counts these as the ends of lines, too.
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", content.decode("utf-8-sig", "replace"))
    for problem in problems:
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        assert problem.message.isprintable()
        assert str(problem).isprintable()


@given(st.data())
def test_a_changed_site_file_loads_or_is_told(data: st.DataObject) -> None:
    tree = copy.deepcopy(data.draw(st.sampled_from([TREE, WITH_TLS, WITH_STORE])))
    for _ in range(data.draw(st.integers(1, 3))):
        container = data.draw(st.sampled_from([node for node in _containers(tree) if node] or [tree]))
        keys = list(container) if isinstance(container, dict) else list(range(len(container)))
        key = data.draw(st.sampled_from(keys)) if keys else "site"
        value = container.pop(key) if keys else None
        change = data.draw(st.sampled_from(["rename", "replace", "remove", "repeat"]))
        if change == "repeat" and isinstance(container, list):
            container += [value, value]
        elif change == "rename" and isinstance(container, dict):
            container[data.draw(st.text(max_size=8) | st.integers() | st.dates() | st.none())] = value
        elif change != "remove":
            other = data.draw(OTHER_VALUES)
            if isinstance(container, dict):
                container[key] = other
            else:
                container.insert(key, other)
    style = data.draw(st.sampled_from([None, True, False]))
    _check(yaml.safe_dump(tree, default_flow_style=style, allow_unicode=data.draw(st.booleans())).encode())


@given(
    st.integers(0, len(VALID)), st.integers(0, 20), st.text(max_size=6) | st.sampled_from(list("'\"[]{}:&*!|>%@`,#-"))
)
def test_a_file_with_an_edit_anywhere_loads_or_is_told(start: int, length: int, inserted: str) -> None:
    _check((VALID[:start] + inserted + VALID[start + length :]).encode("utf-8", "surrogatepass"))


@given(st.text(alphabet="a1:-?[]{}&*!|>%@`,#'\"\\ \n\t<=.~", max_size=40))
def test_any_text_is_told(text: str) -> None:
    _check(text.encode())


@given(st.binary(max_size=40))
def test_any_bytes_are_told(content: bytes) -> None:
    _check(content)


def test_values_that_yaml_has_and_the_site_file_has_not_are_told() -> None:
    for value in (date(2026, 1, 2), b"x", {1, 2}, float("nan")):
        _check(yaml.safe_dump(TREE | {"site": value}).encode())
