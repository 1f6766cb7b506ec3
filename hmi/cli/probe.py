"""``hmi probe``: takes a first look at an agent and says what it found and what is wrong."""

from __future__ import annotations

import argparse
import asyncio
import io
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hmi.cli.common import UserError, say, seconds, write

if TYPE_CHECKING:
    from hmi.domain.findings import Finding
    from hmi.domain.inspection import InspectedDevice, Inspection
    from hmi.settings.secrets import SecretReference
    from hmi.settings.site import SourceSettings, TlsSettings

EXAMPLE = """example:
  hmi probe http://192.168.0.10:5000
  says whether the agent there can be used, what it has, and what to put right

  hmi probe 192.168.0.10 --yaml > site.yaml && hmi collect --config site.yaml
  makes a site file with a machine for each of its devices, and collects from them"""

_LISTEN_S = 3.0
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WIDTH = 100
_TITLE = 46


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add = parser.add_argument
    add("url", metavar="URL", help="address of the agent: http://HOST:PORT, HOST:PORT, or HOST for port 5000")
    add("--yaml", action="store_true", help="print a site file, and everything else on standard error")
    add(
        "--seconds", type=seconds, default=_LISTEN_S, metavar="S", help=f"listen for S seconds (default: {_LISTEN_S:g})"
    )
    add("--device", default="", metavar="NAME", help="look at this device alone: its name or uuid")
    add("--username", default="", metavar="NAME", help="user name, together with --password-env")
    add("--password-env", type=_variable, metavar="NAME", help="environment variable that holds the password")
    add("--token-env", type=_variable, metavar="NAME", help="environment variable that holds a bearer token")
    add("--ca", type=Path, metavar="FILE", help="PEM file of the authority to believe in place of the computer's own")
    add("--certificate", type=Path, metavar="FILE", help="PEM file with the certificate to show to the agent")
    add("--key", type=Path, metavar="FILE", help="PEM file with the certificate's key, where that is another file")
    add("--key-password-env", type=_variable, metavar="NAME", help="environment variable that opens the key")


def _variable(text: str) -> str:
    if not _VARIABLE.fullmatch(text):
        # not repeated: it may be the secret itself
        raise argparse.ArgumentTypeError("must be the name of an environment variable, not what is in it")
    return text


def run(options: argparse.Namespace) -> int:
    """Look at the agent and tell; 0 where it works, 1 where it does not."""
    from hmi.domain.clock import now_us
    from hmi.domain.findings import Grade, findings
    from hmi.live.first_look import first_look

    source = source_of(options)
    found = asyncio.run(first_look(source, now_us, options.seconds))
    tell: Callable[[str], None] = say if options.yaml else write
    for line in report(found):
        tell(line)
    if options.yaml and found.devices:
        _write_yaml(found, source)
    judged = findings(found)
    return 0 if judged and all(finding.grade is not Grade.BAD for finding in judged) else 1


def source_of(options: argparse.Namespace) -> SourceSettings:
    """Return the source that the arguments mean. Raises UserError."""
    from hmi.settings.site import SourceSettings, SourceType
    from hmi.settings.url import UrlError, typed_url

    try:
        url = typed_url(options.url)
    except UrlError as error:
        raise UserError(f"The URL {error}.") from error
    if bool(options.username) != (options.password_env is not None):
        raise UserError("A user name and a password belong together: give both --username and --password-env.")
    if options.token_env is not None and options.password_env is not None:
        raise UserError("An agent asks for a password or for a token: give only one of --password-env and --token-env.")
    return SourceSettings(
        SourceType.MTCONNECT,
        url,
        device=options.device,
        username=options.username,
        password=_reference(options.password_env),
        token=_reference(options.token_env),
        tls=_tls(options, url),
    )


def _reference(variable: str | None) -> SecretReference | None:
    from hmi.settings.secrets import SecretReference

    return None if variable is None else SecretReference(env=variable)


