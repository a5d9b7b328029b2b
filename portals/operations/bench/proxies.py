"""The samples of docs/deploy, run as they stand but on loopback and without their certificate."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from portals.services import ServicesRefused
from portals.services.daemons import wait_until

from .scratch import free_port, listens

START_SECONDS = 60.0
FOLDER = "docs/deploy"
SAMPLE_DOMAIN = "bacninh.gov.vn"
STATIC = "/srv/portals"
PORTALS, DESK = "127.0.0.1:8000", "127.0.0.1:8001"


def nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")


def caddy() -> str | None:
    return shutil.which("caddy")


@contextmanager
def behind_nginx(
    program: str, behind: int, change: Callable[[str], str] = lambda sample: sample
) -> Iterator[int]:
    """Run nginx in front of the application at port `behind`; return its port. `change` has the last word."""

    def configuration(folder: Path, port: int, behind: int) -> str:
        return change(_nginx_configuration(folder, port, behind))

    with _proxy(configuration, behind) as (folder, file, port):
        command = [program, "-e", "stderr", "-p", str(folder), "-c", str(file)]
        with _running(command, folder, port):
            yield port


@contextmanager
def behind_caddy(program: str, behind: int) -> Iterator[int]:
    """Run Caddy in front of the application at port `behind`; return its port."""
    with _proxy(_caddyfile, behind) as (folder, file, port):
        command = [program, "run", "--adapter", "caddyfile", "--config", str(file)]
        with _running(command, folder, port):
            yield port


@contextmanager
def _proxy(
    configuration: Callable[[Path, int, int], str], behind: int
) -> Iterator[tuple[Path, Path, int]]:
    with TemporaryDirectory(prefix="bench-proxy-") as made:
        folder, port = Path(made), free_port()
        file = folder / "configuration"
        file.write_text(configuration(folder, port, behind))
        yield folder, file, port


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    log = folder / "proxy.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env=os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        )  # fmt: skip
    try:
        up = wait_until(lambda: process.poll() is not None or listens(port), seconds=START_SECONDS)
        if not up or process.poll() is not None:
            raise ServicesRefused(f"{command[0]} did not answer:\n{log.read_text()}")
        yield
    finally:
        process.terminate()
        process.wait()


def _sample(name: str, behind: int) -> str:
    text = (Path(settings.ROOT) / FOLDER / name).read_text()
    for address in (PORTALS, DESK):
        text = text.replace(address, f"127.0.0.1:{behind}")
    text = text.replace(STATIC, str(Path(settings.STATIC_ROOT or "/nowhere/static").parent))
    text = text.replace(f"quantri.{SAMPLE_DOMAIN}", settings.PORTALS_ADMIN_HOST)
    return text.replace(SAMPLE_DOMAIN, settings.PORTALS_BASE_DOMAIN)


def _nginx_configuration(folder: Path, port: int, behind: int) -> str:
    text = _sample("nginx.conf", behind)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"ssl_certificate.*\n", "\n", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    text = text.replace("/var/cache/lien-cong-pages", str(folder / "pages"))
    text = text.replace("/var/cache/lien-cong-tiles", str(folder / "tiles"))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = text.replace("http {\n", "http {\n" + temporary)
    user = "user root;\n" if os.getuid() == 0 else ""
    return f"daemon off;\npid {folder}/nginx.pid;\n{user}{text}"


def _caddyfile(_folder: Path, port: int, behind: int) -> str:
    text = _sample("Caddyfile", behind)
    text = text.replace("https:// {", f"http://:{port} {{")
    text = text.replace("\ttls {\n\t\ton_demand\n\t}\n", "\tbind 127.0.0.1\n")
    return text.replace("{\n\temail", "{\n\tadmin off\n\tauto_https off\n\temail", 1)
