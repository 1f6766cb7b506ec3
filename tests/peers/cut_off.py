"""A PostgreSQL database behind a line that can be cut and mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import make_url

from hmi.settings.site import StoreSettings
from tests.peers.forwarder import Forwarder
from tests.peers.postgresql import Server


@dataclass(frozen=True, slots=True)
class CutOff:
    """A database of its own; the program knows only the way through the line."""

    server: Server
    name: str
    line: Forwarder

    @property
    def url(self) -> str:
        """How the program reaches it."""
        direct = make_url(self.server.url_of(self.name))
        query = {key: value for key, value in direct.query.items() if key != "host"}
        through = direct.set(host="127.0.0.1", port=self.line.port, query=query)
        return through.render_as_string(hide_password=False)

    @property
    def settings(self) -> StoreSettings:
        """How the program is told to reach it."""
        return StoreSettings(url=self.url, password=self.server.password)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database past the line."""
        with self.server.connect(self.name) as connection:
            return connection.execute(query.encode()).fetchall()


@contextmanager
def cut_off(server: Server) -> Iterator[CutOff]:
    """Make a database with a line to it, which is whole at first, and remove both."""
    name = server.create()
    direct = make_url(server.url_of(name))
    host = direct.host or direct.query.get("host")
    assert isinstance(host, str)
    port = direct.port or 5432
    line = Forwarder(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port))
    try:
        yield CutOff(server, name, line)
    finally:
        line.cut()
        server.drop(name)
