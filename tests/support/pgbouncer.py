"""PgBouncer in transaction mode before the PostgreSQL of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings

from portals.services.daemons import wait_until
from portals.services.places import account
from portals.services.shares import Databases

from .processes import free_port

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
POOL = 4
CONFIGURATION = """
[databases]
* = host={host} user=portals_app
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
listen_port = {port}
auth_type = any
pool_mode = transaction
# Whoever comes again meets another connection, as beside others.
server_round_robin = 1
default_pool_size = {pool}
min_pool_size = {pool}
logfile = {folder}/log
"""


@contextmanager
def pooled_databases(databases: Databases) -> Iterator[Databases]:
    """The same databases, PostgreSQL through PgBouncer, until the block ends. Skips where it is not installed."""
    if not Path(PROGRAM).exists():
        if os.environ.get("REQUIRE_PGBOUNCER") == "1":
            pytest.fail("PgBouncer is not installed, and REQUIRE_PGBOUNCER=1.")
        pytest.skip("PgBouncer is not installed: apt install pgbouncer.")
    user, port = account(), free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = folder / "pgbouncer.ini"
        told.write_text(
            CONFIGURATION.format(
                host=settings.DATABASES["default"]["HOST"], folder=folder, port=port, pool=POOL
            )
        )
        for path in (folder, told):
            if user.uid is not None:
                os.chown(path, user.uid, user.gid or -1)
        server = subprocess.Popen(
            [PROGRAM, "-q", str(told)],
            user=user.uid, group=user.gid, extra_groups=[] if user.uid else None,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert wait_until((folder / f".s.PGSQL.{port}").exists, seconds=30)
            url = f"postgresql://portals_app@/{databases.name}?host={quote(name, safe='')}&port={port}"
            yield replace(databases, database_url=url)
        finally:
            server.terminate()
            server.wait(10)
