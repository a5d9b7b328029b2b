"""Where a public address lies in an archive, so that every system can keep the name and a browser can follow it."""

from __future__ import annotations

import hashlib
import re
from posixpath import relpath
from urllib.parse import quote

from portals.text import nfc

INDEX = "index.html"
# Files and pictures are the same on all portals, so they lie here once.
SHARED = "tep"
SHARED_PATHS = ("/media/", "/tep/", "/am-thanh/", "/giong-doc/", "/static/")
LONGEST = 150
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
_LONG_END = re.compile(r"(\.[A-Za-z0-9]{1,8})?$")


def is_shared(path: str) -> bool:
    return path.startswith(SHARED_PATHS)


def archived_name(hostname: str, path: str) -> str:
    """Return the name in the archive of an address, given unquoted: the host's folder, or the one of what is shared."""
    below = f"{path}{INDEX}" if path.endswith("/") else path
    top = SHARED if is_shared(path) else hostname
    parts = [_fit(part) for part in below.split("/") if part]
    return "/".join([top, *parts])


def _fit(part: str) -> str:
    part = nfc(_UNFIT.sub(lambda found: quote(found[0], safe=""), part))
    # Windows drops what ends so; "." and ".." lead elsewhere.
    part = re.sub(r"[. ]+$", "_", part) or "_"
    if len(part.encode()) <= LONGEST:
        return part
    end = (_LONG_END.search(part) or [""])[0]
    short = part.encode()[: LONGEST - 40].decode(errors="ignore")
    return f"{short}-{hashlib.sha256(part.encode()).hexdigest()[:16]}{end}"


def link_between(name: str, other: str) -> str:
    """Return the relative link from one file of the archive to another."""
    folder = name.rpartition("/")[0]
    return quote(relpath(other, folder) if folder else other)
