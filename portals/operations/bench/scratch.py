"""Servers and a database for one bench: made before it, gone after it, and never the install's own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psutil
import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from redis import Redis, RedisError

from portals.database.dropping import drop_database
from portals.database.roles import EMBEDDED, MAKE_ROLES
from portals.services import SUPERUSER, ServicesRefused, address
from portals.services import postgres as embedded_postgres
from portals.services import valkey as embedded_valkey
from portals.services.daemons import wait_until
from portals.services.places import account, prepare_folder, services_folder
from portals.serving.command import APPLICATION, granian

from .keeper import Keeper, Kept

PREFIX = "bench_"
START_SECONDS = 60.0
WEB_WORKERS = 2
SETTINGS = "portals.settings.demo"
# The code is that of this process, whose command the framework checked: again, it takes each a second of a processor.
UNCHECKED = "--skip-checks"
MEMORY = {"queue": "noeviction", "cache": "allkeys-lru"}


@dataclass(frozen=True)
class Scratch:
    """The servers of one bench. `name` begins the name of its database; `folder` has the pid of what was started."""

    name: str
    folder: Path
    port: int
    env: Mapping[str, str]
    keeper: Keeper


@contextmanager
def scratch(*, own_postgres: bool, dump: Path | None = None) -> Iterator[Scratch]:
    """Start two Valkeys and make a migrated database until the block ends.

    The database is made on the PostgreSQL of the install; with `own_postgres` on one of its own, which may be
    killed without harm to anybody. It begins empty, or with the `dump` of a migrated one.
    """
    prepare_folder()
    _clear_left_overs()
    name = f"{PREFIX}{os.getpid()}"
    folder = services_folder() / name
    folder.mkdir(mode=0o711)
    try:
        with ExitStack() as stack:
            keeper = stack.enter_context(Keeper(folder))
            urls = {f"{role.upper()}_URL": _start_valkey(keeper, role) for role in MEMORY}
            base = _start_postgres(keeper) if own_postgres else _installed_postgres()
            owner, urls["DATABASE_URL"] = stack.enter_context(_database(*base, name))
            port = free_port()
            env = os.environ | urls | _variables(port)
            for owners in ("DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE"):
                env.pop(owners, None)
            if dump is not None:
                _load(dump, owner)
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0", UNCHECKED],
                cwd=settings.ROOT, env=env | {"DATABASE_OWNER_URL": owner}, check=True,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
            yield Scratch(name, folder, port, env, keeper)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_left_overs() -> None:
    """End and remove what a bench left that was killed itself: its processes know its folder's name."""
    for folder in services_folder().glob(f"{PREFIX}*"):
        if psutil.pid_exists(int(folder.name.removeprefix(PREFIX))):
            continue
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if any(str(folder) in text for text in _texts(process)):
                    process.kill()
        owner, _application = _installed_postgres()
        with psycopg.connect(owner, autocommit=True) as server:
            drop_database(server, folder.name)
        shutil.rmtree(folder, ignore_errors=True)


def _texts(process: psutil.Process) -> Iterator[str]:
    yield from process.cmdline()
    yield from process.environ().values()


def web_command(
    port: int,
    application: str = APPLICATION,
    *,
    interface: str = "asgi",
    workers: int = WEB_WORKERS,
) -> list[str]:
    # A worker that is still starting loses the signal to stop, and the server would wait for it without end.
    options = ("--log-level", "warning", "--workers-kill-timeout", "5")
    command = granian(port, *options, workers=workers, application=application, interface=interface)
    return [sys.executable, *command]


def worker_command() -> list[str]:
    return [
        sys.executable, "manage.py", "rqworker", "default", "proof", "routine", "sound", "bulk",
        "--verbosity", "0", UNCHECKED,
        "--worker-class", "portals.jobs.workers.SteadyWorker",
    ]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _variables(port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PORTALS_PORT": str(port),
        "PORTALS_FRONT_ADDRESS": f"127.0.0.1:{port}",
        "EMAIL_URL": "console://",
        "LOG_LEVEL": "ERROR",
    }


