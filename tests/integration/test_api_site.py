"""The page, the probes, the reference and the headers, on a real hub."""

import re
from pathlib import Path

import pytest

from hub.api.site import BUILT
from tests.support.hub import RunningHub

pytestmark = pytest.mark.postgres


async def test_health_says_what_works(hub: RunningHub) -> None:
    http = await hub.visitor()
    health = (await http.get("/health")).json()
    assert health.keys() >= {"status", "durable", "solver", "degraded"}
    assert health["durable"] is False  # the tests' server doesn't flush
    ready = await http.get("/ready")
    assert (ready.status_code, ready.json()) == (200, {"ready": True})
    metrics = (await http.get("/metrics")).text
    assert re.search(r"^hub_connections 0$", metrics, re.MULTILINE)


async def test_every_answer_has_the_security_headers(hub: RunningHub) -> None:
    http = await hub.visitor()
    for path in ("/", "/health", "/docs", "/api/v1/openapi.json", "/api/v1/me", "/periods/x", "/nope.js"):
        headers = (await http.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self' 'wasm-unsafe-eval'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


async def test_the_interface_describes_itself_without_anybody_elses_help(hub: RunningHub) -> None:
    http = await hub.visitor()
    document = (await http.get("/api/v1/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    page = (await http.get("/docs")).text
    for path in document["paths"]:
        assert f"/api/v1{path}" in page
    assert "<script" not in page
    assert not re.search(r'(src|href)="https?:', page)


async def test_what_is_large_is_compressed_and_what_is_small_is_not(hub: RunningHub) -> None:
    http = await hub.visitor()
    large = await http.get("/api/v1/openapi.json", headers={"accept-encoding": "gzip"})
    assert large.headers["content-encoding"] == "gzip"
    small = await http.get("/api/v1/auth/options", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in small.headers


async def test_a_path_that_is_not_there_is_a_problem_document(hub: RunningHub) -> None:
    http = await hub.visitor()
    for path in ("/api/v1/nope", "/api/v1/", "/api/v1/periods/"):
        response = await http.get(path)
        assert (response.status_code, response.json()["code"]) == (404, "not_found"), path
    wrong_method = await http.delete("/api/v1/periods")
    assert (wrong_method.status_code, wrong_method.headers["content-type"]) == (405, "application/problem+json")


async def test_the_page_is_served_for_every_path_of_its_own_and_its_files_for_ever(hub: RunningHub) -> None:
    http = await hub.visitor()
    index = await http.get("/")
    assert (await http.get("/periods/some-period")).text == index.text
    assert index.headers["cache-control"] == "no-cache"
    scripts = re.findall(r'(?:src|href)="(/assets/[^"]+\.js)"', index.text)
    assets = [await http.get(script, headers={"accept-encoding": "gzip"}) for script in scripts]
    assert all("immutable" in found.headers["cache-control"] for found in assets)
    script, asset = max(zip(scripts, assets, strict=True), key=lambda found: len(found[1].content))
    assert asset.headers["content-encoding"] == "gzip"
    assert asset.headers["content-type"].startswith("text/javascript")
    again = await http.get(script, headers={"if-none-match": asset.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await http.get("/assets/nope.js")).status_code == 404
    assert (await http.get("/..%2f..%2fpyproject.toml")).status_code == 404
    assert Path(BUILT, "index.html").read_text() == index.text
