"""What is asked before the first visitor: a front that does right, and each way in which one does not."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from redis import Redis

from portals.boards.enums import Position
from portals.models import Tick
from portals.operations.install_check import machine, servers
from portals.operations.install_check.front import of_certificates, of_desk, of_proxy
from portals.operations.install_check.lines import InstallLine, VisitorsFront
from portals.settings import backends
from portals.uploads.bucket import BucketStorage
from tests.factories import make_member, make_portal
from tests.portals.operations.test_fronts import self_signed
from tests.support.bucket import bucket_server, forget_failures, kept_in
from tests.support.mail import PostOffice
from tests.support.patience import PROMPTLY
from tests.support.processes import free_port

BASE = "bacninh.localhost"


@dataclass
class ProxyThatDoes:
    """Answers as the application behind a proxy would that does so many things right."""

    sets_scheme: bool = True
    sets_request_id: bool = True
    sets_forwarded_for: bool = True
    reaches_desk: bool = True
    # What becomes of a request for a name that is no host of the install: let through, answered by the proxy, closed.
    strange_host: str = "through"

    def told(self, handler: BaseHTTPRequestHandler) -> bytes:
        is_live = handler.path == "/-/live" and self.strange_host == "through"
        return b'{"live": true}' if is_live else b""

    def status_of(self, handler: BaseHTTPRequestHandler) -> int:
        host = handler.headers["Host"].partition(":")[0]
        if host == "127.0.0.1" and self.strange_host != "through":
            return 421
        if handler.path.startswith("/-/ask"):
            return 400 if self.sets_forwarded_for else 200
        if not self.sets_scheme and handler.headers.get("X-Forwarded-Proto") == "http":
            return 301
        return 404 if host.startswith("quantri.") and not self.reaches_desk else 200


@pytest.fixture
def served(tmp_path: Path, settings) -> Iterator:
    settings.PORTALS_PORT = None
    running = []

    def serve(proxy: ProxyThatDoes, *names: str) -> VisitorsFront:
        certificate, key = self_signed(tmp_path, *(names or (BASE, f"*.{BASE}")))

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.headers["Host"] == "127.0.0.1" and proxy.strange_host == "closed":
                    self.close_connection = True
                    return
                given = self.headers.get("X-Request-ID", "")
                self.send_response(proxy.status_of(self))
                self.send_header("X-Request-ID", "own" if proxy.sets_request_id else given)
                self.send_header("Content-Length", str(len(proxy.told(self))))
                self.end_headers()
                self.wfile.write(proxy.told(self))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=[PROMPTLY], daemon=True).start()
        running.append(server)
        return VisitorsFront(("127.0.0.1", server.server_address[1]), str(certificate))

    yield serve
    for server in running:
        server.shutdown()
        server.server_close()


def amiss(lines: Iterator[InstallLine]) -> list[str]:
    return [line.name for line in lines if not line.is_good]


@pytest.mark.django_db
class TestTheFront:
    def test_is_right(self, served) -> None:
        make_portal("province", host="")
        make_portal("commune", host="vuninh-tpbacninh")
        front = served(ProxyThatDoes())
        lines = [*of_certificates(front), *of_proxy(front), *of_desk(front)]
        assert amiss(iter(lines)) == []
        (covered,) = [line.found for line in lines if line.name == "front.certificates"]
        assert covered == "3 of 3 hosts are covered"

    @pytest.mark.parametrize(
        ("proxy", "name"),
        [
            (ProxyThatDoes(sets_scheme=False), "front.scheme"),
            (ProxyThatDoes(sets_request_id=False), "front.request_id"),
            (ProxyThatDoes(sets_forwarded_for=False), "front.forwarded_for"),
            (ProxyThatDoes(reaches_desk=False), "front.desk"),
        ],
    )
    def test_has_one_fault_which_is_named(self, served, proxy: ProxyThatDoes, name: str) -> None:
        front = served(proxy)
        assert amiss(iter([*of_proxy(front), *of_desk(front)])) == [name]

    @pytest.mark.parametrize(
        ("strange_host", "found"),
        [("through", "set by the proxy"), ("answered", "not seen"), ("closed", "not seen")],
    )
    def test_tells_what_it_did_not_see(self, served, strange_host: str, found: str) -> None:
        # Forwarded or not: where the proxy refuses the name itself, nothing is proven, and nothing is amiss.
        proxy = ProxyThatDoes(
            strange_host=strange_host, sets_forwarded_for=strange_host == "through"
        )
        lines = list(of_proxy(served(proxy)))
        assert amiss(iter(lines)) == []
        assert lines[-1].found.startswith(found)

    def test_has_a_host_that_its_certificate_does_not_cover(self, served) -> None:
        make_portal("province", host="")
        make_portal("commune", host="vuninh.tpbacninh")
        (line, ends) = of_certificates(served(ProxyThatDoes()))
        assert line.found.startswith(f"vuninh.tpbacninh.{BASE}: ")
        assert "--san" in line.remedy
        assert ends.is_good

    def test_has_a_certificate_that_ends_soon(self, served, clock) -> None:
        make_portal("province", host="")
        front = served(ProxyThatDoes())
        clock.move_to(f"{timezone.now() + timedelta(days=17):%Y-%m-%d} 12:00")
        assert amiss(of_certificates(front)) == ["front.certificate_ends"]


class TestTheServers:
    def test_of_mail_answers_or_is_said_to_be_away(self, settings) -> None:
        with PostOffice() as office:
            settings.MAILERS = backends.mailers(f"smtp://127.0.0.1:{office.port}")
            assert amiss(servers.of_mail()) == []
        settings.MAILERS = backends.mailers("console://")
        assert amiss(servers.of_mail()) == ["mail.server"]

    def test_of_the_queue_never_evicts_and_writes_to_disk(self, settings, own_databases) -> None:
        valkey = Redis.from_url(settings.RQ_QUEUES["default"]["URL"])
        before = {
            name: valkey.config_get(name)[name]
            for name in ("maxmemory-policy", "appendonly", "save")
        }
        faults = {"workers.queues"}
        try:
            valkey.config_set("maxmemory-policy", "noeviction")
            valkey.config_set("save", "3600 1")
            assert set(amiss(servers.of_queue())) == faults
            valkey.config_set("maxmemory-policy", "allkeys-lru")
            assert set(amiss(servers.of_queue())) == {*faults, "queue.eviction"}
            valkey.config_set("appendonly", "no")
            valkey.config_set("save", "")
            assert set(amiss(servers.of_queue())) == {
                *faults,
                "queue.eviction",
                "queue.persistence",
            }
        finally:
            for name, value in before.items():
                valkey.config_set(name, value)

    def test_of_the_cache_has_a_bound_and_a_server_of_its_own(self, settings) -> None:
        found = {line.name: line for line in servers.of_cache()}
        assert found["clocks.cache"].is_good
        settings.CACHES = {
            "default": settings.CACHES["default"]
            | {"LOCATION": settings.RQ_QUEUES["default"]["URL"]}
        }
        assert "cache.apart" in amiss(servers.of_cache())

    def test_have_the_time_of_this_machine(self, monkeypatch) -> None:
        monkeypatch.setattr(servers, "_ahead_of", lambda _valkey: -0.31)
        monkeypatch.setattr(servers.AskDatabase, "__call__", lambda _ask: 0.31)
        assert "clocks.cache" in amiss(servers.of_cache())
        assert "clocks.queue" in amiss(servers.of_queue())
        assert amiss(servers.of_database_clock()) == ["clocks.database"]

    def test_know_by_how_much_the_time_of_a_valkey_differs(self) -> None:
        class Slow:
            def time(self) -> tuple[int, int]:
                return int(servers.time.time()) - 5, 0

        assert servers._ahead_of(Slow()) == pytest.approx(5, abs=1.5)

    @pytest.mark.django_db
    def test_have_workers_that_live(self, settings) -> None:
        assert amiss(servers.of_workers()) == ["workers.alive"]
        for queue in settings.RQ_QUEUES:
            Tick.objects.update_or_create(queue=queue, defaults={"at": timezone.now()})
        assert amiss(servers.of_workers()) == []


@pytest.mark.django_db
class TestTheMachine:
    def test_has_portals_and_a_head_who_came_in(self) -> None:
        assert set(amiss(machine.of_tables())) >= {"province.portals", "province.head"}
        make_member(make_portal("province", host=""), Position.HEAD)
        assert amiss(machine.of_tables()) == []

    def test_has_uploads_where_they_may_be_written(self, settings, tmp_path: Path) -> None:
        settings.STORAGES = settings.STORAGES | {
            "default": {"BACKEND": "portals.uploads.storage.UploadFolder"}
        }
        settings.MEDIA_ROOT = str(tmp_path)
        assert amiss(machine.of_files()) == []
        settings.MEDIA_ROOT = str(tmp_path / "none")
        assert amiss(machine.of_files()) == ["files.uploads"]

    def test_has_a_bucket_that_takes_gives_and_deletes(self, settings, monkeypatch) -> None:
        forget_failures()
        with bucket_server() as url:
            settings.STORAGES = kept_in(url)
            assert amiss(machine.of_files()) == []
            assert list(default_storage.names()) == []
            monkeypatch.setattr(BucketStorage, "delete", lambda *_: None)
            (line,) = machine.of_files()
            assert "could not be deleted" in line.found
            settings.STORAGES = kept_in(url.replace("/uploads-", "/none-"))
            assert amiss(machine.of_files()) == ["files.uploads"]
        settings.STORAGES = kept_in(url)
        assert amiss(machine.of_files()) == ["files.uploads"]
        forget_failures()

    def test_has_static_files_of_this_release(self, settings, tmp_path: Path) -> None:
        own = {"staticfiles": {"BACKEND": "portals.serving.static_files.StaticFilesOfRelease"}}
        settings.STORAGES, settings.STATIC_ROOT = settings.STORAGES | own, str(tmp_path)
        assert "files.static" in amiss(machine.of_files())
        (tmp_path / f"staticfiles-{machine.release()}.json").write_text("{}")
        assert "files.static" not in amiss(machine.of_files())

    def test_is_no_install_of_a_province_with_settings_of_tests(self) -> None:
        assert "settings.module" in amiss(machine.of_settings())


@pytest.mark.django_db
class TestTheCommand:
    def test_ends_with_an_error_that_names_what_is_amiss(self) -> None:
        out = StringIO()
        with pytest.raises(CommandError, match=r"settings\.module"):
            call_command("install_check", "--no-front", stdout=out)
        assert "  ✗ settings.module" in out.getvalue()
        assert "→ Set DJANGO_SETTINGS_MODULE" in out.getvalue()

    def test_tells_machines_the_same(self) -> None:
        out = StringIO()
        with pytest.raises(CommandError):
            call_command(
                "install_check", "--json", "--front", f"127.0.0.1:{free_port()}", stdout=out
            )
        told = json.loads(out.getvalue())
        found = {line["name"]: line for line in told["lines"]}
        assert told["ok"] is False
        # Nothing answers there: one line, no traceback.
        assert found["front"]["ok"] is False
        assert found["database.tables"]["ok"] is True

    def test_refuses_a_front_without_a_port(self) -> None:
        with pytest.raises(CommandError, match="no host with a port"):
            call_command("install_check", "--front", "quantri", stdout=StringIO())