def _start_valkey(keeper: Keeper, role: str) -> str:
    socket_path = keeper.folder / f"{role}.sock"
    options = {
        "port": "0", "unixsocket": str(socket_path), "save": "", "dir": str(keeper.folder),
        "appendonly": "no", "maxmemory": "256mb", "maxmemory-policy": MEMORY[role],
    }  # fmt: skip
    command = [str(embedded_valkey.program())]
    command += [part for name, value in options.items() for part in (f"--{name}", value)]
    keeper.start(Kept(name=role, command=command, cwd=keeper.folder, env=os.environ))
    url = f"unix://{quote(str(socket_path))}?db=0"
    _wait(lambda: _pings(url), role)
    return url


def _pings(url: str) -> bool:
    try:
        with Redis.from_url(url) as valkey:
            return bool(valkey.ping())
    except RedisError:
        return False


def _start_postgres(keeper: Keeper) -> tuple[str, str]:
    """Start a PostgreSQL of the bench's own, as the embedded one is started; return whom to connect as, as below."""
    user = account()
    data = keeper.folder / "postgres"
    data.mkdir(mode=0o700)
    if user.uid is not None and user.gid is not None:
        os.chown(data, user.uid, user.gid)
    made = user.run(
        embedded_postgres.program("initdb"), "--pgdata", data, "--username", SUPERUSER,
        "--encoding", "UTF8", "--auth", "trust", "--no-sync",
        "--locale-provider", "builtin", "--builtin-locale", "PG_UNICODE_FAST", "--locale", "C",
    )  # fmt: skip
    if made.returncode != 0:
        raise ServicesRefused(f"initdb failed:\n{made.stdout}")
    command = [str(embedded_postgres.program("postgres")), "-D", str(data), "-k", str(data)]
    for name, value in embedded_postgres.SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    keeper.start(Kept(name="postgres", command=command, cwd=data, env=env, user=user))
    where = f"/postgres?host={quote(str(data), safe='')}"
    url = f"postgresql://{SUPERUSER}@{where}"
    _wait(lambda: _connects(url), "postgres")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(MAKE_ROLES)
    return f"postgresql://{EMBEDDED.owner}@{where}", f"postgresql://{EMBEDDED.application}@{where}"


def _connects(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _installed_postgres() -> tuple[str, str]:
    """Return where the owner of the install connects, who makes and drops databases, and where the application."""
    told = settings.ENVIRONMENT
    own = address("postgres", role=EMBEDDED.owner)
    owner = told.database_owner_url or told.database_url or own
    return _named(owner, "postgres"), _named(told.database_url or address("postgres"), "postgres")


@contextmanager
def _database(owner: str, application: str, name: str) -> Iterator[tuple[str, str]]:
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield _named(owner, name), _named(application, name)
    finally:
        _wait(lambda: _connects(owner), "postgres")
        with psycopg.connect(owner, autocommit=True) as server:
            drop_database(server, name)


def dump_install(to: Path) -> None:
    """Write the database of the install to a file that `scratch` takes. Readers and writers go on meanwhile."""
    own = settings.ENVIRONMENT.database_owner_url or settings.ENVIRONMENT.database_url
    owner = own or address("postgres", role=EMBEDDED.owner)
    name = str(connection.settings_dict["NAME"])
    command = [str(embedded_postgres.program("pg_dump")), f"--file={to}", _named(owner, name)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _load(dump: Path, owner: str) -> None:
    options = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={dump}"]
    command = [str(embedded_postgres.program("psql")), *options, owner]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _named(url: str, name: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{urlunsplit((parts.scheme, parts.netloc, '', '', ''))}/{name}{query}"


def _wait(ready: Callable[[], bool], name: str) -> None:
    if not wait_until(ready, seconds=START_SECONDS):
        raise ServicesRefused(f"{name} did not answer within {START_SECONDS:.0f} s.")
