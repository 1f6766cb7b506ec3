"""What every group of settings has in common, and the group that says where a secret is kept."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hmi.settings.fields import Variable, wrong


class Entry(BaseModel):
    """A group of settings: nothing is converted, nothing unknown is let through, nothing is shown in an error."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class SecretEntry(Entry):
    """Where a secret is kept, so that it is not written in the site file."""

    model_config = ConfigDict(
        title="Secret reference", json_schema_extra={"oneOf": [{"required": ["env"]}, {"required": ["file"]}]}
    )

    env: Annotated[
        Variable | None,
        Field(
            title="Environment variable",
            description="Name of the environment variable that holds the secret.",
            examples=["HMI_AGENT_PASSWORD"],
        ),
    ] = None
    file: Annotated[
        str | None,
        Field(
            title="File",
            description="Path of a text file that holds the secret alone, relative to the site file's folder.",
            examples=["secrets/agent.txt"],
            min_length=1,
            max_length=1000,
        ),
    ] = None

    @model_validator(mode="after")
    def _names_one_place(self) -> Self:
        if (self.env is None) == (self.file is None):
            raise wrong("must be either {env: NAME} or {file: PATH}; keep one of the two")
        return self
