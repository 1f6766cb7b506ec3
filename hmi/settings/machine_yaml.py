"""Writes settings as the YAML that the loader reads; secrets only as references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from hmi.domain.machine import Band
from hmi.settings.secrets import SecretReference
from hmi.settings.site import MachineSettings, SourceSettings, TlsSettings

_HEADER: Final = """\
# A site file, made from what an agent says of itself: config/site.example.yaml shows what else may stand in it.
# The names identify the machines for ever, so change them before the first collecting.
"""
_NO_ZONE: Final = (
    "time_zone: UTC    # the computer does not tell its own: write the shop's, such as America/Sao_Paulo\n"
)
_WHOLE: Final = 1e15
"""Whole numbers up to here are written without decimals."""


def machine_yaml(machine: MachineSettings) -> str:
    """Return a machine as it stands in a file of its own, with every setting that differs from what it is by itself."""
    return _text(_machine(machine))


def site_yaml(name: str, zone: str | None, machines: Sequence[MachineSettings]) -> str:
    """Return a whole site file; ``zone`` is an IANA name, None where it is not known."""
    zone_line = _NO_ZONE if zone is None else _text({"time_zone": zone})
    listed = _text({"machines": [_machine(machine) for machine in machines]})
    return f"{_HEADER}{_text({'site': name})}{zone_line}{listed}"


def _text(data: Mapping[str, Any]) -> str:
    """Return YAML; the safe dumper quotes every text that would be read as something else."""
    text: str = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, default_flow_style=False, width=10_000)
    return text


def _machine(machine: MachineSettings) -> dict[str, Any]:
    return _told(
        name=machine.name,
        plant=machine.plant,
        cell=machine.cell,
        model=machine.model,
        source=_source(machine.source),
        normal={signal: _band(band) for signal, band in machine.bands.items()},
    )


def _source(source: SourceSettings) -> dict[str, Any]:
    usual = SourceSettings(source.type, source.url)
    return _told(
        type=source.type.value,
        url=source.url,
        device=source.device,
        heartbeat=None if source.heartbeat_s == usual.heartbeat_s else _number(source.heartbeat_s),
        interval=None if source.interval_s == usual.interval_s else _number(source.interval_s),
        username=source.username,
        password=_reference(source.password),
        token=_reference(source.token),
        tls=_tls(source.tls),
    )


def _tls(tls: TlsSettings | None) -> dict[str, Any] | None:
    if tls is None:
        return None
    return _told(
        ca=str(tls.ca or ""),
        certificate=str(tls.certificate or ""),
        key=str(tls.key or ""),
        key_password=_reference(tls.key_password),
    )


def _reference(reference: SecretReference | None) -> dict[str, str] | None:
    if reference is None:
        return None
    return {"file": str(reference.file)} if reference.file is not None else {"env": reference.env}


def _band(band: Band) -> dict[str, Any]:
    scale = None if band.scale_high is None else [_number(band.scale_low), _number(band.scale_high)]
    limit = None if band.limit is None else _number(band.limit)
    return _told(band=[_number(band.low), _number(band.high)], limit=limit, scale=scale)


def _number(value: float) -> float:
    return int(value) if value == int(value) and abs(value) < _WHOLE else value


def _told(**settings: Any) -> dict[str, Any]:
    """Return the settings that say something; a limit of 0 does."""
    return {key: value for key, value in settings.items() if value is not None and value not in ("", {})}
