"""The shape of the site file's ``store``: where the history lives, how long it is kept, how it is backed up."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self, TypeAlias

from pydantic import ConfigDict, Field, model_validator

from hmi.domain.retention import Retention
from hmi.settings.entry import Entry, SecretEntry
from hmi.settings.fields import Days, FilePath, StoreUrl, Text, TimeOfDay, wrong

DaysBySignal: TypeAlias = dict[Text, Days]

_USUAL = Retention()


class RetentionEntry(Entry):
    """For how many days each tier of the history is kept."""

    model_config = ConfigDict(title="Retention")

    samples: Annotated[
        Days,
        Field(
            title="Samples",
            description="Days for which every single value of a number signal is kept.",
            examples=[_USUAL.samples_days],
        ),
    ] = _USUAL.samples_days
    ten_minutes: Annotated[
        Days,
        Field(
            title="Ten minutes",
            description="Days for which mean, minimum and maximum of ten minutes each are kept; at least as many as "
            "samples.",
            examples=[_USUAL.ten_minutes_days],
        ),
    ] = _USUAL.ten_minutes_days
    hours: Annotated[
        Days,
        Field(
            title="Hours",
            description="Days for which mean, minimum and maximum of an hour each are kept; at least as many as "
            "ten_minutes.",
            examples=[_USUAL.hours_days],
        ),
    ] = _USUAL.hours_days
    events: Annotated[
        Days,
        Field(
            title="Events",
            description="Days for which texts, conditions, machine states and gaps are kept; what still holds stays.",
            examples=[_USUAL.events_days],
        ),
    ] = _USUAL.events_days
    signals: Annotated[
        DaysBySignal,
        Field(
            title="Signals",
            description="Days for which the samples of single signals are kept, whatever 'samples' says; their ten "
            "minutes and hours are kept at least as long.",
            examples=[{"spindle_load": 365}],
        ),
    ] = {}  # noqa: RUF012 - pydantic copies it for every entry

    @model_validator(mode="after")
    def _coarser_is_kept_longer(self) -> Self:
        tiers = ("samples", "ten_minutes", "hours")
        for finer, coarser in pairwise(tiers):
            longer, shorter = getattr(self, finer), getattr(self, coarser)
            if shorter < longer:
                raise wrong(
                    f"keeps {coarser} for {shorter} days and {finer} for {longer}; a coarser tier is kept at least as "
                    f"long as a finer one, so write {coarser}: {longer} or more, or shorten {finer}"
                )
        return self


class BackupEntry(Entry):
    """When and where to the history is copied."""

    model_config = ConfigDict(title="Backup")

    folder: Annotated[
        FilePath | None,
        Field(
            title="Folder",
            description="Folder for the backups, relative to the site file's folder, best on another disk; without it "
            "the folder 'backups' in the data folder.",
            examples=["/mnt/backup/hmi"],
        ),
    ] = None
    daily: Annotated[
        bool,
        Field(title="Daily", description="Whether a backup is made every day.", examples=[True]),
    ] = True
    at: Annotated[
        TimeOfDay,
        Field(
            title="At",
            description="Time of the daily backup on the shop's clock, in quotes; best outside the shifts.",
            examples=["03:30"],
        ),
    ] = "03:30"


class StoreEntry(Entry):
    """The history: where it lives, how long it is kept and how it is backed up."""

    model_config = ConfigDict(title="Store", json_schema_extra={"dependentRequired": {"password": ["url"]}})

    url: Annotated[
        StoreUrl | None,
        Field(
            title="URL",
            description="Address of a PostgreSQL database for the history, with the user and without a password; "
            "without it the history is a file in the data folder.",
            examples=["postgresql+psycopg://hmi@192.168.10.5:5432/history?sslmode=verify-full"],
        ),
    ] = None
    password: Annotated[
        SecretEntry | None,
        Field(
            title="Password",
            description="Reference to the password of the user in the url.",
            examples=[{"env": "HMI_STORE_PASSWORD"}],
        ),
    ] = None
    retention: Annotated[
        RetentionEntry | None,
        Field(
            title="Retention",
            description="For how many days each tier of the history is kept; what is not named has its usual time.",
            examples=[{"samples": 30, "ten_minutes": 90, "hours": 730, "events": 730}],
        ),
    ] = None
    backup: Annotated[
        BackupEntry | None,
        Field(
            title="Backup",
            description="When and where to the history is copied; without it every day, into the data folder.",
            examples=[{"folder": "/mnt/backup/hmi", "at": "03:30"}],
        ),
    ] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.password is not None and self.url is None:
            raise wrong("has a password without a url; add the url of the database that it opens, or delete it")
        return self
