"""The site file's shape as a JSON schema, for editors that complete and check while somebody types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from hmi.settings.schema import SiteEntry


class _WithoutNull(GenerateJsonSchema):
    """A setting that may be left out may not be written empty, so null is no value of it."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def site_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of the site file."""
    schema = SiteEntry.model_json_schema(schema_generator=_WithoutNull)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def write_json_schema(file: Path) -> None:
    """Write the schema to ``file``; the repository keeps it at config/site.schema.json."""
    file.write_text(json.dumps(site_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
