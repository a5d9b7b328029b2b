"""The WSGI application in front of Django: a public page that is stored is answered here, without Django.

The steps, in order: what is no public page goes to Django; an unknown host is refused; one round trip to the cache;
fresh: answered; else one request renders it while the others show the last copy, where there is one that may be shown,
or wait a moment. Whatever the cache does, a page comes: if need be straight from Django.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from django import db
from django.conf import settings
from django.http.request import validate_host

from portals.known import EDITIONS

from .asked import Asked, Environ, hostname_of, read
from .freshness import end_of_freshness
from .hosts import KnownHosts
from .pages import Page, StartResponse
from .release import release
from .rendering import Application, Rendered, Stream, render
from .shelf import Found, Shelf, Verdict, verdict_on
from .valkey import READER_SECONDS, Unreachable, Valkey
from .watch import Breaker, OutboxWatch

WAIT_SECONDS = 0.4
WAIT_STEP_SECONDS = 0.01
UNKNOWN_HOST_SECONDS = 60

# A page and where it came from, for the operator: hit, last, made, direct.
type Answer = tuple[Page, str] | Stream


class PageCache:
    """Wraps Django's application. What it stands on can be replaced, for tests."""

    def __init__(
        self,
        application: Application,
        *,
        shelf: Shelf | None = None,
        hosts: KnownHosts | None = None,
        watch: OutboxWatch | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._application = application
        self._shelf = shelf or Shelf(Valkey(seconds=READER_SECONDS))
        self._hosts = hosts or KnownHosts()
        self._watch = watch or OutboxWatch()
        self._clock = clock
        self._breaker = Breaker()
        self._release = release()
        self._unknown: tuple[float, Page] | None = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        hostname = hostname_of(environ)
        if hostname == settings.PORTALS_ADMIN_HOST:
            return self._application(environ, start_response)
        if not validate_host(hostname, settings.ALLOWED_HOSTS):
            start_response("400 Bad Request", [("Content-Length", "0")])
            return []
        asked = read(environ, hostname)
        if asked is None:
            return self._application(environ, start_response)
        answer = self._answer(asked, environ)
        if isinstance(answer, Stream):
            start_response(answer.status, answer.headers)
            return answer.chunks
        page, origin = answer
        return page.answer(environ, start_response, origin)

    def _answer(self, asked: Asked, environ: Environ) -> Answer:
        try:
            portal_id = self._portal_of(asked.hostname)
            if portal_id is None:
                return self._refuse(asked, environ)
            if settings.PORTALS_PAGE_SECONDS and self._breaker.lets_through():
                return self._stored_or_made(asked, portal_id, environ)
        except Unreachable:
            self._lost()
        except db.Error:
            # The list of hosts could not be read: Django has a page that says so.
            pass
        return self._direct(asked, environ)

    def _stored_or_made(self, asked: Asked, portal_id: int, environ: Environ) -> Answer:
        key = asked.key(self._release)
        give_up_at = time.monotonic() + WAIT_SECONDS
        while True:
            found = self._find(key, portal_id)
            if found.held or self._has_moved(asked, portal_id, found):
                return self._direct(asked, _under(environ, found))
            verdict = verdict_on(found, self._clock())
            if found.page and verdict is Verdict.FRESH:
                return found.page, "hit"
            if lock := self._shelf.claim(key):
                return self._make(asked, portal_id, found, environ, lock)
            if found.page and verdict is Verdict.LAST_COPY:
                return found.page, "last"
            if time.monotonic() > give_up_at:
                return self._direct(asked, _under(environ, found))
            time.sleep(WAIT_STEP_SECONDS)

    def _find(self, key: str, portal_id: int) -> Found:
        found = self._shelf.find(key, portal_id)
        # What the outbox still holds is applied first.
        if self._watch.look(self._shelf.valkey):
            found = self._shelf.find(key, portal_id)
        self._breaker.succeeded()
        return found

    def _has_moved(self, asked: Asked, portal_id: int, found: Found) -> bool:
        """Return whether the host is another portal's under the province's edition of this moment."""
        edition = found.province_edition.token if found.province_edition else None
        return self._hosts.portal_of(asked.hostname, edition=edition) != portal_id

    def _make(
        self, asked: Asked, portal_id: int, found: Found, environ: Environ, lock: str
    ) -> Answer:
        """Render the page under the editions of before its first query, and store it."""
        key = asked.key(self._release)
        if found.portal_edition and found.province_edition:
            editions = found.portal_edition.token, found.province_edition.token
        else:
            editions = self._shelf.begin_editions(portal_id)
        rendered: Rendered | Stream | None = None
        # A moment that passes while the page is rendered, midnight too, makes it out of date at once.
        began = self._clock()
        try:
            rendered = render(self._application, asked, {**environ, EDITIONS: editions})
        finally:
            if not (isinstance(rendered, Rendered) and rendered.may_be_stored):
                self._quietly(lambda: self._shelf.give_up(key, lock))
        if isinstance(rendered, Stream):
            return rendered
        if rendered.page.status.startswith("5"):
            return self._last_copy(key, portal_id) or (rendered.page, "direct")
        if not rendered.may_be_stored:
            return rendered.page, "direct"
        page = replace(
            rendered.page,
            made_at=began,
            fresh_until=end_of_freshness(began, rendered.changes_at),
            portal_edition=editions[0],
            province_edition=editions[1],
        )
        self._quietly(lambda: self._shelf.put(key, page, lock))
        return page, "made"

    def _last_copy(self, key: str, portal_id: int) -> Answer | None:
        """Return what may be shown in place of an error. Asked anew: there may have been a recall meanwhile."""
        try:
            found = self._find(key, portal_id)
        except Unreachable:
            self._lost()
            return None
        if found.page and verdict_on(found, self._clock()) is not Verdict.USELESS:
            return found.page, "last"
        return None

    def _direct(self, asked: Asked, environ: Environ) -> Answer:
        rendered = render(self._application, asked, environ)
        return rendered if isinstance(rendered, Stream) else (rendered.page, "direct")

    def _portal_of(self, hostname: str) -> int | None:
        portal_id = self._hosts.portal_of(hostname)
        if portal_id is None and self._breaker.lets_through():
            # It may have been opened a moment ago.
            return self._hosts.portal_of(hostname, edition=self._shelf.province_edition())
        return portal_id

    def _refuse(self, asked: Asked, environ: Environ) -> Answer:
        """Say that there is no portal at this name: rendered once a minute, the same for all such names."""
        if self._unknown and time.monotonic() < self._unknown[0]:
            return self._unknown[1], "hit"
        rendered = render(self._application, asked, environ)
        if isinstance(rendered, Stream):
            return rendered
        if rendered.page.status.startswith("404"):
            self._unknown = (time.monotonic() + UNKNOWN_HOST_SECONDS, rendered.page)
        return rendered.page, "direct"

    def _quietly(self, work: Callable[[], object]) -> None:
        """Do what the answer does not depend on."""
        try:
            work()
        except Unreachable:
            self._lost()

    def _lost(self) -> None:
        self._breaker.failed()
        self._watch.look_soon()


def _under(environ: Environ, found: Found) -> Environ:
    """Tell Django what the editions are, so that nothing it knows is from before them."""
    if found.portal_edition is None or found.province_edition is None:
        return environ
    return {**environ, EDITIONS: (found.portal_edition.token, found.province_edition.token)}
