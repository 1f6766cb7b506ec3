"""The shape of the site file: what may be written in it, with which limits."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import ConfigDict, Field, model_validator

from hmi.settings.entry import Entry, SecretEntry
from hmi.settings.fields import FilePath, Number, Pair, Text, TimeZone, Url, UserName, wrong
from hmi.settings.store_schema import StoreEntry


class NormalEntry(Entry):
    """What is normal for one signal, in the signal's unit."""

    model_config = ConfigDict(title="Normal range")

    band: Annotated[
        Pair,
        Field(
            title="Band",
            description="Normal range [low, high]; the wall draws it behind the pointer.",
            examples=[[10, 80]],
        ),
    ]
    limit: Annotated[
        Number | None,
        Field(
            title="Limit",
            description="Value that must not be passed; lies at an end of the band or outside it.",
            examples=[100],
        ),
    ] = None
    scale: Annotated[
        Pair | None,
        Field(
            title="Scale",
            description="Ends of the bar [low, high]; without it the bar begins at 0 and grows with the values.",
            examples=[[0, 120]],
        ),
    ] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        low, high = self.band
        if self.limit is not None and low < self.limit < high:
            raise wrong("has a limit inside its band; move the limit to an end of the band or outside it")
        if self.scale is not None and not self.scale[0] <= low < high <= self.scale[1]:
            raise wrong("has a scale that does not hold its band; widen the scale")
        return self


NormalBySignal: TypeAlias = dict[Text, NormalEntry]


class TlsEntry(Entry):
    """How an https agent is verified, and how this program proves who it is."""

    model_config = ConfigDict(
        title="TLS",
        json_schema_extra={
            "minProperties": 1,
            "dependentRequired": {"key": ["certificate"], "key_password": ["certificate"]},
        },
    )

    ca: Annotated[
        FilePath | None,
        Field(
            title="Authorities",
            description="Path of a PEM file with what to believe in place of the computer's own authorities: the "
            "shop's CA, or the agent's own certificate; relative to the site file's folder.",
            examples=["certificates/shop-ca.pem"],
        ),
    ] = None
    certificate: Annotated[
        FilePath | None,
        Field(
            title="Client certificate",
            description="Path of a PEM file with the certificate to show to an agent that demands one, followed by "
            "those between it and its CA; relative to the site file's folder.",
            examples=["certificates/hmi.pem"],
        ),
    ] = None
    key: Annotated[
        FilePath | None,
        Field(
            title="Private key",
            description="Path of a PEM file with the certificate's private key, relative to the site file's folder; "
            "without it the key stands in the certificate's file.",
            examples=["secrets/hmi.key"],
        ),
    ] = None
    key_password: Annotated[
        SecretEntry | None,
        Field(
            title="Key password",
            description="Reference to the password of an encrypted private key.",
            examples=[{"env": "HMI_KEY_PASSWORD"}],
        ),
    ] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self == TlsEntry.model_construct():
            raise wrong("is empty; name a ca or a certificate in it, or delete it")
        if self.certificate is None and self.key is not None:
            raise wrong("has a key without a certificate; add the certificate that belongs to the key")
        if self.certificate is None and self.key_password is not None:
            raise wrong("has a key_password without a certificate; add the certificate whose key it opens")
        return self


