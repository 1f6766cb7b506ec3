"""A machine that is added becomes a file that loads, or nothing changes."""

from __future__ import annotations

import errno
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.machine import Band
from hmi.settings.loader import load_site
from hmi.settings.machine_file import MachineFileError, file_name, write_machine
from hmi.settings.machine_yaml import machine_yaml, site_yaml
from hmi.settings.secrets import SecretReference
from hmi.settings.site import MachineSettings, Site, SourceSettings, SourceType, TlsSettings
from tests.peers.certificates import Authority

URL = "http://192.168.10.63:5000"


def machine(name: str = "Torno 15", url: str = URL, device: str = "") -> MachineSettings:
    return MachineSettings(name, SourceSettings(SourceType.MTCONNECT, url, device))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    file = tmp_path / "site.yaml"
    file.write_text(
        "site: Teste\ntime_zone: UTC\nmachines:\n"
        "  - name: VMC 01\n    source: {type: mtconnect, url: 'http://192.168.10.21:5000'}\n",
        encoding="utf-8",
    )
    return file


def names(site: Path) -> list[str]:
    return [one.name for one in load_site(site).machines]


def refused(site: Path, one: MachineSettings) -> str:
    """Add a machine that cannot be added; return what is said, and check that nothing has changed."""
    before = sorted(path.relative_to(site.parent) for path in site.parent.rglob("*") if path.is_file())
    with pytest.raises(MachineFileError) as raised:
        write_machine(site, one)
    assert sorted(path.relative_to(site.parent) for path in site.parent.rglob("*") if path.is_file()) == before
    return str(raised.value)


def test_an_added_machine_is_a_file_of_its_own_beside_the_site_file(site: Path) -> None:
    before = site.read_bytes()
    file = write_machine(site, machine())
    assert file == site.parent / "machines.d" / "Torno-15.yaml"
    assert load_site(site).machines[1] == machine()
    assert site.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_site_without_machines_takes_its_first_one(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text("site: Teste\ntime_zone: UTC\n", encoding="utf-8")
    write_machine(site, machine())
    assert names(site) == ["Torno 15"]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Torno 15", "Torno-15"),
        ("Fräse 1/2", "Frase-1-2"),
        ("Retífica São João", "Retifica-Sao-Joao"),
        ("../../etc/passwd", "etc-passwd"),
        (r"C:\mill", "C-mill"),
        (".hidden", "hidden"),
        ("CON", "machine-CON"),
        ("com1", "machine-com1"),
        ("LPT¹", "machine-LPT1"),
        ("Console", "Console"),
        ("机床 1", "机床-1"),
        ("???", "machine"),
        ("x" * 80, "x" * 50),
    ],
)
def test_a_files_name_is_one_that_every_file_system_takes(name: str, stem: str) -> None:
    assert file_name(name) == stem


@given(st.text(min_size=1, max_size=80))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    stem = file_name(name)
    assert stem
    assert Path(stem).name == stem
    assert not stem.startswith((".", "-"))
    assert len(f".{stem}-12345678.tmp".encode()) <= 255


def test_names_that_give_the_same_file_name_get_files_of_their_own(site: Path) -> None:
    made = [write_machine(site, machine(name, f"{URL}{n}")) for n, name in enumerate(["a/b", "A b", "a-B"])]
    assert [file.name for file in made] == ["a-b.yaml", "A-b-2.yaml", "a-B-3.yaml"]
    assert names(site) == ["VMC 01", "A b", "a-B", "a/b"]


def test_a_file_that_is_there_is_never_overwritten(site: Path) -> None:
    folder = site.parent / "machines.d"
    folder.mkdir()
    notes = folder / "torno-15.YML.txt"
    notes.write_text("notes")
    own = folder / "TORNO-15.yaml"
    own.write_text(machine_yaml(machine("Another", URL + "1")), encoding="utf-8")
    before = own.read_bytes()
    assert write_machine(site, machine()).name == "Torno-15-2.yaml"
    assert own.read_bytes() == before


@pytest.mark.parametrize("name", ["VMC 01", "vmc 01"])
def test_a_name_that_is_used_is_refused(site: Path, name: str) -> None:
    assert refused(site, machine(name)) == "There is a machine “VMC 01” already: give this one another name."


def test_a_machine_that_does_not_fit_into_the_site_is_taken_back(site: Path) -> None:
    said = refused(site, machine("Second", "http://192.168.10.21:5000"))
    assert said.startswith("The machine does not fit into the site: ")
    assert "add a device to both" in said
    assert names(site) == ["VMC 01"]


