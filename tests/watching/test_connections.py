"""Nobody can silence it: silent connections are cut, and whoever asks is answered however many there are (D3)."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
import sys
import time
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.app import connections as limits
from bot.app.connections import Connections

ROOT = Path(__file__).parents[2]


async def healthy(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def slow(_request: web.Request) -> web.Response:
    await asyncio.sleep(1.5)
    return web.Response(text="done")


@asynccontextmanager
async def listening(most: int):
    found, site = Connections(most), web.Application()
    site.middlewares.append(found.middleware)
    site.router.add_get("/healthz", healthy)
    site.router.add_get("/slow", slow)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    port = await found.listen(runner, "127.0.0.1", 0)
    yield found, port
    await found.stop()
    await runner.cleanup()


async def answered(port: int, path: str = "/healthz") -> int:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status


@contextmanager
def silent(port: int, number: int, says: bytes = b""):
    """Connections that say no more than this."""
    with ExitStack() as stack:
        made = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(number)]
        for one in made:
            one.sendall(says)
            one.setblocking(False)
        yield made


async def over(one: socket.socket) -> bool:
    with suppress(ConnectionError):
        async with asyncio.timeout(5):
            return await asyncio.get_running_loop().sock_recv(one, 1) == b""
    return True


@pytest.mark.parametrize("says", [b"", b"GET /healthz HTT", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A"])
async def test_who_brings_no_request_is_cut(says, monkeypatch):
    monkeypatch.setattr(limits, "FIRST_REQUEST", 0.3)
    async with listening(100) as (found, port):
        with silent(port, 20, says) as made:
            assert all(await asyncio.gather(*(over(one) for one in made)))
        assert found.open == set()


async def test_however_many_are_silent_whoever_asks_is_answered_and_who_is_at_work_is_not_cut():
    async with listening(30) as (found, port):
        work = asyncio.create_task(answered(port, "/slow"))
        await asyncio.sleep(0.2)
        for _ in range(8):
            with silent(port, 25):
                await asyncio.sleep(0.05)
                assert await answered(port) == 200
                assert len(found.open) <= 30
        assert await work == 200


async def test_a_connection_that_has_asked_stays_open():
    async with listening(30) as (found, port), ClientSession() as session:
        for _ in range(3):
            async with session.get(f"http://127.0.0.1:{port}/healthz") as response:
                await response.read()
        assert len(found.open) == 1


@pytest.mark.slow
async def test_a_process_with_few_descriptors_answers_and_hardly_logs(tmp_path):
    """1,100 silent connections under a limit of 512 descriptors."""
    needed = 1_300
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(needed, resource.getrlimit(resource.RLIMIT_NOFILE)[0]), hard))
    log = tmp_path / "log"
    command = f"ulimit -n 512; exec {sys.executable} -m bot demo --port 0"
    unbuffered = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as file:
        bot = await asyncio.create_subprocess_exec(
            "bash", "-c", command, stdout=asyncio.subprocess.PIPE, stderr=file, cwd=ROOT, env=unbuffered
        )
    try:
        assert bot.stdout is not None
        line = b""
        while b"http://127.0.0.1:" not in line:
            line = await bot.stdout.readline()
        port = int(line.rsplit(b":", 1)[1])
        with silent(port, 1_100):
            began = time.monotonic()
            assert await answered(port) == 200
            assert await answered(port, "/readyz") == 200
            assert time.monotonic() - began < 5
        assert log.stat().st_size < 20_000
    finally:
        bot.terminate()
        await bot.wait()
