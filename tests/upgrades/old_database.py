"""A database as an earlier release left it, from the snapshot in this folder."""

import lzma
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from portals.services import SUPERUSER, address
from portals.services.postgres import program
from portals.services.shares import Databases
from tests.support import databases
from tests.upgrades.snapshot import FILE

# A round of the clock, and who does what it queues, as in the first minutes of a node.
DUE = "from syndication.jobs import carry_out_times; carry_out_times()"
WORKER = "portals.jobs.workers.SteadyWorker"


def carry_out_what_fell_due(manage: Callable[..., object]) -> None:
    """The snapshot grows older every day: carry out what fell due since, by `manage` with arguments of manage.py."""
    manage("shell", "--no-imports", "-c", DUE)
    manage("rqworker", "default", "--burst", "--worker-class", WORKER)


@contextmanager
def as_it_was(share: Databases) -> Iterator[Databases]:
    """Load the snapshot into the databases of a share; they are gone afterwards."""
    databases.drop(share)
    with psycopg.connect(
        address("postgres", database="postgres", role=SUPERUSER), autocommit=True
    ) as server:
        databases.make(server, share.name)
    try:
        command = [str(program("psql")), "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1"]
        subprocess.run(
            [*command, share.owner_url],
            input=lzma.decompress(FILE.read_bytes()),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        yield share
    finally:
        databases.drop(share)


def counts(share: Databases) -> dict[str, int]:
    """Return how many rows each table holds."""
    with psycopg.connect(share.owner_url) as server:
        tables = server.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        found = {}
        for (table,) in tables:
            count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            [(found[table],)] = server.execute(count).fetchall()
    return found


def columns_of(share: Databases) -> dict[str, list[str]]:
    """Return the columns of each table that an INSERT names."""
    with psycopg.connect(share.owner_url) as server:
        rows = server.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
            " WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY 1"
        ).fetchall()
    return dict(rows)
