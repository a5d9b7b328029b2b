"""The practice install beside the demo: its clone, kept for a day, and the processes that serve it (docs/practice.md).

It is made as an install makes it, by `clone_practice`, on the demo's own servers: a database of its own on PostgreSQL,
and the next number of each Valkey.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from redis import Redis

from portals import services
from portals.database.dropping import drop_database
from portals.database.roles import EMBEDDED
from portals.operations.demo.processes import Processes, demo_folder, few_commands, is_taken
from portals.practice.places import (
    MAINTENANCE,
    ClonePlaces,
    connected_to,
    has_database,
    is_practices,
    with_database,
)
from portals.practice.queries import newest_clone
from portals.settings.practice import LABEL

KEPT_FOR = timedelta(days=1)
CLONE = "clone"
_IN_QUERY = re.compile(r"(?<=[?&]db=)\d+$")
_IN_PATH = re.compile(r"(?<=[^/:]/)\d+(?=$|\?)")


class NoPlaceForPractice(Exception):
    """Its port or its number on a Valkey is another's; the message says what to do."""


@dataclass(frozen=True)
class PracticeBeside:
    """Practice on `port`, for the demo on `real_port`."""

    port: int
    real_port: int

    @property
    def base_domain(self) -> str:
        return f"{LABEL}.{settings.PORTALS_BASE_DOMAIN}"

    @property
    def desk(self) -> str:
        return f"quantri.{self.base_domain}"

    @property
    def origin(self) -> str:
        return self._origin(self.desk, self.port)

    @cached_property
    def places(self) -> ClonePlaces:
        """Where the clone is made. Asks no server."""
        environment = settings.ENVIRONMENT
        application = environment.database_url or services.address("postgres")
        owner = environment.database_owner_url or environment.database_url
        owner = owner or services.address("postgres", role=EMBEDDED.owner)
        standing = f"{urlsplit(owner).path.strip('/')}_{LABEL}"
        return ClonePlaces(
            source=owner,
            owner=with_database(owner, standing),
            application=with_database(application, standing),
            standing=standing,
        )

    @cached_property
    def valkeys(self) -> tuple[str, str]:
        """Its queues and its cache. Raises NoPlaceForPractice."""
        real = _real_valkeys()
        own = next_number(real[0]), next_number(real[1])
        if set(own).intersection(real):
            raise NoPlaceForPractice(
                _(
                    "Practice needs the number after that of QUEUE_URL, and of CACHE_URL, for itself."
                )
            )
        return own

    def find_place(self) -> None:
        """Raise NoPlaceForPractice where it could not run."""
        if self.port == self.real_port or is_taken(self.port):
            raise NoPlaceForPractice(
                _("Port %(port)d, for practice, is in use. Choose another by --practice-port.")
                % {"port": self.port}
            )
        self.told()

    def told(self) -> Mapping[str, str]:
        """Return what the environment of its processes says of it. Raises NoPlaceForPractice."""
        queue, cache = self.valkeys
        return {
            "PRACTICE_OF": self._origin(settings.PORTALS_ADMIN_HOST, self.real_port),
            "PRACTICE_URL": "",
            "PRACTICE_MEDIA": str(Path(settings.MEDIA_ROOT).absolute()),
            "MEDIA_ROOT": str(self.media),
            "STORAGE_URL": "",
            "PORTALS_BASE_DOMAIN": self.base_domain,
            "DATABASE_URL": self.places.application,
            "QUEUE_URL": queue,
            "CACHE_URL": cache,
        }

    @property
    def media(self) -> Path:
        real = Path(settings.MEDIA_ROOT).absolute()
        return real.with_name(f"{real.name}-{LABEL}")

    def processes(self) -> Processes:
        return Processes(port=self.port, folder=demo_folder() / "practice", told=self.told())

    def ensure_clone(self, processes: Processes, *, anew: bool, now: datetime) -> None:
        """Clone the demo, unless yesterday's clone will do. Raises ProcessEnded, with what was wrong."""
        if anew or not self.will_do(now):
            told = {
                "DATABASE_OWNER_URL": self.places.owner,
                "PRACTICE_SOURCE_URL": self.places.source,
            }
            processes.finish(CLONE, ["manage.py", "clone_practice"], told=told)

    def start(self, processes: Processes, *, notice: str) -> None:
        processes.start(few_commands(self.port), notice=notice)

    def will_do(self, now: datetime) -> bool:
        """Whether a clone of this demo stands, is younger than a day, and has the tables of this release."""
        newest = newest_clone()
        if newest is None or newest.ended_at is None or now - newest.ended_at >= KEPT_FOR:
            return False
        with connected_to(self.places.owner, name=MAINTENANCE) as server:
            if not has_database(server, self.places.standing):
                return False
        asked = "SELECT app, name FROM django_migrations ORDER BY app, name"
        with connected_to(self.places.owner) as clone, connected_to(self.places.source) as source:
            return clone.execute(asked).fetchall() == source.execute(asked).fetchall()

    def forget(self) -> None:
        """Drop what a former demo had for practice. What bears no mark of a clone stays."""
        with connected_to(self.places.owner, name=MAINTENANCE) as server:
            for name in (self.places.standing, self.places.next, self.places.former):
                if is_practices(server, name):
                    drop_database(server, name)
        for url in self.valkeys:
            Redis.from_url(url).flushdb()
        shutil.rmtree(self.media, ignore_errors=True)

    def _origin(self, host: str, port: int) -> str:
        return f"{settings.ENVIRONMENT.scheme}://{host}:{port}"


def _real_valkeys() -> tuple[str, str]:
    return settings.RQ_QUEUES["default"]["URL"], settings.CACHES["default"]["LOCATION"]


def next_number(url: str) -> str:
    """Return the address of the database after this one of a Valkey."""
    is_socket = url.startswith("unix:")
    number = _IN_QUERY if is_socket else _IN_PATH
    if number.search(url):
        return number.sub(lambda found: str(int(found[0]) + 1), url)
    if is_socket:
        return f"{url}{'&' if '?' in url else '?'}db=1"
    return f"{url.rstrip('/')}/1"
