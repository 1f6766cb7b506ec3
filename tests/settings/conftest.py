"""What the tests of the settings share: a site file that is right, and what is said of one that is not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hmi.settings.errors import SettingsError
from hmi.settings.loader import load_site

VALID = """\
site: Aroeira Usinagem
language: pt_BR
time_zone: America/Sao_Paulo
normal:
  spindle_load: {band: [10, 80], limit: 100, scale: [0, 120]}
machines:
  - name: VMC 01
    plant: Joinville
    cell: Fresamento
    model: Romi D 800
    source:
      type: mtconnect
      url: http://192.168.10.21:5000
      device: VMC-1
      heartbeat: 5
      interval: 0.5
  - name: Torno 01
    source: {type: mtconnect, url: "http://192.168.10.22:5000"}
    normal:
      spindle_load: {band: [5, 60]}
      x.load: {band: [-20, 20]}
"""

Write = Callable[[str], Path]
Problems = Callable[[str], list[str]]


@pytest.fixture
def site_file(tmp_path: Path) -> Write:
    """Write a site file and return its path."""

    def write(text: str) -> Path:
        file = tmp_path / "site.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def problems(site_file: Write, tmp_path: Path) -> Problems:
    """Load a site file that is wrong and return what is said of it, without the folder's name."""

    def load(text: str) -> list[str]:
        with pytest.raises(SettingsError) as raised:
            load_site(site_file(text))
        return [line.removeprefix(f"{tmp_path}{os.sep}") for line in str(raised.value).splitlines()]

    return load
