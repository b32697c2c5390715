"""Nobody but this machine's own browser gets in, and nothing odd is ever answered by a 5xx."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.web.gate import LARGEST, gate
from tests import proof

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

proof.register()

PRESS = "/api/people/ana-duarte/press"
PATHS = (
    *("/", "/page/main.js", "/api/people", "/api/people/ana-duarte", "/api/clock", "/nothing"),
    *(f"/api/people/ana-duarte/{verb}" for verb in ("command", "home", "press", "submit")),
    "/api/people/nobody/press",
)


async def status(client: TestClient, method: str, path: str, **options) -> int:
    async with client.request(method, path, **options) as response:
        return response.status


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        *(("127.0.0.1:{port}", 200), ("localhost:{port}", 200), ("[::1]:{port}", 200), ("LOCALHOST:{port}", 200)),
        *(("evil.example:{port}", 421), ("127.0.0.1.evil.example:{port}", 421), ("127.0.0.1", 421)),
        *(("127.0.0.1:1", 421), ("0.0.0.0:{port}", 421), ("localhost:{port}.", 421), ("", 421), ("a b", 421)),
    ],
)
async def test_only_local_names_with_our_port_are_hosts(client, host, expected):
    """A foreign name that resolves to this machine (DNS rebinding) gets nothing, not even the front page."""
    for path in ("/", "/api/people"):
        assert await status(client, "GET", path, headers={"Host": host.format(port=client.port)}) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 200),
        ({"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "https://127.0.0.1:{port}"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "x"}, 403),
    ],
)
async def test_no_other_site_can_post_or_look(client, headers, expected):
    headers = {name: value.format(port=client.port) for name, value in headers.items()}
    assert await status(client, "POST", PRESS, headers=headers, json={"token": "a"}) == expected
    assert await status(client, "GET", "/api/people", headers=headers) == expected


async def test_a_link_from_elsewhere_may_lead_to_the_front_page(client):
    assert await status(client, "GET", "/", headers={"Sec-Fetch-Site": "cross-site"}) == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""])
async def test_only_json_is_read(client, kind):
    assert await status(client, "POST", PRESS, headers={"Content-Type": kind}, data=b'{"token":"a"}') == 415


async def test_a_large_body_is_refused_with_and_without_a_length(client):
    async def stream():
        for _ in range(LARGEST // 1024 + 2):
            yield b"x" * 1024

    headers = {"Content-Type": "application/json"}
    assert await status(client, "POST", PRESS, headers=headers, data=b"x" * (LARGEST + 1)) == 413
    assert await status(client, "POST", PRESS, headers=headers, data=stream()) == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "ODD"])
async def test_other_methods_change_nothing(client, stage, method):
    assert await status(client, method, PRESS) in {400, 404, 405}
    assert not stage.service.heard


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_forbids_what_the_page_does_not_need(client, path):
    async with client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"


async def test_another_machine_gets_nothing():
    transport = Mock()
    transport.get_extra_info.side_effect = {"peername": ("192.0.2.7", 4711)}.get
    request = make_mocked_request("GET", "/", transport=transport)

    async def handler(_request):
        raise AssertionError

    with pytest.raises(Exception, match="Forbidden"):
        await gate(request, handler)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
NEARLY = st.fixed_dictionaries(
    {"token": JSON | st.text("abc=", min_size=1)},
    optional={
        "fields": st.lists(
            st.fixed_dictionaries(
                {
                    "name": st.sampled_from(("phone", "a b")) | JSON,
                    "type": st.sampled_from(("one", "person", "day", "time", "text")) | JSON,
                    "values": st.lists(st.text(max_size=12), max_size=2) | JSON,
                }
            )
            | JSON,
            max_size=3,
        )
    },
)
BODIES = st.binary(max_size=200) | (JSON | NEARLY).map(lambda found: json.dumps(found).encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, path=st.sampled_from([path for path in PATHS if path.startswith("/api")]))
async def test_garbage_is_never_a_5xx(client, body, path):
    """Odd bodies get a 4xx, or a toast when all that is odd is the token."""
    headers = {"Content-Type": "application/json"}
    assert await status(client, "POST", path, headers=headers, data=body) in {200, 400, 404, 405}


HEADERS = st.sampled_from(("Origin", "Sec-Fetch-Site", "Content-Type", "Host", "Accept", "Cookie", "Range"))
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=HEADERS, value=PRINTABLE, method=st.sampled_from(("GET", "POST")))
async def test_an_odd_header_is_never_a_5xx(client, name, value, method):
    assert await status(client, method, "/api/clock", headers={name: value}, data=b"{}") < 500
