"""Every fault, inflicted from outside on small agents of both generations, and what is there after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import httpx
import pytest

from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from tests.simulator.wire import Document, read

_COMMANDS: Mapping[str, Mapping[str, float | str | bool | Sequence[str]]] = {
    "freeze": {},
    "refuse": {},
    "drop": {},
    "drip": {"bytes_per_s": 1},
    "rubbish": {"kind": "html"},
    "error": {"code": "OUT_OF_RANGE", "style": "typed", "status": 400, "only": "current"},
    "no_stream": {},
    "parts": {"kind": "interleaved", "times": 3},
    "no_assets": {},
    "restart": {},
    "repeat_instance": {},
    "remodel": {"ids": True, "remove": ["Sload"], "add": 2},
    "adapter_lost": {"machine": "Centro01"},
    "skew": {"seconds": -30},
    "bad_observation": {"times": 5},
    "forget_condition": {},
}


@pytest.fixture(scope="module", params=[1, 2])
def simulator(request: pytest.FixtureRequest) -> Iterator[SimulatorProcess]:
    options = SimulatorOptions(port=0, machines=4, buffer=128, rate=100, history_h=0.5, flavour=request.param)
    with start_simulator(options) as simulator:
        yield simulator


def _ask(simulator: SimulatorProcess, target: str) -> Document:
    return read(httpx.get(f"{simulator.agents[0].url}/{target}", trust_env=False, timeout=20).content)


@pytest.mark.parametrize("fault", _COMMANDS)
def test_an_agent_is_well_again_after_it_was_healed(simulator: SimulatorProcess, fault: str) -> None:
    simulator.fault(fault, 0, **_COMMANDS[fault])
    simulator.fault("heal")
    if fault == "remodel":
        assert _ask(simulator, "current").of("r1_Torno01-extra2")
        simulator.fault("remodel")  # a model stays as it is until another one is asked for
    present = _ask(simulator, "current")
    assert (present.header["bufferSize"], present.header["instanceId"].isdecimal()) == ("128", True)
    assert present.values("Torno01-avail") == present.values("Centro01-avail") == ["AVAILABLE"]
    assert _ask(simulator, "assets").header["assetCount"] == "36"
    with httpx.stream(
        "GET", f"{simulator.agents[0].url}/sample?interval=0&count=128", trust_env=False, timeout=20
    ) as response:
        assert response.headers["content-type"].startswith("multipart/")
        received = b""
        for block in response.iter_raw():
            received += block
            if b"</MTConnectStreams>" in received:
                break
    first = received[received.index(b"<?xml") : received.index(b"</MTConnectStreams>") + len(b"</MTConnectStreams>")]
    sequences = read(first).sequences
    assert sequences == list(range(sequences[0], sequences[0] + 128))