class SourceEntry(Entry):
    """Where a machine's data come from."""

    model_config = ConfigDict(title="Source")

    type: Annotated[
        Literal["mtconnect"],
        Field(title="Type", description="Protocol by which the machine is read.", examples=["mtconnect"]),
    ]
    url: Annotated[
        Url,
        Field(
            title="URL",
            description="Address of the MTConnect agent, without user name and password. Machines with one URL share a "
            "connection.",
            examples=["http://192.168.10.21:5000"],
        ),
    ]
    device: Annotated[
        Text | None,
        Field(
            title="Device",
            description="Name or uuid that the agent gives the machine; needed where the agent has several.",
            examples=["VMC-3Axis"],
        ),
    ] = None
    heartbeat: Annotated[
        Number,
        Field(
            title="Heartbeat",
            description="Seconds after which an idle agent proves that it lives; silence of almost twice this, and of "
            "4.9 seconds at least, is a lost link.",
            examples=[2.5],
            ge=0.1,
            le=60,
        ),
    ] = 2.5
    interval: Annotated[
        Number,
        Field(
            title="Interval",
            description="Seconds for which the agent gathers observations before it sends them.",
            examples=[0.25],
            ge=0.01,
            le=60,
        ),
    ] = 0.5
    username: Annotated[
        UserName | None,
        Field(
            title="User name",
            description="User name for basic authentication; needs a password.",
            examples=["hmi"],
        ),
    ] = None
    password: Annotated[
        SecretEntry | None,
        Field(
            title="Password",
            description="Reference to the password for basic authentication.",
            examples=[{"env": "HMI_AGENT_PASSWORD"}],
        ),
    ] = None
    token: Annotated[
        SecretEntry | None,
        Field(
            title="Token",
            description="Reference to the token for bearer authentication; excludes user name and password.",
            examples=[{"env": "HMI_AGENT_TOKEN"}],
        ),
    ] = None
    tls: Annotated[
        TlsEntry | None,
        Field(
            title="TLS",
            description="Own authorities and client certificate for an https agent, which is verified with or without "
            "them.",
            examples=[{"ca": "certificates/shop-ca.pem"}],
        ),
    ] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.interval > self.heartbeat:
            raise wrong("has an interval longer than its heartbeat; shorten the interval or lengthen the heartbeat")
        if (self.username is None) != (self.password is None):
            raise wrong("has only one of username and password; add the other one")
        if self.token is not None and self.password is not None:
            raise wrong("has both a token and a password; keep the one that the agent asks for")
        if self.tls is not None and not self.url.startswith("https:"):
            raise wrong("has tls, but a url that begins with http://; write https:// there or delete tls")
        return self


class MachineEntry(Entry):
    """One machine."""

    model_config = ConfigDict(title="Machine")

    name: Annotated[
        Text,
        Field(
            title="Name",
            description="Name of the machine, unique on the site. To the history a renamed machine is a new one.",
            examples=["VMC 01"],
        ),
    ]
    plant: Annotated[
        Text | None,
        Field(title="Plant", description="Plant or building where the machine stands.", examples=["Joinville"]),
    ] = None
    cell: Annotated[
        Text | None,
        Field(title="Cell", description="Cell or line that the machine belongs to.", examples=["Fresamento"]),
    ] = None
    model: Annotated[
        Text | None,
        Field(title="Model", description="Maker and model, shown under the name.", examples=["Romi D 800"]),
    ] = None
    source: Annotated[
        SourceEntry,
        Field(
            title="Source",
            description="Where the machine's data come from.",
            examples=[{"type": "mtconnect", "url": "http://192.168.10.21:5000"}],
        ),
    ]
    normal: Annotated[
        NormalBySignal,
        Field(
            title="Normal ranges",
            description="Normal range by signal; an entry replaces the site's entry for the same signal as a whole.",
            examples=[{"spindle_load": {"band": [10, 80]}}],
        ),
    ] = {}  # noqa: RUF012 - pydantic copies it for every entry


class SiteEntry(Entry):
    """The site file: the shop, its language and clock, and the machines on its floor."""

    model_config = ConfigDict(title="Shopfloor HMI site")

    site: Annotated[Text, Field(title="Site", description="Name of the shop.", examples=["Aroeira Usinagem"])]
    language: Annotated[
        Literal["en", "pt_BR", "pt-BR"] | None,
        Field(
            title="Language",
            description="Language of the window; without it the language of the computer.",
            examples=["pt_BR"],
        ),
    ] = None
    time_zone: Annotated[
        TimeZone,
        Field(
            title="Time zone",
            description="IANA name of the shop's time zone; shifts and days are counted in it.",
            examples=["America/Sao_Paulo"],
        ),
    ]
    normal: Annotated[
        NormalBySignal,
        Field(
            title="Normal ranges",
            description="Normal range by signal, for every machine that has no entry of its own for the signal.",
            examples=[{"spindle_load": {"band": [10, 80]}}],
        ),
    ] = {}  # noqa: RUF012 - pydantic copies it for every entry
    store: Annotated[
        StoreEntry | None,
        Field(
            title="History",
            description="Where the history lives, how long it is kept and how it is backed up; without it, a file in "
            "the data folder with the usual times.",
            examples=[{"retention": {"samples": 30}, "backup": {"folder": "/mnt/backup/hmi"}}],
        ),
    ] = None
    machines: Annotated[
        tuple[MachineEntry, ...],
        Field(
            title="Machines",
            description="The machines of the shop; files in the folder machines.d beside the site file add one each.",
            strict=False,
            examples=[[{"name": "VMC 01", "source": {"type": "mtconnect", "url": "http://192.168.10.21:5000"}}]],
        ),
    ] = ()
