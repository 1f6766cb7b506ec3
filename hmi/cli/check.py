"""``hmi check``: says whether a site file is right."""

from __future__ import annotations

import argparse

from hmi.cli.common import UserError, add_site_argument, many, site_file, write

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
    from hmi.settings.secrets import SecretError

    path = site_file(options.config)
    try:
        site = load_site(path)
    except SettingsError as error:
        raise UserError(str(error)) from error
    for machine in site.machines:
        for reference in (machine.source.password, machine.source.token):
            if reference is not None:
                try:
                    reference.resolve()
                except SecretError as error:
                    raise UserError(f"{path}: {machine.name}: {error}.") from error
    endpoints = {machine.source.url for machine in site.machines}
    write(
        f"{path} is right: {site.name}, {many(len(site.machines), 'machine')} behind "
        f"{many(len(endpoints), 'endpoint')}, time zone {site.time_zone.key}."
    )
    return 0
