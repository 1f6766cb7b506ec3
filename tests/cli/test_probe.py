"""A first look at an agent from the command line, and the site file that it makes."""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hmi.cli import main
from hmi.cli.common import UserError
from hmi.cli.probe import arguments, report, source_of
from hmi.domain.inspection import WANTED, InspectedDevice, Inspection
from hmi.domain.observation import Condition, ConditionLevel
from hmi.domain.signal import Role, Signal, SignalKind
from hmi.settings.loader import load_site
from hmi.settings.secrets import SecretReference
from hmi.settings.site import SourceSettings, TlsSettings
from hmi.simulator.device import Device
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from tests.end2end.site import hmi
from tests.peers.certificates import Authority
from tests.peers.tls import TlsFront
from tests.sources.mtconnect.shop import agent_of, device


@pytest.fixture(scope="module")
def shop() -> Iterator[SimulatorProcess]:
    """An agent with three machines."""
    with start_simulator(SimulatorOptions(port=0, machines=3, rate=40)) as simulator:
        yield simulator


def typed(*words: str) -> SourceSettings:
    """Return the source that the command line means."""
    parser = argparse.ArgumentParser()
    arguments(parser)
    return source_of(parser.parse_args(words))


def test_an_agent_that_works_is_told_with_all_that_matters(shop: SimulatorProcess) -> None:
    url = shop.agents[0].url
    done = hmi("probe", f"{url}/current".upper().replace("HTTP://", ""), "--seconds", "1")
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first.startswith(f"{url}: This works.")
    assert "  ok    It has 3 machines                               3 devices" in lines
    for one in shop.agents[0].devices:
        (at,) = (n for n, line in enumerate(lines) if line.startswith(f"{one['name']} ("))
        names = [line.strip().split("  ")[0] for line in lines[at + 1 : at + 1 + len(WANTED)]]
        assert names[0] == "Execution"
        assert names[-1] == "Conditions"
        assert "not there" not in "".join(lines[at : at + 8])
    assert done.stderr == ""


def test_an_agent_that_does_not_answer_is_told_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "127.0.0.1:1"]) == 1
    said = capsys.readouterr()
    assert "BAD   It does not answer" in said.out
    assert "Start the agent, or correct the port" in said.out
    assert said.err == ""


