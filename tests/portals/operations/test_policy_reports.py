"""What browsers report that they kept back."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from portals.operations.layer import Operations
from tests.portals.pagecache.visiting import Origin, on_the_loop, served, visit

OLD = {
    "csp-report": {
        "document-uri": "https://donganh.bacninh.localhost/tin-tuc/?q=rieng",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://xau.example/a.js?x=1",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "documentURL": "https://donganh.bacninh.localhost/",
            "effectiveDirective": "img-src",
            "blockedURL": "inline",
        },
    }
]


def post(layer: Operations, body: bytes, method: str = "POST") -> int:
    environ = {
        "REQUEST_METHOD": method,
        "HTTP_HOST": "donganh.bacninh.localhost",
        "PATH_INFO": "/-/csp",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return int(on_the_loop(layer(environ)).status[:3])


@pytest.mark.django_db
class TestAReport:
    @pytest.mark.asvs("16.3.3")
    @pytest.mark.parametrize(("told", "blocked"), [(OLD, "https://xau.example"), (NEW, "inline")])
    def test_is_logged_without_what_is_nobodys_business(self, told, blocked, caplog) -> None:
        assert post(Operations(served(Origin())), json.dumps(told).encode()) == 204
        line = caplog.text
        assert "csp.violation" in line
        assert blocked in line
        assert "rieng" not in line
        assert "x=1" not in line

    @pytest.mark.parametrize(
        ("body", "status"),
        [(b"khong phai json", 400), (b"{" + b" " * 9000, 413), (b"[1, null, {}]", 204)],
    )
    def test_that_is_none_is_refused(self, body: bytes, status: int, caplog) -> None:
        assert post(Operations(served(Origin())), body) == status
        assert "csp.violation" not in caplog.text

    @pytest.mark.parametrize("name", ["document-uri", "blocked-uri"])
    def test_with_an_address_that_is_none_is_no_fault_of_ours(self, name: str) -> None:
        told = {"csp-report": OLD["csp-report"] | {name: "http://[x"}}
        assert post(Operations(served(Origin())), json.dumps(told).encode()) == 204

    def test_is_posted(self) -> None:
        assert post(Operations(served(Origin())), b"", "GET") == 405

    def test_floods_the_counter_and_not_the_log(self, caplog) -> None:
        layer = Operations(served(Origin()))
        for _ in range(50):
            post(layer, json.dumps(OLD).encode())
        assert caplog.text.count("csp.violation") <= 30
        assert 'portals_csp_reports_total{process="' in visit(layer, "127.0.0.1", "/metrics").text