def _tls(options: argparse.Namespace, url: str) -> TlsSettings | None:
    from hmi.settings.site import TlsSettings

    files: list[Path | None] = [options.ca, options.certificate, options.key]
    if not any(files) and options.key_password_env is None:
        return None
    if not url.startswith("https:"):
        raise UserError("Certificates are for secure connections: write https:// in the URL, or leave them out.")
    if options.certificate is None and (options.key is not None or options.key_password_env is not None):
        raise UserError("A key belongs to a certificate: give that with --certificate.")
    # a site file is looked at from another folder, so that it has to name the files from the top
    ca, certificate, key = (None if file is None else file.resolve() for file in files)
    return TlsSettings(ca, certificate, key, _reference(options.key_password_env))


# -- what it says ------------------------------------------------------------------------------------------------------


def report(found: Inspection) -> Iterator[str]:
    """Return what was found, line by line."""
    from hmi.domain.english import english, span_words
    from hmi.domain.findings import findings, summary

    yield f"{found.url}: {english(summary(found))} Tested in {span_words(found.took_us)}."
    for finding in findings(found):
        yield ""
        yield from _finding_lines(finding)
    for device in found.devices:
        yield ""
        yield from _device_lines(device)


def _finding_lines(finding: Finding) -> Iterator[str]:
    from hmi.domain.english import english
    from hmi.domain.findings import Grade

    mark = {Grade.GOOD: "ok", Grade.LOOK: "look", Grade.BAD: "BAD"}[finding.grade]
    yield f"  {mark:<4}  {english(finding.title):<{_TITLE}}  {english(finding.figure)}".rstrip()
    yield from textwrap.wrap(english(finding.detail), _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8)


def _device_lines(device: InspectedDevice) -> Iterator[str]:
    """Return a device with the signals that matter, as they are now."""
    from hmi.domain.english import english
    from hmi.domain.inspection import WANTED
    from hmi.domain.phrase import Phrase
    from hmi.domain.signal import Role
    from hmi.domain.words import role_word

    state = english(Phrase("%1", (device.verdict,))) if device.verdict is not None else "state not known"
    yield f"{device.name} ({device.model}): {state}" if device.model else f"{device.name}: {state}"
    for role in WANTED:
        name = role_word(role)
        value = _conditions(device) if role == Role.CONDITION else _value(device, role)
        yield f"        {name:<16}  {value}"


def _value(device: InspectedDevice, role: str) -> str:
    from hmi.domain.words import unit_symbol

    playing = [signal for signal in device.signals if signal.role == role]
    # the signal that has the role's bare name speaks for the machine
    signal = next((signal for signal in playing if signal.key == role), next(iter(playing), None))
    if signal is None:
        return "not there"
    value = device.values.get(signal.key)
    if value is None:
        return "unavailable"
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{shown} {unit_symbol(signal.unit)}".rstrip() if signal.unit else shown


def _conditions(device: InspectedDevice) -> str:
    from hmi.domain.observation import Condition, ConditionLevel
    from hmi.domain.signal import SignalKind

    count = sum(signal.kind is SignalKind.CONDITION for signal in device.signals)
    told = ", ".join(
        " ".join(part for part in (value.level.value.upper(), value.code, value.text) if part)
        for value in device.values.values()
        if isinstance(value, Condition) and value.level in (ConditionLevel.WARNING, ConditionLevel.FAULT)
    )
    return told or (f"none active of {count}" if count else "not there")


def _write_yaml(found: Inspection, source: SourceSettings) -> None:
    from urllib.parse import urlsplit

    from hmi.settings.local_zone import local_zone
    from hmi.settings.machine_yaml import site_yaml
    from hmi.settings.naming import machines_of

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # whatever the console's own encoding is
    name = f"Shop at {urlsplit(source.url).hostname}"[:80]
    write(site_yaml(name, local_zone(), machines_of(found, source)).rstrip("\n"))