def test_without_an_agent_there_is_no_site_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "127.0.0.1:1", "--yaml"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "It does not answer" in said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ftp://agent"], "The URL must begin with http:// or https://"),
        (["agent:0"], "has a port that is not a whole number"),
        (["agent", "--username", "hmi"], "both --username and --password-env"),
        (["agent", "--password-env", "P"], "both --username and --password-env"),
        (["agent", "--username", "hmi", "--password-env", "P", "--token-env", "T"], "only one of"),
        (["agent", "--ca", "ca.pem"], "write https://"),
        (["https://agent", "--key", "key.pem"], "with --certificate"),
    ],
)
def test_what_cannot_be_meant_is_bad_usage(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_secret_in_place_of_a_variable_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["probe", "agent", "--token-env", "s3cret!"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "name of an environment variable" in said
    assert "s3cret!" not in said


def test_what_is_said_of_the_connection_reaches_the_source(tmp_path: Path) -> None:
    source = typed("agent:7878", "--username", "hmi", "--password-env", "P", "--device", "Mill")
    assert (source.url, source.device, source.username) == ("http://agent:7878", "Mill", "hmi")
    assert source.password == SecretReference(env="P")
    own = tmp_path / "own.pem"
    secure = typed("https://agent", "--token-env", "T", "--ca", "ca.pem", "--certificate", str(own))
    assert secure.token == SecretReference(env="T")
    assert secure.tls == TlsSettings(Path.cwd() / "ca.pem", own)
    with pytest.raises(UserError):
        typed("https://agent", "--key-password-env", "K")


# -- the site file that it makes ---------------------------------------------------------------------------------------


def test_the_site_file_is_ready_to_be_collected_from(shop: SimulatorProcess, tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    done = hmi("probe", shop.agents[0].url, "--yaml", "--seconds", "0.5")
    assert done.returncode == 0, done.stderr
    assert "This works." in done.stderr
    site.write_text(done.stdout, encoding="utf-8")
    names = [one["name"] for one in shop.agents[0].devices]
    loaded = load_site(site)
    assert [(machine.name, machine.source.device) for machine in loaded.machines] == [(n, n) for n in names]
    rows = collected(site, tmp_path)
    assert set(rows) == set(names)
    assert all(row["observations"] > 20 and not row["trouble"] for row in rows.values())


def collected(site: Path, folder: Path, span_s: float = 3.0) -> dict[str, dict[str, Any]]:
    """Collect from a site file for some seconds; return what is said of each machine."""
    done = hmi("collect", "--config", site, "--data", folder / "data", "--seconds", str(span_s), "--json")
    assert done.returncode == 0, done.stderr
    return {row["machine"]: row for row in json.loads(done.stdout)["machines"]}


def test_an_agent_of_the_shops_own_authority_works_once_that_is_named(shop: SimulatorProcess, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with TlsFront(shop.agents[0].url, authority.issue("agent"), authorization="Bearer t0ken") as front:
        unknown = hmi("probe", front.url)
        assert unknown.returncode == 1
        assert "BAD   No secure connection comes about" in unknown.stdout
        assert "name its CA" in unknown.stdout
        stranger = hmi("probe", front.url, "--ca", authority.ca)
        assert stranger.returncode == 1
        assert "BAD   It wants to know who asks" in stranger.stdout
        words = ("probe", front.url, "--ca", authority.ca, "--token-env", "HMI_TEST_TOKEN", "--yaml", "--seconds", "1")
        done = hmi(*words, environment={"HMI_TEST_TOKEN": "t0ken"})
    assert done.returncode == 0, done.stderr
    assert "The token is taken, and safe on its way" in done.stderr
    assert "t0ken" not in done.stdout + done.stderr
    site = tmp_path / "site.yaml"
    site.write_text(done.stdout, encoding="utf-8")
    first = load_site(site).machines[0]
    assert first.source.tls == TlsSettings(ca=authority.ca)
    assert first.source.token == SecretReference(env="HMI_TEST_TOKEN")


def named(one: Device, name: str, uuid: str) -> Device:
    return replace(one, root=replace(one.root, name=name), uuid=uuid)


async def test_devices_whose_names_clash_or_are_empty_are_machines_of_their_own(tmp_path: Path) -> None:
    devices = (
        named(device("A"), "Mill", "U-1"),
        named(device("B"), "Mill", "U-2"),
        named(device("C"), "", "U-3"),
    )
    site = tmp_path / "site.yaml"
    async with agent_of(*devices) as agent:
        done: subprocess.CompletedProcess[str] = await asyncio.to_thread(
            hmi, "probe", agent.url, "--yaml", "--seconds", "0.2"
        )
        assert done.returncode == 0, done.stderr
        site.write_text(done.stdout, encoding="utf-8")
        rows = await asyncio.to_thread(collected, site, tmp_path, 2.0)
    machines = {machine.name: machine.source.device for machine in load_site(site).machines}
    assert machines == {"Mill": "Mill", "Mill 2": "U-2", "U-3": "U-3"}
    assert {name: row["trouble"] for name, row in rows.items()} == dict.fromkeys(machines, "")
    assert all(row["observations"] for row in rows.values())


# -- how it is written -------------------------------------------------------------------------------------------------


def test_values_are_shown_in_their_units_and_absence_as_absence() -> None:
    alarm = Condition(ConditionLevel.FAULT, "SYSTEM", "SP9001", "SPINDLE MOTOR OVERHEAT")
    machine = InspectedDevice(
        "Torno 15",
        "U",
        signals=(
            Signal("m", "execution@P2", SignalKind.TEXT, "e2", "EXECUTION", role=Role.EXECUTION),
            Signal("m", "execution", SignalKind.TEXT, "e", "EXECUTION", role=Role.EXECUTION),
            Signal("m", "program", SignalKind.TEXT, "p", "PROGRAM", role=Role.PROGRAM),
            Signal("m", "spindle_load", SignalKind.NUMBER, "l", "LOAD", role=Role.SPINDLE_LOAD, unit="PERCENT"),
            Signal("m", "system", SignalKind.CONDITION, "c", "SYSTEM", role=Role.CONDITION),
        ),
        values={
            "execution": "ACTIVE",
            "execution@P2": "READY",
            "program": None,
            "spindle_load": 57.25,
            "system": alarm,
        },
        wanted=dict.fromkeys(WANTED, True),
    )
    lines = list(report(Inspection("http://a", 0, answer_us=0, devices=(machine,))))
    assert lines[lines.index("Torno 15: state not known") + 1 :] == [
        "        Execution         ACTIVE",
        "        Controller mode   not there",
        "        Program           unavailable",
        "        Part count        not there",
        "        Spindle load      57.25 %",
        "        Feed override     not there",
        "        Conditions        FAULT SP9001 SPINDLE MOTOR OVERHEAT",
    ]
