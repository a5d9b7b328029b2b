"""What stands before the application knows its hosts: certificates, the zone, and proxies that ask for themselves."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command

from portals.operations import fronts
from portals.operations.bench import proxies
from portals.services.daemons import wait_until
from tests.factories import make_portal
from tests.support.processes import ROOT, free_port, listens

BASE = "bacninh.localhost"
DESK = f"quantri.{BASE}"
TWO_LEVELS = [f"{name}.tpbacninh.{BASE}" for name in ("vuninh", "dapcau")]
HOSTS = [BASE, DESK, f"tpbacninh.{BASE}", *TWO_LEVELS, "tiendu.vn"]


def program(found: str | None, required: str) -> str:
    if found is None:
        message = f"NO {required.removeprefix('REQUIRE_')}: its sample was not tried."
        if os.environ.get(required) == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return found


class TestCertificates:
    def test_name_as_few_as_cover_all_hosts(self) -> None:
        names = fronts.certificate_names(HOSTS)
        assert set(names) == {BASE, f"*.{BASE}", f"*.tpbacninh.{BASE}", "tiendu.vn"}
        assert all(any(fronts.covers(name, host) for name in names) for host in HOSTS)

    def test_of_one_level_need_two_names(self) -> None:
        one_level = [BASE, DESK, *(f"x{number}.{BASE}" for number in range(154))]
        assert set(fronts.certificate_names(one_level)) == {BASE, f"*.{BASE}"}

    @pytest.mark.parametrize(
        ("name", "host", "is_covered"),
        [
            (f"*.{BASE}", f"vuninh.{BASE}", True),
            (f"*.{BASE.upper()}", f"vuninh.{BASE}", True),
            (f"*.{BASE}", BASE, False),
            (f"*.{BASE}", f"vuninh.tpbacninh.{BASE}", False),
            (f"vuninh.{BASE}", f"dapcau.{BASE}", False),
        ],
    )
    def test_cover_one_level_and_no_more(self, name: str, host: str, is_covered: bool) -> None:
        assert fronts.covers(name, host) is is_covered


@pytest.mark.django_db
class TestTheCommand:
    @pytest.fixture(autouse=True)
    def portals(self) -> None:
        make_portal("province", host="")
        make_portal("commune", host="vuninh.tpbacninh")

    def told(self, *asked: str) -> tuple[list[str], str]:
        out, beside = StringIO(), StringIO()
        call_command("hosts", *asked, stdout=out, stderr=beside)
        return out.getvalue().splitlines(), beside.getvalue()

    def test_prints_every_host_and_says_what_one_certificate_covers(self) -> None:
        hosts, beside = self.told()
        assert set(hosts) == {BASE, DESK, TWO_LEVELS[0]}
        assert "3 hosts: 2 covered" in beside
        assert "1 two or more levels below" in beside

    def test_prints_records_of_the_zone(self) -> None:
        lines, _beside = self.told("--zone", "--address", "203.0.113.9", "--address", "2001:db8::9")
        assert lines[0] == f"$ORIGIN {BASE}."
        records = [line.split() for line in lines[1:]]
        assert ["vuninh.tpbacninh", "IN", "A", "203.0.113.9"] in records
        assert ["@", "IN", "AAAA", "2001:db8::9"] in records
        assert len(records) == 6

    def test_refuses_an_address_that_is_none(self) -> None:
        with pytest.raises(CommandError, match=r"front\.example"):
            self.told("--zone", "--address", "front.example")

    def test_prints_a_map_that_nginx_takes(self, tmp_path: Path) -> None:
        nginx = program(proxies.nginx(), "REQUIRE_NGINX")
        lines, _beside = self.told("--nginx")
        assert f"    {TWO_LEVELS[0]} 1;" in lines
        file = tmp_path / "nginx.conf"
        file.write_text(
            f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n"
            + "\n".join(lines)
            + "\nserver { listen 127.0.0.1:1; if ($is_ours = 0) { return 444; } }\n}\n"
        )
        done = subprocess.run(
            [nginx, "-t", "-e", "stderr", "-c", str(file)], capture_output=True, text=True
        )
        assert "syntax is ok" in done.stderr

    def test_prints_addresses_that_caddy_takes(self, tmp_path: Path) -> None:
        caddy = program(proxies.caddy(), "REQUIRE_CADDY")
        lines, _beside = self.told("--caddy")
        file = tmp_path / "Caddyfile"
        file.write_text("\n".join([*lines, "\trespond 200", "}"]))
        done = subprocess.run(
            [caddy, "adapt", "--adapter", "caddyfile", "--config", str(file)],
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert TWO_LEVELS[0] in done.stdout


class TestAsking:
    """Whether a certificate may be had for a host, asked of the real web server."""

    @pytest.fixture
    def ask(self, web_server):
        make_portal("province", host="")
        make_portal("commune", host="vuninh.tpbacninh")

        def ask(domain: str, host: str | None = None, **headers: str) -> int:
            own = f"127.0.0.1:{web_server.port}"
            path = f"/-/ask?domain={domain}"
            return web_server.http.get(host or own, path, headers=headers).status

        return ask

    def test_is_answered_for_hosts_of_the_install(self, ask) -> None:
        assert [ask(host) for host in (BASE, DESK, TWO_LEVELS[0], TWO_LEVELS[0].upper())] == [
            200
        ] * 4
        assert [ask(host) for host in (TWO_LEVELS[1], f"x.{DESK}", "example.com", "")] == [404] * 4

    def test_is_not_answered_to_who_comes_by_a_proxy_or_a_portal(self, ask, web_server) -> None:
        # No host of ours by that name, says Django.
        assert ask(BASE, **{"X-Forwarded-For": "203.0.113.5"}) == 400
        assert ask(BASE, **{"Forwarded": "for=203.0.113.5"}) == 400
        # Led to an address with a slash at its end, as for any page that is none; that is not there.
        assert ask(BASE, host=f"{BASE}:{web_server.port}") in {301, 404}
        assert ask(BASE, host=f"{DESK}:{web_server.port}") in {301, 302, 404}


class TestCaddy:
    @pytest.fixture
    def front(self, web_server, tmp_path: Path) -> Iterator[int]:
        """The sample as it stands but for its ports and the authority, which is Caddy's own."""
        caddy = program(proxies.caddy(), "REQUIRE_CADDY")
        make_portal("province", host="")
        make_portal("commune", host="vuninh.tpbacninh")
        port = free_port()
        text = (ROOT / "docs/deploy/Caddyfile").read_text()
        text = re.sub(r"127\.0\.0\.1:800[01]", web_server.address, text)
        text = text.replace("bacninh.gov.vn", BASE).replace("/srv/portals", str(tmp_path))
        text, count = re.subn(
            r"\temail .*\n",
            "\tadmin off\n\tlocal_certs\n\tskip_install_trust\n"
            f"\thttps_port {port}\n\thttp_port {free_port()}\n",
            text,
        )
        assert count == 1
        file = tmp_path / "Caddyfile"
        file.write_text(text)
        log = (tmp_path / "caddy.log").open("wb")
        process = subprocess.Popen(
            [caddy, "run", "--adapter", "caddyfile", "--config", str(file)],
            stdout=log, stderr=log,
            env=os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")},
        )  # fmt: skip
        try:
            assert wait_until(lambda: process.poll() is not None or listens(port), seconds=60)
            assert process.poll() is None, (tmp_path / "caddy.log").read_text()
            yield port
        finally:
            process.terminate()
            process.wait()
            log.close()

    def test_has_a_certificate_for_each_host_of_ours_and_none_for_another(self, front) -> None:
        for host in (BASE, DESK, TWO_LEVELS[0]):
            with secured(front, host) as channel:
                told = x509.load_der_x509_certificate(channel.getpeercert(binary_form=True))
                names = told.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
                assert names.get_values_for_type(x509.DNSName) == [host]
        for stranger in (TWO_LEVELS[1], "example.com"):
            with pytest.raises(ssl.SSLError), secured(front, stranger):
                pass

    def test_lets_nobody_outside_ask(self, front, web_server) -> None:
        for named in (BASE, "127.0.0.1", "localhost", f"127.0.0.1:{web_server.port}"):
            with secured(front, BASE) as channel:
                # Led to an address with a slash, which is not there, or refused; never the answer, which is 200.
                assert answered(channel, named, f"/-/ask?domain={BASE}") in {301, 400, 404}


