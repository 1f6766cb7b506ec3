"""The command line of the simulator."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.simulator.options import SimulatorOptions, add_arguments, from_arguments, to_arguments


def _parsed(*line: str) -> SimulatorOptions:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return from_arguments(parser.parse_args(line))


def test_the_defaults_are_those_of_the_options() -> None:
    assert _parsed() == SimulatorOptions()


_OPTIONS = st.builds(
    SimulatorOptions,
    port=st.integers(0, 65535),
    machines=st.integers(1, 500),
    agents=st.integers(1, 500),
    rate=st.none() | st.floats(0.1, 5000),
    buffer=st.none() | st.integers(128, 2**20),
    speed=st.floats(0.1, 100),
    seed=st.integers(),
    history_h=st.floats(0, 72),
    flavour=st.sampled_from([1, 2]),
    seconds=st.none() | st.floats(0.1, 1e9),
    replay=st.none() | st.just(Path("a folder") / "streams.xml"),
    original_times=st.booleans(),
    once=st.booleans(),
    json=st.booleans(),
    stop_with_stdin=st.booleans(),
)


@given(_OPTIONS)
def test_options_come_through_a_command_line_unchanged(options: SimulatorOptions) -> None:
    assert _parsed(*to_arguments(options)) == options


@pytest.mark.parametrize(
    "argument",
    ["--mtconnect=65536", "--machines=0", "--machines=x", "--buffer=127", "--speed=0", "--speed=nan", "--flavour=3"],
)
def test_a_value_out_of_its_range_is_refused(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        _parsed(argument)
    assert caught.value.code == 2
    assert argument.partition("=")[0] in capsys.readouterr().err


def test_the_command_line_is_known_without_loading_the_simulator() -> None:
    code = (
        "import sys, argparse\n"
        "from hmi.simulator.main import add_arguments\n"
        "add_arguments(argparse.ArgumentParser())\n"
        "print([name for name in ('lxml', 'h11', 'httpx', 'hmi.simulator.agent') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
