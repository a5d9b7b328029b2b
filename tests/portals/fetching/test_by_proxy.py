"""Fetches by the province's proxy, a real one on this machine: what it is asked for, and what it is never asked for."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from portals.fetching import ForbiddenTarget, TransientFetchError, connecting, fetch
from portals.fetching.tunnel import may_be_handed_on
from tests.portals.fetching.internet import PUBLIC
from tests.portals.fetching.test_outside import INSIDE
from tests.portals.operations.test_fronts import self_signed
from tests.support.patience import PROMPTLY

NAME = "bao.example.vn"


@dataclass
class ConnectProxy:
    """Takes CONNECT and leads everything to `behind`, as if the internet stood there."""

    behind: int
    port: int = 0
    asked: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    answer: str = "200 Connection established"

    def serve(self) -> ThreadingHTTPServer:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                proxy.asked.append(self.path)
                proxy.signed_in.append(self.headers.get("Proxy-Authorization", ""))
                self.wfile.write(f"HTTP/1.1 {proxy.answer}\r\nVia: thu\r\n\r\n".encode())
                self.wfile.flush()
                self.close_connection = True
                if not proxy.answer.startswith("200"):
                    return
                with socket.create_connection(("127.0.0.1", proxy.behind)) as onward:
                    back = threading.Thread(target=copy, args=[onward, self.connection])
                    back.start()
                    copy(self.connection, onward)
                    back.join()

            def log_message(self, *_: object) -> None:
                """Say nothing: what was asked is in `asked`."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=[PROMPTLY], daemon=True).start()
        return server


def copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/di":
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.5/")
            self.end_headers()
            return
        body = f"{self.headers['Host']} {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def names(monkeypatch) -> dict[str, list[str]]:
    """What resolves on this machine; nothing else does."""
    known: dict[str, list[str]] = {NAME: [PUBLIC]}
    genuine = socket.getaddrinfo

    def resolve(host, port, *rest, **more):
        if host == "127.0.0.1":
            return genuine(host, port, *rest, **more)
        if host not in known:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in known[host]]

    monkeypatch.setattr(connecting.socket, "getaddrinfo", resolve)
    return known


@pytest.fixture
def proxy(settings, names) -> Iterator[ConnectProxy]:
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, args=[PROMPTLY], daemon=True).start()
    proxy = ConnectProxy(site.server_address[1])
    server = proxy.serve()
    settings.PORTALS_OUTGOING_PROXY = f"http://127.0.0.1:{proxy.port}"
    yield proxy
    for one in (server, site):
        one.shutdown()
        one.server_close()


class TestWhatIsAskedFor:
    def test_the_address_that_was_checked_here(self, proxy) -> None:
        answer = fetch(f"http://{NAME}/tin?a=1")
        assert (answer.status, answer.body) == (200, f"{NAME} /tin?a=1".encode())
        assert proxy.asked == [f"{PUBLIC}:80"]
        assert proxy.signed_in == [""]

    def test_the_name_where_nothing_outside_resolves_here(self, proxy, names) -> None:
        names.clear()
        assert fetch(f"http://{NAME}/").status == 200
        assert proxy.asked == [f"{NAME}:80"]

    def test_with_the_name_and_password_of_the_setting(self, proxy, settings) -> None:
        settings.PORTALS_OUTGOING_PROXY = f"http://cong:m%40t@127.0.0.1:{proxy.port}"
        fetch(f"http://{NAME}/")
        assert proxy.signed_in == ["Basic " + base64.b64encode(b"cong:m@t").decode()]

    def test_tls_is_spoken_with_the_site_and_proves_its_name(
        self, settings, names, tmp_path: Path, monkeypatch
    ) -> None:
        certificate, key = self_signed(tmp_path, NAME)
        site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        site.socket = context.wrap_socket(site.socket, server_side=True)
        threading.Thread(target=site.serve_forever, args=[PROMPTLY], daemon=True).start()
        proxy = ConnectProxy(site.server_address[1])
        server = proxy.serve()
        settings.PORTALS_OUTGOING_PROXY = f"http://127.0.0.1:{proxy.port}"
        with pytest.raises(TransientFetchError, match=r"(?i)certificate"):
            fetch(f"https://{NAME}/")
        trusting = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr("httpcore._sync.connection.default_ssl_context", lambda: trusting)
        assert fetch(f"https://{NAME}/").body == f"{NAME} /".encode()
        assert set(proxy.asked) == {f"{PUBLIC}:443"}
        for one in (server, site):
            one.shutdown()
            one.server_close()


class TestWhatIsNot:
    @pytest.mark.parametrize("address", INSIDE[:-1])
    def test_a_name_that_lies_inside(self, proxy, names, address: str) -> None:
        names[NAME] = [address]
        with pytest.raises(ForbiddenTarget):
            fetch(f"http://{NAME}/")
        assert proxy.asked == []

    def test_a_name_with_one_address_inside(self, proxy, names) -> None:
        names[NAME] = [PUBLIC, "10.0.0.5"]
        with pytest.raises(ForbiddenTarget):
            fetch(f"http://{NAME}/")
        assert proxy.asked == []

    @pytest.mark.parametrize(
        "host",
        [
            "10.0.0.5",
            "[::1]",
            "169.254.169.254",
            "may-chu",
            "may-chu.local",
            "x.localhost",
            "db.internal",
            "0x7f.1",
        ],
    )
    def test_a_place_inside_though_nothing_resolves_here(self, proxy, names, host: str) -> None:
        names.clear()
        with pytest.raises(ForbiddenTarget):
            fetch(f"http://{host}/")
        assert proxy.asked == []

    def test_a_place_inside_that_a_site_leads_to(self, proxy, names) -> None:
        names["10.0.0.5"] = ["10.0.0.5"]
        with pytest.raises(ForbiddenTarget):
            fetch(f"http://{NAME}/di")
        assert proxy.asked == [f"{PUBLIC}:80"]

    def test_another_port(self, proxy) -> None:
        with pytest.raises(ForbiddenTarget):
            fetch(f"http://{NAME}:22/")
        assert proxy.asked == []

    def test_from_practice_nothing(self, proxy, settings) -> None:
        settings.PORTALS_PRACTICE_OF = "https://quantri.bacninh.gov.vn"
        with pytest.raises(ForbiddenTarget):
            fetch(f"http://{NAME}/")
        assert proxy.asked == []

    @pytest.mark.parametrize(
        ("host", "may"),
        [
            (NAME, True),
            (f"{NAME}.", True),
            ("93.184.215.14", False),
            ("a.1", False),
            ("home.arpa", False),
        ],
    )
    def test_whatever_may_be_no_name_of_outside(self, host: str, may: bool) -> None:
        assert may_be_handed_on(host) is may


class TestAProxyThatDoesNotHelp:
    @pytest.mark.parametrize(
        "said", ["403 Forbidden", "407 Proxy Authentication Required", "xin chào"]
    )
    def test_is_quoted(self, proxy, said: str) -> None:
        proxy.answer = said
        with pytest.raises(TransientFetchError, match="proxy refused"):
            fetch(f"http://{NAME}/")

    def test_is_away(self, proxy, settings) -> None:
        settings.PORTALS_OUTGOING_PROXY = "http://127.0.0.1:1"
        with pytest.raises(TransientFetchError):
            fetch(f"http://{NAME}/")
