"""The tests' databases: migrated once into a template, and cloned wherever rows are committed.

The template's name holds a hash of what migrations do, so a changed migration makes a new template
and the old one goes. A migration must therefore carry its data in its own folder.
"""

import fcntl
import hashlib
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import redis
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from portals.database.roles import EMBEDDED
from portals.services import SUPERUSER, address
from portals.services.places import services_folder
from portals.services.postgres import program
from portals.services.shares import Databases

from .migrating import statements_kept

PREFIX = "template_"
# What decides the content of a freshly migrated database, besides the locked versions of the
# libraries.
DECISIVE = (
    *("migrations/**/*", "apps.py", "receivers.py", "models.py", "database/rights.py"),
    # Entered by migrations.
    "search/data/synonyms*.txt",
)
ROOT = Path(__file__).resolve().parents[2]


def fresh(databases: Databases) -> None:
    """Make these databases anew: a clone of the template, an empty queue and an empty cache."""
    template = template_name()
    with _maintenance() as server:
        _drop(server, databases.name)
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(databases.name),
                sql.Identifier(EMBEDDED.owner),
                sql.Identifier(template),
            )
        )
        # Nobody reads these after a crash of the server, and a commit that waits for the disk takes far longer.
        server.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(
                sql.Identifier(databases.name)
            )
        )
    empty(databases)


def empty(databases: Databases) -> None:
    """Empty the queue and the cache."""
    for url in (databases.queue_url, databases.cache_url):
        _valkey(url).flushdb()


@cache
def _valkey(url: str) -> redis.Redis:
    """Asked after each test, so it stays connected."""
    return redis.Redis.from_url(url)


def drop(databases: Databases) -> None:
    """Remove the database with whoever is connected to it, and empty its queue and cache."""
    with _maintenance() as server:
        _drop(server, databases.name)
    empty(databases)


@cache
def template_name() -> str:
    """Return the name of the template for the migrations as this process first found them."""
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for app in sorted(apps.get_app_configs(), key=lambda config: config.label):
        if app.name.startswith("tests."):
            # Its tables are made in the clone, by the tests that have it.
            continue
        folder = Path(app.path)
        digest.update(app.name.encode())
        # Libraries are pinned by uv.lock.
        if folder.is_relative_to(ROOT) and "site-packages" not in folder.parts:
            for pattern in DECISIVE:
                for file in sorted(folder.glob(pattern)):
                    if file.is_file() and file.suffix != ".pyc":
                        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def ensure_template() -> None:
    """Make the template unless it is there, and drop those of other migrations."""
    wanted = template_name()
    with (services_folder() / "template.lock").open("w") as lock, _maintenance() as server:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
        )
        names = {name for (name,) in found}
        if wanted in names and template_statements().exists():
            return
        for name in names:
            _drop(server, name)
        unfinished = f"{PREFIX}unfinished"
        make(server, unfinished)
        _fill(unfinished)
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(unfinished), sql.Identifier(wanted)
            )
        )


def template_dump() -> Path:
    """Return the template as SQL, for servers that have none yet; whoever has migrated one has written it."""
    return ROOT / "var" / f"{template_name()}.sql"


def template_statements() -> Path:
    """Return what each migration said while the template was made, as JSON; it is there wherever the dump is."""
    return template_dump().with_suffix(".json")


def _fill(name: str) -> None:
    """Migrate, once for all servers of this checkout: what one has migrated, others load in a tenth of the time."""
    dump, said = template_dump(), template_statements()
    dump.parent.mkdir(exist_ok=True)
    with (dump.parent / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if dump.exists() and said.exists():
            load(dump, name)
            return
        with _connected_to(name), statements_kept() as statements:
            # The settings' own apps may be without migrations while they are being written.
            call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
        for other in dump.parent.glob(f"{PREFIX}*.*"):
            other.unlink()
        said.write_text(json.dumps(statements))
        unfinished = dump.with_suffix(".unfinished")
        unfinished.write_bytes(dumped(name))
        unfinished.rename(dump)


def dumped(name: str) -> bytes:
    """Return schema, rights and content of a database as SQL, for its owner to load."""
    url = address("postgres", database=name, role=EMBEDDED.owner)
    command = [str(program("pg_dump")), "--no-owner", f"--dbname={url}"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def load(dump: Path, name: str) -> None:
    """Fill an empty database with what was dumped, as its owner."""
    url = address("postgres", database=name, role=EMBEDDED.owner)
    options = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={dump}"]
    command = [str(program("psql")), *options, url]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def make(server: psycopg.Connection, name: str) -> None:
    """Make an empty database that the owner may fill."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {}")
    server.execute(statement.format(sql.Identifier(name), sql.Identifier(EMBEDDED.owner)))


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    kept = [connection.settings_dict, settings.PORTALS_DATABASE_OWNER]
    before = connection.settings_dict["NAME"]
    connection.close()
    for each in kept:
        each["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        for each in kept:
            each["NAME"] = before


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        address("postgres", database="postgres", role=SUPERUSER), autocommit=True
    ) as server:
        yield server


def _drop(server: psycopg.Connection, name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    server.execute(statement.format(sql.Identifier(name)))
