"""The name of the time zone that this computer is set to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hmi.settings.local_zone import local_zone


@pytest.mark.skipif(os.name == "nt", reason="Windows needs a privilege to make links")
def test_the_zone_is_the_one_that_the_link_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    link = tmp_path / "localtime"
    link.symlink_to("../usr/share/zoneinfo/America/Sao_Paulo")
    assert local_zone(link) == "America/Sao_Paulo"
    copy = tmp_path / "copy"
    copy.write_bytes(b"TZif2")
    assert local_zone(copy) is None


@pytest.mark.parametrize(
    ("variable", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":Europe/Berlin", "Europe/Berlin"),
        ("/usr/share/zoneinfo/UTC", "UTC"),
        ("<-03>3", None),
    ],
)
def test_the_variable_counts_before_the_link(
    variable: str, zone: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", variable)
    assert local_zone(tmp_path / "none") == zone
