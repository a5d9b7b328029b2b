"""The course of a clone: made beside the one that stands, cut off from the world, seeded, and then put in its place.

Whatever ends it, the clone of the night before stands until the last step, which is one transaction. The next run
clears away what an earlier one left.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import structlog
from django.conf import settings
from django.utils import timezone
from psycopg import sql
from redis import RedisError

from portals.database.dropping import drop_database
from portals.database.roles import of_owner
from portals.learning.skills.practising import deeds_practised, keep_practised

from .copying import CopyFailed, dump, restore_rows, restore_rules
from .faults import of_error, of_python
from .keeping import mark, marked_at, note_begun, note_failed, note_ready
from .places import (
    LOCK,
    MAINTENANCE,
    ClonePlaces,
    NotPractices,
    connected_to,
    has_database,
    mark_as_practices,
    refuse_others,
    with_database,
)
from .scrubbing import pointers_to, scrub, tables_left_out
from .swapping import StillInUse, swap
from .valkeys import ForeignQueue, empty, own_valkeys

logger = structlog.get_logger(__name__)


class CloneRefused(Exception):
    """Another clone is under way."""


class CloneFailed(Exception):
    """The clone could not be made; the one of before stands."""


# What a machine, a server or a wrong address may do; all else is a fault of ours.
EXPECTED = (
    CopyFailed,
    NotPractices,
    StillInUse,
    ForeignQueue,
    subprocess.SubprocessError,
    RedisError,
    psycopg.Error,
    OSError,
)


@dataclass(frozen=True)
class CloneStep:
    """A step of the course, told when it begins."""

    name: str


def make_clone(places: ClonePlaces, *, tell: Callable[[CloneStep], None]) -> int:
    """Clone the real database and put the clone in its place; return how many deeds of practice were kept.

    Raises CloneRefused, or CloneFailed.
    """
    reached = [CloneStep("begin")]

    def tell_it(step: CloneStep) -> None:
        reached.append(step)
        tell(step)

    with alone(places):
        with connected_to(places.source) as source:
            clone = note_begun(source, now=timezone.now())
        with _told_if_it_fails(places, clone, reached):
            deeds = _course(places, tell_it)
            # A connection of its own, here and where it fails: one of hours ago may be gone.
            with connected_to(places.source) as source:
                note_ready(source, clone, deeds=deeds, now=timezone.now())
        return deeds


@contextmanager
def _told_if_it_fails(places: ClonePlaces, clone: int, reached: list[CloneStep]) -> Iterator[None]:
    """Write down what ended the course, whatever it was: who interrupts it ends it, too."""
    try:
        yield
    except BaseException as error:
        expected = isinstance(error, EXPECTED)
        # What a fault of ours says of itself may be of a row.
        fault = f"{reached[-1].name}: {of_error(error) if expected else type(error).__name__}"
        logger.error("practice.clone_failed", error=fault)
        with connected_to(places.source) as source:
            note_failed(source, clone, fault, now=timezone.now())
        if expected:
            raise CloneFailed(fault) from error
        raise


def _course(places: ClonePlaces, tell: Callable[[CloneStep], None]) -> int:
    url = with_database(places.owner, places.next)
    valkeys = own_valkeys()
    tell(CloneStep("clear"))
    _begin_anew(places)
    with tempfile.TemporaryDirectory(prefix="practice-") as folder:
        held = Path(folder) / "dump"
        with connected_to(places.source) as source:
            gone = tables_left_out(source)
            pointers = pointers_to(source, gone)
        tell(CloneStep("dump"))
        dump(places.source, held, without=gone)
        tell(CloneStep("rows"))
        restore_rows(url, held)
        tell(CloneStep("scrub"))
        with connected_to(url) as clone:
            scrub(clone, gone, pointers)
        tell(CloneStep("rules"))
        restore_rules(url, held)
    with connected_to(url) as clone:
        clone.execute("ANALYZE")
    tell(CloneStep("prepare"))
    prepare(places)
    with connected_to(url) as clone:
        mark(clone, now=timezone.now())
    tell(CloneStep("swap"))
    deeds = _keep_deeds(places)
    # Pages and jobs of the clone before are of rows that are gone.
    empty(valkeys)
    swap(places)
    empty(valkeys)
    _drop_former(places)
    return deeds


def _drop_former(places: ClonePlaces) -> None:
    """Remove the clone of before. The new one stands whether that succeeds or not, and the next run clears up."""
    try:
        with connected_to(places.owner, name=MAINTENANCE) as server:
            drop_database(server, places.former)
    except psycopg.Error as error:
        logger.warning("practice.former_stays", error=of_error(error))


def _keep_deeds(places: ClonePlaces) -> int:
    """Keep what was done on the clone that is about to go, since it was marked as made."""
    with connected_to(places.owner, name=MAINTENANCE) as server:
        if not has_database(server, places.standing):
            return 0
    with connected_to(places.owner) as standing, connected_to(places.source) as source:
        since = marked_at(standing)
        if since is None:
            return 0
        return keep_practised(source, deeds_practised(standing, since=since, now=timezone.now()))


@contextmanager
def alone(places: ClonePlaces) -> Iterator[None]:
    """Hold the lock of who clones, as long as this process lives. Raises CloneRefused."""
    with connected_to(places.owner, name=MAINTENANCE) as server:
        taken = server.execute(
            "SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK, places.standing]
        ).fetchone()
        if not taken or not taken[0]:
            raise CloneRefused
        yield


def _begin_anew(places: ClonePlaces) -> None:
    with connected_to(places.owner, name=MAINTENANCE) as server:
        refuse_others(server, places.standing, places.former)
        for name in (places.next, places.former):
            drop_database(server, name)
        made = sql.Identifier(places.next)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(made))
        mark_as_practices(server, places.next)
        owner = server.execute("SELECT current_user::text").fetchone()
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(made))
        if owner and (roles := of_owner(owner[0])):
            who = sql.SQL(", ").join(map(sql.Identifier, (roles.application, roles.reader)))
            server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(made, who))


def prepare(places: ClonePlaces) -> None:
    """Give rights and write what there is to practise on, by the verbs of this release, in a process on the clone."""
    told = os.environ | {
        "DATABASE_URL": with_database(places.application, places.next),
        "DATABASE_OWNER_URL": with_database(places.owner, places.next),
    }
    told.pop("PRACTICE_SOURCE_URL", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare_practice"],
        cwd=settings.ROOT,
        env=told,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CopyFailed(f"prepare_practice: {of_python(done.stderr)}")
