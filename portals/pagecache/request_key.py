"""What a request asks for, as far as a stored page can answer it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.urls import Resolver404, resolve

from portals.serving.answers import Environ

LONGEST_PATH = 1000
LONGEST_QUERY = 1000
# A stored page is for everyone, so Django is told nothing of who asks: no cookies, no languages, no ranges.
KEPT_HEADERS = frozenset({"HTTP_X_REQUEST_ID"})
# Django would read the query in the charset that a content type names, and the page be stored for everybody.
OF_A_BODY = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A public page: everything that decides what its answer is, and nothing else."""

    hostname: str
    path: str
    query: str
    secure: bool

    def key(self, release: str) -> str:
        parts = f"{release}\n{self.hostname}\n{self.secure}\n{self.query}\n{self.path}"
        return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()

    def environ(self, environ: Environ) -> Environ:
        """Return the request that Django answers in place of this one: the same for every visitor."""
        kept = {
            name: value
            for name, value in environ.items()
            if (not name.startswith("HTTP_") or name in KEPT_HEADERS) and name not in OF_A_BODY
        }
        port = f":{settings.PORTALS_PORT}" if settings.PORTALS_PORT else ""
        kept |= {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": self.query,
            "HTTP_HOST": self.hostname + port,
        }
        if settings.SECURE_PROXY_SSL_HEADER and self.secure:
            name, value = settings.SECURE_PROXY_SSL_HEADER
            kept[name] = value
        return kept


def hostname_asked(environ: Environ) -> str:
    return str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()


def is_never_stored(path: str) -> bool:
    """Whether the path is of files and whatever else is never kept whole. The page above some of them is."""
    return path.startswith(settings.PORTALS_UNSTORED_PATHS) and path != settings.PORTALS_LEDGER_PAGE


def read_page_request(environ: Environ, hostname: str) -> PageRequest | None:
    """Return what is asked for, or None where only Django can answer: acts, files, what is too long."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    raw_query = environ.get("QUERY_STRING", "")
    if is_never_stored(path) or len(path) > LONGEST_PATH or len(raw_query) > LONGEST_QUERY:
        return None
    query = _known_query(raw_query, path) if raw_query else ""
    return PageRequest(hostname, path, query, _is_secure(environ))


def _known_query(raw_query: str, path: str) -> str:
    # WSGI hands bytes over as Latin-1; letters typed into an address without encoding are UTF-8.
    text = raw_query.encode("latin-1", "replace").decode("utf-8", "replace")
    pairs = parse_qsl(text, keep_blank_values=True)
    read_here = _names_read_at(path)
    # Of a name given twice Django's views read the last.
    known = {name: value for name, value in pairs if name in read_here}
    return urlencode(sorted(known.items()))


def _names_read_at(path: str) -> Collection[str]:
    """Return what the view at this address reads; whatever else is asked with it is the same page."""
    try:
        address = path.encode("latin-1").decode()
        match = resolve(address, urlconf="portals.urls.public")
    except (UnicodeError, Resolver404):
        return ()
    return settings.PORTALS_PAGE_QUERY.get(match.url_name or "", ())


def _is_secure(environ: Environ) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return bool(environ[name].partition(",")[0].strip() == value)
    return bool(environ.get("wsgi.url_scheme") == "https")
