"""Agents that run for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from hmi.simulator.agent import Agent
from hmi.simulator.dialect import Flavour
from tests.simulator.wire import START_US, an_agent


@pytest_asyncio.fixture
async def agent() -> AsyncIterator[Agent]:
    """An agent of the 1.x flavour with room for 1024 observations."""
    agent = an_agent()
    await agent.start(started_us=START_US)
    yield agent
    await agent.stop()


@pytest_asyncio.fixture
async def agent2() -> AsyncIterator[Agent]:
    """An agent of the 2.x flavour with room for 128 observations."""
    agent = an_agent(Flavour.V2, 128)
    await agent.start(started_us=START_US)
    yield agent
    await agent.stop()


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A client without proxies."""
    async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
        yield client
