"""The sample configuration of nginx, run by nginx: old pages only where the application is away."""

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from portals.ledger.views import FOR_EVER
from portals.pagecache.pages import NOTHING_HERE_POLICY, PAGE_POLICY
from portals.services.daemons import wait_until
from tests.support.http import HostClient
from tests.support.patience import PROMPTLY
from tests.support.processes import ROOT, free_port

HOST = "vu-ninh.bacninh.gov.vn"
MORE_THAN_KEPT = 2.1  # seconds; nginx counts whole ones


@dataclass
class Application:
    """Stands for the portals: answers what a test sets, and counts."""

    status: int = 200
    policy: str = PAGE_POLICY
    asked: list[str] = field(default_factory=list)

    def serve(self, port: int) -> ThreadingHTTPServer:
        application = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                application.asked.append(self.path)
                body = f"trang {application.status}".encode()
                self.send_response(application.status)
                self.send_header("Cache-Control", application.policy)
                self.send_header("Vary", "Accept-Encoding")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        Thread(target=server.serve_forever, args=[PROMPTLY], daemon=True).start()
        return server


def configuration(folder: Path, port: int, behind: int) -> Path:
    """The sample, on loopback and without the certificate that a test has not."""
    text = (ROOT / "docs/deploy/nginx.conf").read_text()
    plain, count = re.subn(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", text)
    assert count == 3
    plain = re.sub(r"ssl_certificate.*\n", "\n", plain)
    plain = plain.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    for address in ("127.0.0.1:8000", "127.0.0.1:8001", "127.0.0.1:8002"):
        plain = plain.replace(address, f"127.0.0.1:{behind}")
    plain = plain.replace("/var/cache/lien-cong-pages", str(folder / "pages"))
    plain = plain.replace("/var/cache/lien-cong-tiles", str(folder / "tiles"))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    plain = plain.replace("http {\n", "http {\n" + temporary)
    user = "user root;\n" if os.getuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(f"daemon off;\npid {folder}/nginx.pid;\n{user}{plain}")
    return file


@pytest.fixture
def application():
    return Application()


@pytest.fixture
def behind(application):
    """The application's port, and the running server, which a test may close."""
    port = free_port()
    server = application.serve(port)
    yield port, server
    server.shutdown()
    server.server_close()


@pytest.fixture
def nginx(tmp_path, behind):
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        message = "NO NGINX: its sample configuration was not run; install nginx-light."
        if os.environ.get("REQUIRE_NGINX") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    port = free_port()
    file = configuration(tmp_path, port, behind[0])
    log = (tmp_path / "error.log").open("w+")
    process = subprocess.Popen(
        [program, "-e", "stderr", "-p", str(tmp_path), "-c", str(file)], stderr=log
    )
    client = HostClient(f"127.0.0.1:{port}")

    def answers() -> bool:
        try:
            client.get("quantri.bacninh.gov.vn", "/up")
        except OSError:
            return False
        return True

    try:
        assert wait_until(lambda: process.poll() is not None or answers(), seconds=20)
        assert process.poll() is None, (tmp_path / "error.log").read_text()
        yield client
    finally:
        process.terminate()
        process.wait(10)
        log.close()


class TestNginx:
    def test_keeps_a_tile_of_the_ledger_and_none_that_is_not_there_yet(self, nginx, application):
        tile, later = "/so-cai/tile/0/000", "/so-cai/tile/0/001"
        application.policy = FOR_EVER
        nginx.get(HOST, tile)
        application.status, application.policy = 404, NOTHING_HERE_POLICY
        nginx.get(HOST, later)
        time.sleep(MORE_THAN_KEPT)
        nginx.get(HOST, tile), nginx.get(HOST, later)
        assert application.asked.count(tile) == 1
        assert application.asked.count(later) == 2

    def test_keeps_a_page_for_a_second(self, nginx, application):
        nginx.get(HOST), nginx.get(HOST)
        assert application.asked.count("/") == 1
        time.sleep(MORE_THAN_KEPT)
        nginx.get(HOST)
        assert application.asked.count("/") == 2

    def test_tells_portals_apart(self, nginx, application):
        nginx.get(HOST), nginx.get("kinh-bac.bacninh.gov.vn")
        assert application.asked.count("/") == 2

    def test_keeps_nothing_of_the_desk(self, nginx, application):
        for _time in range(2):
            nginx.get("quantri.bacninh.gov.vn")
        assert application.asked.count("/") == 2

    def test_keeps_nothing_of_practice_and_shuts_search_engines_out(self, nginx, application):
        for host in ("quantri.tap.bacninh.gov.vn", "vuninh.tpbacninh.tap.bacninh.gov.vn"):
            before = application.asked.count("/")
            answers = [nginx.get(host) for _time in range(2)]
            assert application.asked.count("/") == before + 2
            assert all(one.headers["X-Robots-Tag"].startswith("noindex") for one in answers)
        assert "X-Robots-Tag" not in nginx.get(HOST).headers

    def test_passes_on_an_error_since_the_application_knows_what_may_be_shown(
        self, nginx, application
    ):
        nginx.get(HOST)
        time.sleep(MORE_THAN_KEPT)
        application.status, application.policy = 500, "no-store"
        assert nginx.get(HOST).status == 500

    def test_shows_the_old_page_where_the_application_is_away(self, nginx, behind):
        nginx.get(HOST)
        time.sleep(MORE_THAN_KEPT)
        behind[1].shutdown()
        behind[1].server_close()
        assert nginx.get(HOST).text == "trang 200"

    def test_shows_no_page_that_is_gone_even_then(self, nginx, application, behind):
        nginx.get(HOST)
        time.sleep(MORE_THAN_KEPT)
        application.status, application.policy = 410, NOTHING_HERE_POLICY
        assert nginx.get(HOST).status == 410
        time.sleep(MORE_THAN_KEPT)
        behind[1].shutdown()
        behind[1].server_close()
        assert nginx.get(HOST).text != "trang 200"
