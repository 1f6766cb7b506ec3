"""``hmi check``: says whether a site file is right."""

from __future__ import annotations

import argparse
from pathlib import Path

from hmi.cli.common import UserError, many, site_file, write

EXAMPLE = """example:
  hmi check --config site.yaml
  names every mistake with its line, or says that there is none"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="site file (default: the user's own)")


def run(options: argparse.Namespace) -> int:
    """Read the site file and say what it holds."""
    from hmi.settings.errors import SettingsError
    from hmi.settings.loader import load_site

    path = site_file(options.config)
    try:
        site = load_site(path)
    except SettingsError as error:
        raise UserError(str(error)) from error
    endpoints = {machine.source.url for machine in site.machines}
    write(
        f"{path} is right: {site.name}, {many(len(site.machines), 'machine')} behind "
        f"{many(len(endpoints), 'endpoint')}, time zone {site.time_zone.key}."
    )
    return 0
