"""Lets tests of the history run on every database that it can live in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.history import making
from tests.peers.postgresql import Server, named_server

KINDS = ["sqlite", "postgresql"]
if os.environ.get("HMI_TEST_TS_URL"):
    KINDS.append("timescale")


@pytest.fixture(
    params=[pytest.param(kind, marks=pytest.mark.timescale if kind == "timescale" else ()) for kind in KINDS]
)
def each_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let the stores of :mod:`tests.history.making` be in each kind of database in turn; its name."""
    kind: str = request.param
    if kind == "sqlite":
        yield kind
        return
    server: Server = request.getfixturevalue("postgresql_server" if kind == "postgresql" else "timescale_server")
    places = making.PostgresPlaces(server)
    monkeypatch.setattr(making, "places", places)
    yield kind
    places.clear()


@pytest.fixture(scope="session")
def timescale_server() -> Iterator[Server]:
    """A server with TimescaleDB, which ``HMI_TEST_TS_URL`` names."""
    with named_server(os.environ["HMI_TEST_TS_URL"]) as server:
        yield server