class TestTheSamples:
    def test_caddys_is_valid_as_it_stands(self) -> None:
        caddy = program(proxies.caddy(), "REQUIRE_CADDY")
        sample = ROOT / "docs/deploy/Caddyfile"
        done = subprocess.run(
            [caddy, "adapt", "--adapter", "caddyfile", "--config", str(sample), "--validate"],
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def test_nginxs_is_valid_with_its_certificates_in_place(self, tmp_path: Path) -> None:
        nginx = program(proxies.nginx(), "REQUIRE_NGINX")
        text = (ROOT / "docs/deploy/nginx.conf").read_text()
        certificate, key = self_signed(tmp_path, "bacninh.gov.vn", "*.bacninh.gov.vn")
        text = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {certificate};", text)
        text = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {key};", text)
        # The parents of these folders are there on every machine; a test writes in its own.
        text = text.replace("/var/cache/", f"{tmp_path}/")
        text = re.sub(r"listen (80|443)", lambda _: f"listen 127.0.0.1:{free_port()}", text)
        temporary = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file = tmp_path / "nginx.conf"
        file.write_text(f"pid {tmp_path}/pid;\n" + text.replace("http {\n", "http {\n" + temporary))
        done = subprocess.run(
            [nginx, "-t", "-e", "stderr", "-c", str(file)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "warn" not in done.stderr.replace('the "user" directive', "")

    def test_keep_pages_where_every_machine_has_a_place(self) -> None:
        text = (ROOT / "docs/deploy/nginx.conf").read_text()
        folders = [Path(found) for found in re.findall(r"proxy_cache_path (\S+)", text)]
        assert [folder.parent for folder in folders] == [Path("/var/cache")] * 2
        assert "Strict-Transport-Security" not in text


@contextmanager
def secured(port: int, host: str) -> Iterator[ssl.SSLSocket]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=host) as channel,
    ):
        yield channel


def answered(channel: ssl.SSLSocket, host: str, path: str) -> int:
    channel.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    return int(channel.recv(64).split()[1])


def self_signed(folder: Path, *names: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files
