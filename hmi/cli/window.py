"""``hmi``: opens the window on the machines of the site file."""

from __future__ import annotations

import argparse

from hmi.cli.common import UserError, add_data_argument, add_site_argument, data_folder, site_file

EXAMPLE = """example:
  hmi --config site.yaml
  opens the window on the machines of site.yaml; hmi demo shows it without any"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_site_argument(parser)
    add_data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    from hmi.settings.errors import SettingsError
    from hmi.settings.loader import load_site
    from hmi.settings.logs import configure_logging, install_exception_hook

    try:
        file = site_file(options.config)
        site = load_site(file)
    except SettingsError as error:
        raise UserError(str(error)) from error
    folder = data_folder(options)
    install_exception_hook(configure_logging(folder / "logs"))
    from hmi.app import Plan, run_window

    return run_window(Plan.for_site(site, folder, file))
