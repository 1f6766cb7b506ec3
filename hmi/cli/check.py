"""``hmi check``: says whether a site file is right."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hmi.cli.common import UserError, add_site_argument, many, site_file, write

if TYPE_CHECKING:
    from hmi.settings.site import SourceSettings

EXAMPLE = """example:
  hmi check --config site.yaml
  names every mistake with its line, or says that there is none"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_site_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Read the site file and say what it holds."""
    from hmi.settings.errors import SettingsError
    from hmi.settings.loader import load_site
    from hmi.settings.pem import PemError
    from hmi.settings.secrets import SecretError

    path = site_file(options.config)
    try:
        site = load_site(path)
    except SettingsError as error:
        raise UserError(str(error)) from error
    for machine in site.machines:
        try:
            _unlock(machine.source)
        except (SecretError, PemError) as error:
            raise UserError(f"{path}: {machine.name}: {error}.") from error
    endpoints = {machine.source.url for machine in site.machines}
    write(
        f"{path} is right: {site.name}, {many(len(site.machines), 'machine')} behind "
        f"{many(len(endpoints), 'endpoint')}, time zone {site.time_zone.key}."
    )
    return 0


def _unlock(source: SourceSettings) -> None:
    """Look up every secret of a source, and open its key with it. Raises SecretError and PemError."""
    import ssl

    from hmi.settings.pem import load_tls

    for reference in (source.password, source.token):
        if reference is not None:
            reference.resolve()
    if source.tls is not None:
        load_tls(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), source.tls)
