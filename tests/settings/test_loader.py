"""Reading site files that are right, and files that are none."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hmi.domain.machine import Band
from hmi.settings.errors import Problem, SettingsError
from hmi.settings.loader import load_site
from hmi.settings.secrets import SecretReference
from hmi.settings.site import Language, MachineSettings, SourceSettings, SourceType
from tests.settings.conftest import VALID, Write

EXAMPLE = Path(__file__).parents[2] / "config" / "site.example.yaml"
MINIMAL = """\
site: Aroeira
time_zone: UTC
machines: [{name: A, source: {type: mtconnect, url: http://a:5000}}]
"""


def test_a_site_file_becomes_settings(site_file: Write) -> None:
    site = load_site(site_file(VALID))
    assert site.name == "Aroeira Usinagem"
    assert site.language is Language.PORTUGUESE
    assert site.time_zone == ZoneInfo("America/Sao_Paulo")
    assert site.machines[0] == MachineSettings(
        name="VMC 01",
        plant="Joinville",
        cell="Fresamento",
        model="Romi D 800",
        source=SourceSettings(SourceType.MTCONNECT, "http://192.168.10.21:5000", "VMC-1", 5.0, 0.5),
        bands={"spindle_load": Band(10.0, 80.0, 100.0, 0.0, 120.0)},
    )


def test_what_is_left_out_has_its_default(site_file: Write) -> None:
    site = load_site(site_file(MINIMAL))
    assert site.language is None
    assert site.machines == (MachineSettings("A", SourceSettings(SourceType.MTCONNECT, "http://a:5000")),)


def test_a_machines_own_normal_replaces_the_sites_for_that_signal_as_a_whole(site_file: Write) -> None:
    machine = load_site(site_file(VALID)).machines[1]
    assert machine.bands["spindle_load"] == Band(5.0, 60.0)
    assert machine.machine.bands is machine.bands


def test_the_scale_of_a_band_below_zero_begins_at_the_band(site_file: Write) -> None:
    assert load_site(site_file(VALID)).machines[1].bands["x.load"] == Band(-20.0, 20.0, None, -20.0, None)


@pytest.mark.parametrize(
    ("written", "language"),
    [("en", Language.ENGLISH), ("pt_BR", Language.PORTUGUESE), ("pt-BR", Language.PORTUGUESE)],
)
def test_a_language_is_known_by_either_spelling(site_file: Write, written: str, language: Language) -> None:
    assert load_site(site_file(f"language: {written}\n{MINIMAL}")).language is language


def test_the_url_is_normalised(site_file: Write) -> None:
    site = load_site(site_file(MINIMAL.replace("http://a:5000", "HTTP://Agent.Local:80/floor/")))
    assert site.machines[0].source.url == "http://agent.local/floor"


def test_two_machines_share_a_url_by_their_devices(site_file: Write) -> None:
    machines = "".join(
        f"  - {{name: M{device}, source: {{type: mtconnect, url: 'http://a:5000', device: {device}}}}}\n"
        for device in "xy"
    )
    site = load_site(site_file(f"site: A\ntime_zone: UTC\nmachines:\n{machines}"))
    assert [(machine.source.url, machine.source.device) for machine in site.machines] == [
        ("http://a:5000", "x"),
        ("http://a:5000", "y"),
    ]


def test_an_anchor_and_a_merge_save_repetition(site_file: Write) -> None:
    site = load_site(
        site_file(
            "site: A\ntime_zone: UTC\nmachines:\n"
            "  - &first\n    name: A\n    cell: C\n    "
            "source: &source {type: mtconnect, url: http://a:5000, device: a}\n"
            "  - <<: [*first, {model: M, cell: D}]\n    name: B\n    source: {<<: *source, device: b}\n"
        )
    )
    assert [(m.name, m.cell, m.model, m.source.device) for m in site.machines] == [
        ("A", "C", "", "a"),
        ("B", "C", "M", "b"),
    ]


def test_signs_that_yaml_gives_a_meaning_are_text_where_text_belongs(site_file: Write) -> None:
    assert load_site(site_file(MINIMAL.replace("Aroeira", "="))).name == "="


def test_keys_that_yaml_reads_as_other_things_are_signals(site_file: Write) -> None:
    site = load_site(site_file(f"normal: {{on: {{band: [0, 1]}}, 1: {{band: [0, 1]}}}}\n{MINIMAL}"))
    assert set(site.machines[0].bands) == {"on", "1"}


@pytest.mark.parametrize(
    "encoded",
    [VALID.encode("utf-8-sig"), VALID.replace("\n", "\r\n").encode(), VALID.replace("\n", "\r").encode()],
    ids=["byte order mark", "Windows line ends", "old Macintosh line ends"],
)
def test_a_file_of_any_editor_is_read(tmp_path: Path, encoded: bytes) -> None:
    file = tmp_path / "site.yaml"
    file.write_bytes(encoded)
    assert len(load_site(file).machines) == 2


def test_secrets_are_carried_as_references(site_file: Write, tmp_path: Path) -> None:
    text = MINIMAL.replace("5000", "5000, username: hmi, password: {env: HMI_PASSWORD}")
    source = load_site(site_file(text)).machines[0].source
    assert (source.username, source.password, source.token) == ("hmi", SecretReference(env="HMI_PASSWORD"), None)
    text = MINIMAL.replace("5000", "5000, token: {file: secrets/token}")
    assert load_site(site_file(text)).machines[0].source.token == SecretReference(file=tmp_path / "secrets" / "token")


def _machine_file(folder: Path, name: str, text: str) -> Path:
    (folder / "machines.d").mkdir(exist_ok=True)
    file = folder / "machines.d" / name
    file.write_text(text, encoding="utf-8")
    return file


def _entry(name: str) -> str:
    return f"name: {name}\nsource:\n  type: mtconnect\n  url: http://{name}:5000\n"


def test_files_in_machines_d_add_a_machine_each_in_the_order_of_their_names(site_file: Write, tmp_path: Path) -> None:
    for name in ("20-c.yml", "10-b.yaml", ".swap.yaml", "notes.txt"):
        _machine_file(tmp_path, name, _entry(name[3:4]))
    site = load_site(site_file(f"normal: {{x: {{band: [0, 1]}}}}\n{MINIMAL}"))
    assert [machine.name for machine in site.machines] == ["A", "b", "c"]
    assert all("x" in machine.bands for machine in site.machines)


def test_machines_d_alone_is_enough(site_file: Write, tmp_path: Path) -> None:
    _machine_file(tmp_path, "b.yaml", _entry("b"))
    assert [machine.name for machine in load_site(site_file("site: A\ntime_zone: UTC\n")).machines] == ["b"]


def test_problems_in_machines_d_carry_the_name_of_their_file(site_file: Write, tmp_path: Path) -> None:
    first = _machine_file(tmp_path, "a.yaml", _entry("a").replace("http:", "ftp:"))
    second = _machine_file(tmp_path, "b.yaml", "name: [\n")
    third = _machine_file(tmp_path, "c.yaml", _entry("VMC 01").replace("VMC 01:5000", "c"))
    fourth = _machine_file(tmp_path, "d.yaml", "- name: d\n")
    site = site_file(VALID + "extra: 1\n")
    with pytest.raises(SettingsError) as raised:
        load_site(site)
    assert [(problem.file, problem.line, problem.column, problem.path) for problem in raised.value.problems] == [
        (site, 22, 1, "extra"),
        (first, 4, 8, "source.url"),
        (second, 1, 7, ""),
        (third, 1, 7, "name"),
        (fourth, 1, 1, ""),
    ]
    assert raised.value.problems[3].message.startswith(f"is the name of the machine at line 7 of {site} too")


def test_a_machines_d_that_is_no_folder_is_a_problem(site_file: Write, tmp_path: Path) -> None:
    (tmp_path / "machines.d").touch()
    with pytest.raises(SettingsError, match=r"machines\.d: cannot be listed"):
        load_site(site_file(VALID))


def test_a_folder_that_looks_like_a_machine_is_a_problem(site_file: Write, tmp_path: Path) -> None:
    (tmp_path / "machines.d" / "old.yaml").mkdir(parents=True)
    with pytest.raises(SettingsError, match=r"old\.yaml: is a folder"):
        load_site(site_file(VALID))


def test_a_missing_file_is_told_without_a_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load_site(tmp_path / "site.yaml")
    assert raised.value.problems == (
        Problem(
            tmp_path / "site.yaml", 0, 0, "", "does not exist; check the path, or copy config/site.example.yaml there"
        ),
    )
    assert str(raised.value) == f"{tmp_path / 'site.yaml'}: {raised.value.problems[0].message}"


def test_a_folder_is_no_site_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is a folder; name the settings file in it"):
        load_site(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "site.yaml")
    with pytest.raises(SettingsError, match="is not a regular file"):
        load_site(tmp_path / "site.yaml")


@pytest.mark.skipif(os.name == "nt", reason="to Windows a name that is too long is a file that does not exist")
def test_a_file_that_cannot_be_opened_is_told_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(.+\); check the path"):
        load_site(tmp_path / ("x" * 300))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"site: a\ntime_zone: S\xe3o", "2:13: is not UTF-8 text from here on; save it as UTF-8"),
        (b"\xef\xbb\xbf" + "a: ããã".encode() + b"\xe3", "1:7: is not UTF-8 text from here on; save it as UTF-8"),
        ("site: ã\n".encode("utf-16"), "1:1: is UTF-16 text; save it as UTF-8"),
        (b"site: a\nx: \x07", "2:4: holds a control character here; delete it"),
        (b"", "1:1: is empty; write the settings into it, config/site.example.yaml shows how"),
        (b"# later\n\n", "1:1: is empty; write the settings into it, config/site.example.yaml shows how"),
        (b"#" * 1_000_001, "is larger than 1,000,000 bytes; check that it is a settings file"),
    ],
)
def test_content_that_is_no_settings_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "site.yaml"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as raised:
        load_site(file)
    assert str(raised.value).removeprefix(f"{file}:").strip() == said


def test_the_example_is_a_shop_with_three_machines() -> None:
    site = load_site(EXAMPLE)
    assert site.name == "Aroeira Usinagem"
    assert len(site.machines) == 3
    assert EXAMPLE.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=site.schema.json\n")
