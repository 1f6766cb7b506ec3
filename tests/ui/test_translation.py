"""The window speaks Portuguese completely."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "resources" / "i18n" / "hmi_pt_BR.ts"
_PLACE = re.compile(r"%[1-9n]")


def messages(path: Path) -> list[tuple[str, ElementTree.Element]]:
    root = ElementTree.parse(path).getroot()  # noqa: S314 - our own file
    return [(context.findtext("name", ""), m) for context in root.iter("context") for m in context.iter("message")]


def test_every_text_of_the_window_is_in_the_catalogue_and_translated(tmp_path: Path) -> None:
    fresh = tmp_path / CATALOGUE.name
    shutil.copy(CATALOGUE, fresh)
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    sources = sorted(str(path) for path in (ROOT / "hmi").rglob("*.py"))
    command = [str(tool), "-locations", "none", *sources, "-ts", str(fresh)]
    subprocess.run(command, check=True, capture_output=True)
    open_ones = {
        (context, message.findtext("source", ""), translation.get("type"))
        for context, message in messages(fresh)
        if (translation := message.find("translation")) is not None and translation.get("type")
    }
    assert not open_ones, "run dev.py translate, then fill in what is unfinished"


def test_every_translation_keeps_the_places_of_its_source() -> None:
    for context, message in messages(CATALOGUE):
        source = message.findtext("source", "")
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
        for form in forms:
            assert form, (context, source)
            wanted = set(_PLACE.findall(source))
            given = set(_PLACE.findall(form))
            assert given == wanted or (message.get("numerus") and given <= wanted), (context, source, form)
