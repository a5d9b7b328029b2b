"""What stands in front of Django: a public page that is stored is answered here, on the event loop, without a thread.

The steps, in order: what is no public page goes to Django; an unknown host is refused; one round trip to the cache;
fresh: answered; else one request renders it while the others show the last copy, where there is one that may be shown,
or wait a moment. Whatever the cache does, a page comes: if need be straight from Django.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from django import db
from django.conf import settings
from django.http.request import validate_host

from portals.breaker import Breaker
from portals.process_cache import EDITIONS
from portals.serving.answers import Answer, Environ, refusal
from portals.serving.aside import Aside
from portals.serving.release import release
from portals.serving.threads import DjangoThreads

from .cache_connection import CacheConnection
from .freshness import end_of_freshness
from .hosts import KnownHosts
from .outbox_watch import LONGEST_WAIT_SECONDS, OutboxWatch
from .page_store import Lookup, PageStore, Usability, usability_of
from .pages import Page
from .rendering import Rendered, render_anonymous
from .request_key import PageRequest, hostname_asked, read_page_request
from .valkey import Unreachable, Valkey

WAIT_SECONDS = 0.4
WAIT_STEP_SECONDS = 0.01
UNKNOWN_HOST_SECONDS = 60
# Telling the cache what it missed is done aside, where nobody waits for it long.
REPLAY_SECONDS = 0.5

# A page and where it came from, for the operator: hit, last, made, direct. Or what cannot be kept: files, refusals.
type PageOrAnswer = tuple[Page, str] | Answer


class PageCache:
    """Wraps Django. What it stands on can be replaced, for tests."""

    def __init__(
        self,
        django: DjangoThreads,
        *,
        store: PageStore | None = None,
        hosts: KnownHosts | None = None,
        watch: OutboxWatch | None = None,
        valkey: Valkey | None = None,
        patience: float = LONGEST_WAIT_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._django = django
        self._store = store or PageStore(CacheConnection())
        self._hosts = hosts or KnownHosts()
        self._watch = watch or OutboxWatch()
        self._replays = valkey or Valkey(seconds=REPLAY_SECONDS)
        self._looking = Aside[bool]("outbox")
        self._reading = Aside[int | None]("hosts")
        self._patience = patience
        self._clock = clock
        self._breaker = Breaker()
        self._counted: Unreachable | None = None
        self._release = release()
        self._unknown: tuple[float, Page] | None = None

    async def __call__(self, environ: Environ) -> Answer:
        hostname = hostname_asked(environ)
        if hostname == settings.PORTALS_ADMIN_HOST:
            return await self._django(environ)
        if not validate_host(hostname, settings.ALLOWED_HOSTS):
            return refusal("400 Bad Request")
        asked = read_page_request(environ, hostname)
        if asked is None:
            return await self._django(environ)
        told = await self._answer(asked, environ)
        if isinstance(told, Answer):
            return told
        page, origin = told
        return page.answer(environ, origin)

    async def _answer(self, asked: PageRequest, environ: Environ) -> PageOrAnswer:
        try:
            portal_id = await self._portal_of(asked.hostname)
            if portal_id is None:
                return await self._refuse(asked, environ)
            if settings.PORTALS_PAGE_SECONDS and self._breaker.lets_through():
                return await self._stored_or_made(asked, portal_id, environ)
        except Unreachable as lost:
            self._lost(lost)
        except db.Error:
            # The list of hosts could not be read: Django has a page that says so.
            pass
        return await self._direct(asked, environ)

    async def _stored_or_made(
        self, asked: PageRequest, portal_id: int, environ: Environ
    ) -> PageOrAnswer:
        key = asked.key(self._release)
        give_up_at = time.monotonic() + WAIT_SECONDS
        while True:
            found = await self._find(key, portal_id)
            if found.held or await self._has_moved(asked, portal_id, found):
                return await self._direct(asked, _under(environ, found))
            verdict = usability_of(found, self._clock())
            if found.page and verdict is Usability.FRESH:
                return found.page, "hit"
            if lock := await self._store.claim(key):
                return await self._make(asked, portal_id, found, environ, lock)
            if found.page and verdict is Usability.LAST_COPY:
                return found.page, "last"
            if time.monotonic() > give_up_at:
                return await self._direct(asked, _under(environ, found))
            await asyncio.sleep(WAIT_STEP_SECONDS)

    async def _find(self, key: str, portal_id: int) -> Lookup:
        found = await self._store.find(key, portal_id)
        # What the outbox still holds is applied first.
        if await self._look():
            found = await self._store.find(key, portal_id)
        self._breaker.succeeded()
        return found

    async def _look(self) -> bool:
        """Look into the outbox if it is time; who waits long for the database shows what there is."""
        if not self._watch.is_due():
            return False
        looked = self._looking.run(lambda: self._watch.look(self._replays), patience=self._patience)
        return await looked or False

    async def _has_moved(self, asked: PageRequest, portal_id: int, found: Lookup) -> bool:
        """Return whether the host is another portal's under the province's edition of this moment."""
        edition = found.province_edition.token if found.province_edition else None
        return await self._host(asked.hostname, edition) != portal_id

    async def _make(
        self, asked: PageRequest, portal_id: int, found: Lookup, environ: Environ, lock: str
    ) -> PageOrAnswer:
        """Render the page under the editions of before its first query, and store it."""
        key = asked.key(self._release)
        if found.portal_edition and found.province_edition:
            editions = found.portal_edition.token, found.province_edition.token
        else:
            editions = await self._store.begin_editions(portal_id)
        rendered: Rendered | Answer | None = None
        # A moment that passes while the page is rendered, midnight too, makes it out of date at once.
        began = self._clock()
        try:
            rendered = await render_anonymous(self._django, asked, {**environ, EDITIONS: editions})
        finally:
            if not (isinstance(rendered, Rendered) and rendered.may_be_stored):
                await self._quietly(lambda: self._store.give_up(key, lock))
        if isinstance(rendered, Answer):
            # A refusal, since too many wait: rather the last copy than that.
            failed = rendered.status.startswith("5")
            return (failed and await self._last_copy(key, portal_id)) or rendered
        if rendered.page.status.startswith("5"):
            return await self._last_copy(key, portal_id) or (rendered.page, "direct")
        if not rendered.may_be_stored:
            return rendered.page, "direct"
        page = replace(
            rendered.page,
            made_at=began,
            fresh_until=end_of_freshness(began, rendered.changes_at),
            portal_edition=editions[0],
            province_edition=editions[1],
        )
        await self._quietly(lambda: self._store.put(key, page, lock))
        return page, "made"

    async def _last_copy(self, key: str, portal_id: int) -> PageOrAnswer | None:
        """Return what may be shown in place of an error. Asked anew: there may have been a recall meanwhile."""
        try:
            found = await self._find(key, portal_id)
        except Unreachable as lost:
            self._lost(lost)
            return None
        if found.page and usability_of(found, self._clock()) is not Usability.USELESS:
            return found.page, "last"
        return None

    async def _direct(self, asked: PageRequest, environ: Environ) -> PageOrAnswer:
        rendered = await render_anonymous(self._django, asked, environ)
        return rendered if isinstance(rendered, Answer) else (rendered.page, "direct")

    async def _portal_of(self, hostname: str) -> int | None:
        portal_id = await self._host(hostname)
        if portal_id is None and self._breaker.lets_through():
            # It may have been opened a moment ago.
            edition = await self._store.province_edition()
            self._breaker.succeeded()
            return await self._host(hostname, edition)
        return portal_id

    async def _host(self, hostname: str, edition: str | None = None) -> int | None:
        """Return the portal of a host name, read anew aside; one who has an older answer goes on with it in the end."""
        for _attempt in range(2):
            # The run that was waited for may have begun before this edition.
            if not self._hosts.is_old(edition):
                break
            patience = self._patience if self._hosts.knows_some else None
            await self._reading.run(
                lambda: self._hosts.portal_of(hostname, edition=edition), patience=patience
            )
        return self._hosts.last_known(hostname)

    async def _refuse(self, asked: PageRequest, environ: Environ) -> PageOrAnswer:
        """Say that there is no portal at this name: rendered once a minute, the same for all such names."""
        if self._unknown and time.monotonic() < self._unknown[0]:
            return self._unknown[1], "hit"
        rendered = await render_anonymous(self._django, asked, environ)
        if isinstance(rendered, Answer):
            return rendered
        if rendered.page.status.startswith("404"):
            self._unknown = (time.monotonic() + UNKNOWN_HOST_SECONDS, rendered.page)
        return rendered.page, "direct"

    async def _quietly(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do what the answer does not depend on."""
        try:
            await work()
        except Unreachable as lost:
            self._lost(lost)

    def close(self) -> None:
        self._looking.close()
        self._reading.close()
        self._store.connection.close()

    def _lost(self, lost: Unreachable) -> None:
        # A connection that is cut fails for all who were on it, and was cut once.
        if lost is not self._counted:
            self._counted = lost
            self._breaker.failed()
        self._watch.look_soon()


def _under(environ: Environ, found: Lookup) -> Environ:
    """Tell Django what the editions are, so that nothing it knows is from before them."""
    if found.portal_edition is None or found.province_edition is None:
        return environ
    return {**environ, EDITIONS: (found.portal_edition.token, found.province_edition.token)}
