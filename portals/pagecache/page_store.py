"""Where pages lie: asking for one with the editions it must have, and putting one there.

The decision whether a page may be shown is `usability_of`; everything else here is one round trip each.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from enum import Enum, auto

from .cache_connection import CacheConnection, CacheSession
from .cache_invalidation import EDITION_SECONDS, Edition, first_edition
from .pages import Page

LOCK_MILLISECONDS = 10_000
# A page is kept this long for the case that nobody can render it anew. One that is read is made anew each minute
# (`PORTALS_PAGE_SECONDS`), so whenever the database goes, ten minutes of it are left.
LAST_COPY_SECONDS = 660
# Any spelling of an address leads to a redirect, so those are not kept for long.
REDIRECT_SECONDS = 10
# How long a page of the edition before may be shown while somebody renders the new one.
GRACE_SECONDS = 1.0

_UNLOCK = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""


class Usability(Enum):
    FRESH = auto()
    LAST_COPY = auto()
    USELESS = auto()


@dataclass(frozen=True, slots=True)
class Lookup:
    """What one round trip said: the page, the two editions, and whether a withdrawal is being committed."""

    page: Page | None
    portal_edition: Edition | None
    province_edition: Edition | None
    held: bool


def usability_of(found: Lookup, now: float) -> Usability:
    """Judge the stored page.

    1. There is none, an edition is unknown, or a withdrawal is being committed: useless.
    2. An edition changed, and this is not the page before that change, or the moment of grace is over: useless.
    3. An edition changed just now: the last copy.
    4. It is older than it may be: the last copy, for some minutes.
    5. Else it is fresh.
    """
    page, portal, province = found.page, found.portal_edition, found.province_edition
    if page is None or portal is None or province is None or found.held:
        return Usability.USELESS
    pairs = [(page.portal_edition, portal), (page.province_edition, province)]
    changed = [(token, edition) for token, edition in pairs if token != edition.token]
    for token, edition in changed:
        if token != edition.before or now - edition.changed_at > GRACE_SECONDS:
            return Usability.USELESS
    if changed:
        return Usability.LAST_COPY
    if page.made_at - 1 <= now < page.fresh_until:
        return Usability.FRESH
    return Usability.LAST_COPY if now < page.made_at + LAST_COPY_SECONDS else Usability.USELESS


class PageStore:
    """The stored pages, as one process reaches them."""

    def __init__(self, connection: CacheConnection) -> None:
        self.connection = connection

    async def find(self, key: str, portal_id: int) -> Lookup:
        """Return what is stored under `key` and the editions of its portal. One round trip."""

        async def ask(session: CacheSession) -> Lookup:
            edition, hold = session.edition_key, session.hold_key
            keys = (edition(portal_id), edition(None), hold(portal_id), hold(None))
            ((stored, portal, province, held, all_held),) = await session.call(
                ("MGET", _page(session, key), *keys)
            )
            return Lookup(
                Page.decode(stored) if stored else None,
                Edition.read(portal) if portal else None,
                Edition.read(province) if province else None,
                bool(held or all_held),
            )

        return await self.connection.run(ask)

    async def province_edition(self) -> str | None:
        """Return the province's edition, or None where nobody asked for a page since the server started."""

        async def ask(session: CacheSession) -> str | None:
            (text,) = await session.call(("GET", session.edition_key(None)))
            return Edition.read(text).token if text else None

        return await self.connection.run(ask)

    async def claim(self, key: str) -> str | None:
        """Return the token of the lock where the caller is the one who makes the page, else None. One round trip."""
        token = secrets.token_hex(8)

        async def ask(session: CacheSession) -> str | None:
            (reply,) = await session.call(
                ("SET", _lock(session, key), token, "NX", "PX", LOCK_MILLISECONDS)
            )
            return token if reply is not None else None

        return await self.connection.run(ask)

    async def begin_editions(self, portal_id: int) -> tuple[str, str]:
        """Return the tokens of the portal and the province, which begin now where there are none. One round trip."""

        async def ask(session: CacheSession) -> tuple[str, str]:
            keys = (session.edition_key(portal_id), session.edition_key(None))
            first = first_edition(time.time())
            begin = [("SET", key, first, "NX", "EX", EDITION_SECONDS) for key in keys]
            *_begun, (portal, province) = await session.call(*begin, ("MGET", *keys))
            return Edition.read(portal).token, Edition.read(province).token

        return await self.connection.run(ask)

    async def put(self, key: str, page: Page, lock: str) -> None:
        """Store the page and let others make the next one. One round trip.

        Where it took so long that another makes the page by now, that one's lock stays.
        """
        seconds = REDIRECT_SECONDS if page.status.startswith("3") else LAST_COPY_SECONDS
        await self.connection.run(
            lambda session: session.call(
                ("SET", _page(session, key), page.encode(), "EX", seconds),
                ("EVAL", _UNLOCK, 1, _lock(session, key), lock),
            )
        )

    async def give_up(self, key: str, lock: str) -> None:
        """Let others try to make the page, unless one does already. One round trip."""
        await self.connection.run(
            lambda session: session.call(("EVAL", _UNLOCK, 1, _lock(session, key), lock))
        )


def _page(session: CacheSession, key: str) -> str:
    return f"{session.namespace}:page:{key}"


def _lock(session: CacheSession, key: str) -> str:
    return f"{session.namespace}:lock:{key}"
