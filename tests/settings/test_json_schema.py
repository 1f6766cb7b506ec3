"""The JSON schema that editors use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from hmi.settings.json_schema import site_schema, write_json_schema
from tests.settings.conftest import VALID

CONFIG = Path(__file__).parents[2] / "config"


def test_the_committed_schema_is_the_generated_one(tmp_path: Path) -> None:
    write_json_schema(tmp_path / "site.schema.json")
    committed, generated = CONFIG / "site.schema.json", tmp_path / "site.schema.json"
    assert committed.read_bytes() == generated.read_bytes(), (
        "write it anew: python -c 'from pathlib import Path; from hmi.settings.json_schema import write_json_schema; "
        'write_json_schema(Path("config/site.schema.json"))\''
    )


@pytest.mark.parametrize("text", [VALID, (CONFIG / "site.example.yaml").read_text(encoding="utf-8")])
def test_a_right_site_file_meets_the_schema(text: str) -> None:
    jsonschema.Draft202012Validator.check_schema(site_schema())
    jsonschema.validate(yaml.safe_load(text), site_schema())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("language: pt_BR", "language: fr"),
        ("language: pt_BR", "language:"),
        ("language: pt_BR", "colour: red"),
        ("name: VMC 01", "name: 101"),
        ("time_zone: America/Sao_Paulo\n", ""),
        ("band: [10, 80]", "band: [80]"),
        ("http://192.168.10.21:5000", "http://u:p@192.168.10.21:5000"),
        ("heartbeat: 5", "password: hunter2"),
        ("heartbeat: 5", "tls: {}"),
        ("heartbeat: 5", "tls: {key: a.key}"),
        ("heartbeat: 5", "tls: {certificate: a.pem, key_password: hunter2}"),
        ("heartbeat: 5", "password: {}"),
        ("heartbeat: 5", "password: {env: A, file: b}"),
        ("heartbeat: 5", "heartbeat: 0"),
        ("language: pt_BR", "store: {password: {env: A}}"),
        ("language: pt_BR", "store: {url: 'postgresql://hmi@db/history'}"),
        ("language: pt_BR", "store: {retention: {samples: 1.5}}"),
        ("language: pt_BR", "store: {backup: {at: '3:30'}}"),
    ],
)
def test_an_editor_sees_what_is_wrong(old: str, new: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(VALID.replace(old, new)), site_schema())


def _settings(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for group in (schema, *schema["$defs"].values()):
        for key, setting in group["properties"].items():
            yield f"{group['title']}.{key}", setting


def test_every_setting_is_described_with_an_example() -> None:
    for path, setting in _settings(site_schema()):
        assert setting["description"].endswith("."), path
        assert setting["examples"], path
        assert "title" in setting or "$ref" in setting, path