def test_a_site_that_has_mistakes_is_told_before_anything_is_written(site: Path) -> None:
    site.write_text("site: 7\n", encoding="utf-8")
    assert "put right first" in refused(site, machine())


def test_a_folder_that_may_not_be_written_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site.parent / "machines.d"
    assert refused_by(site, monkeypatch, errno.EACCES) == (
        f"{folder} may not be written: give this user the right to, then add the machine again."
    )
    assert refused_by(site, monkeypatch, errno.EIO).startswith(f"{folder} cannot be written (")


def test_a_full_disk_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is full: free some space" in refused_by(site, monkeypatch, errno.ENOSPC)


def refused_by(site: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> str:
    """Add a machine to a disk that gives this error when the file is written out."""

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    return refused(site, machine())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_told(site: Path) -> None:
    site.parent.chmod(0o555)
    try:
        assert "may not be written" in refused(site, machine())
    finally:
        site.parent.chmod(0o755)


def test_a_file_system_without_links_takes_a_machine_too(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Path, _other: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "hardlink_to", fail)
    write_machine(site, machine())
    assert names(site) == ["VMC 01", "Torno 15"]


# -- what is written loads again ---------------------------------------------------------------------------------------

LINES = (
    st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=80)
    .map(str.strip)
    .filter(lambda text: bool(text) and text.isprintable())
)
TRAPS = st.sampled_from(
    ["on", "No", "~", "null", "101", "0x1F", "1e5", "8:30", "2026-11-19", "=", "<<", "- a", "a: b", "#1", "'", '"', "é"]
)
TEXTS = TRAPS | LINES
NUMBERS = st.integers(-1000, 1000).map(float) | st.floats(-1e20, 1e20)


@st.composite
def bands(draw: st.DrawFn) -> Band:
    low, high = draw(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] < pair[1]))
    limit = draw(st.sampled_from([None, low, high]))
    if draw(st.booleans()):
        return Band(low, high, limit, low, high)
    return Band(low, high, limit, min(0.0, low), None)


@st.composite
def machines(draw: st.DrawFn) -> MachineSettings:
    reference = st.builds(SecretReference, env=st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True))
    username, password, token = "", None, None
    match draw(st.sampled_from(["", "basic", "bearer"])):
        case "basic":
            username, password = draw(TEXTS.filter(lambda text: ":" not in text)), draw(reference)
        case "bearer":
            token = draw(reference | st.just(SecretReference(file=Path.cwd().resolve() / "secrets" / "a.txt")))
    source = SourceSettings(
        SourceType.MTCONNECT,
        draw(st.sampled_from([URL, "https://agent.example.com/path"])),
        draw(st.just("") | TEXTS),
        draw(st.floats(2.0, 60.0)),
        draw(st.floats(0.01, 2.0)),
        username,
        password,
        token,
    )
    optional = st.just("") | TEXTS
    normal = draw(st.dictionaries(TEXTS, bands(), max_size=3))
    return MachineSettings(draw(TEXTS), source, draw(optional), draw(optional), draw(optional), normal)


@given(TEXTS, machines())
def test_what_is_written_loads_again_equal(name: str, one: MachineSettings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "site.yaml"
        file.write_text(site_yaml(name, "America/Sao_Paulo", [one]), encoding="utf-8", newline="\n")
        assert load_site(file) == Site(name, ZoneInfo("America/Sao_Paulo"), (one,))


@given(machines())
def test_what_is_added_loads_again_equal(one: MachineSettings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site.yaml"
        site.write_text("site: Teste\ntime_zone: UTC\n", encoding="utf-8")
        write_machine(site, one)
        assert load_site(site).machines == (one,)


def test_certificates_are_named_by_their_paths_and_never_copied(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    ours = authority.issue("hmi")
    tls = TlsSettings(authority.ca, ours.certificate, ours.key, SecretReference(env="HMI_KEY"))
    secure = replace(
        machine(url="https://agent:5000"), source=replace(machine().source, url="https://agent:5000", tls=tls)
    )
    site = tmp_path / "site.yaml"
    site.write_text("site: Teste\ntime_zone: UTC\n", encoding="utf-8")
    file = write_machine(site, secure)
    assert load_site(site).machines == (secure,)
    assert "PRIVATE" not in file.read_text(encoding="utf-8")


def test_a_site_file_whose_zone_is_not_known_says_so(tmp_path: Path) -> None:
    text = site_yaml("Teste", None, [machine()])
    file = tmp_path / "site.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_site(file).time_zone.key == "UTC"
    assert "time_zone: UTC    # the computer does not tell its own" in text
