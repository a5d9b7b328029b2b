"""What is not as it should be in one answer: a pure function of the answer and of what is expected there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import md5, sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.csp import build_policy
from django.utils.translation import gettext as _

from editorial.content_scan.kinds import Threat, ThreatKind
from portals.content_security.hosts import host_of
from portals.content_security.words import gambling_in, invisible_run_in
from portals.fetching import Fetched
from portals.ledger.shown_text import NoShownText, shown_text_hash, shown_text_of
from portals.visits import VISITS

from .expecting import Expected, Surroundings
from .kinds import AddressKind, Alteration, AlterationKind
from .proving import judge_proof_page, judge_proofs
from .reading import PageSeen, read_page

LONGEST = 300
STATIC = "/static/"
# A document is shown by the browser's own reader; what it may not have is what runs or leads away by itself.
_ACTIVE = (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction", b"/EmbeddedFile")
_DIGEST = re.compile(r"\.([0-9a-f]{12})\.\w+$")
SCRIPT, MARKUP = AlterationKind.SCRIPT, AlterationKind.MARKUP


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one answer, and what it leads to on our own portals: (host, path)."""

    found: list[Alteration]
    leads_to: list[tuple[str, str]]
    digest: str = ""
    # Files of the release that it loads.
    loads: tuple[str, ...] = ()


def judge_page(answer: Fetched, expected: Expected, around: Surroundings) -> Judged:
    """Return what is wrong with `answer`. Nothing is asked: `expected` and `around` were read for the whole slice."""
    found = [*_of_status(answer, expected, around)]
    if found or (answer.status != 200 and expected.kind != AddressKind.GONE):
        return Judged(found, [])
    if expected.kind in {AddressKind.FILE, AddressKind.PICTURE, AddressKind.STATIC}:
        return _of_bytes(answer, expected)
    if expected.kind == AddressKind.PAPER:
        return _of_paper(answer, expected)
    if expected.kind == AddressKind.PROOFS:
        return Judged([*_of_proofs(answer.body, expected)], [])
    text = answer.body.decode("utf-8", "replace")
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return Judged([*_of_words(text, expected, around)], [*_own_links(_locations(text), around)])
    page = read_page(text)
    found += [*_of_headers(answer), *_of_page(page, expected, around)]
    digest = ""
    if expected.kind == AddressKind.PROOF:
        found += _of_proofs(answer.body, expected)
    elif expected.content is not None:
        told, digest = _of_content(text, page, expected)
        found += told
    loads = tuple(one for one in [*page.scripts, *page.sheets] if is_of_the_release(one))
    leads_to = [*_own_links(page.addresses, around)]
    return Judged(list(dict.fromkeys(found)), leads_to, digest, loads)


def _alteration(kind: AlterationKind, expected: str, found: str) -> Alteration:
    return Alteration(kind, expected[:LONGEST], " ".join(found.split())[:LONGEST])


def _of_status(answer: Fetched, expected: Expected, around: Surroundings) -> Iterator[Alteration]:
    if expected.kind == AddressKind.GONE:
        # Moved or adapted: it leads to where the text is now.
        if answer.status == 410 or (answer.status == 301 and _leads_home(answer, around)):
            return
        kind = AlterationKind.WITHDRAWN if answer.status == 200 else AlterationKind.ANSWER
        yield _alteration(kind, "410", str(answer.status))
    elif answer.status in {301, 302, 303, 307, 308}:
        # A wrong place within the install is found by what stands there.
        if not _leads_home(answer, around):
            yield _alteration(AlterationKind.HOST, "200", answer.headers.get("location", ""))
        else:
            yield _alteration(
                AlterationKind.ANSWER, "200", f"{answer.status} {answer.headers.get('location')}"
            )
    elif answer.status != 200 and not _may_be_gone(answer.status, expected):
        yield _alteration(AlterationKind.ANSWER, "200", str(answer.status))


def _may_be_gone(status: int, expected: Expected) -> bool:
    """Whether an address lawfully answers so: only a release before had it, nothing is proven there, or the text was
    withdrawn since it was listed."""
    if expected.kind == AddressKind.STATIC:
        return not is_of_the_release(expected.path)
    if status == 404:
        return expected.kind == AddressKind.PROOFS and _has_no_proof(expected)
    return status == 410 and expected.content is not None and expected.content.is_withdrawn


def _leads_home(answer: Fetched, around: Surroundings) -> bool:
    host = host_of(answer.headers.get("location", ""))
    return not host or host in around.own_hosts


def _of_headers(answer: Fetched) -> Iterator[Alteration]:
    wanted = {
        "Content-Security-Policy": str(build_policy(settings.SECURE_CSP)),
        **settings.PORTALS_PUBLIC_HEADERS,
        "X-Content-Type-Options": "nosniff",
    }
    for name, value in wanted.items():
        served = answer.headers.get(name.lower(), "")
        if _parts(served) != _parts(value):
            missing = sorted(_parts(value) ^ _parts(served))
            yield _alteration(AlterationKind.POLICY, name, f"{name}: {'; '.join(missing)}")


def _parts(value: str) -> frozenset[str]:
    return frozenset(" ".join(part.split()) for part in value.split(";") if part.strip())


def _of_page(page: PageSeen, expected: Expected, around: Surroundings) -> Iterator[Alteration]:
    for source in [*page.scripts, *page.sheets]:
        if not is_of_the_release(source):
            yield _alteration(SCRIPT, _("only files of the release"), source or "<script>")
    for what in page.foreign:
        yield _alteration(MARKUP, _("only what the templates write"), what)
    for what in page.hidden:
        yield _alteration(AlterationKind.HIDDEN, _("no hidden link or text"), what)
    words = " ".join(page.words)
    if invisible_run_in(words):
        yield _alteration(AlterationKind.HIDDEN, _("no hidden link or text"), "U+200B")
    for address in dict.fromkeys(page.addresses):
        host = _host(address)
        if host and host not in around.own_hosts and not around.names(expected, address, host):
            yield _alteration(
                AlterationKind.HOST, _("only hosts that a text or a setting names"), address
            )
    yield from _of_words(words, expected, around)


def _host(address: str) -> str:
    lowered = address.strip().lower()
    if lowered.startswith(("javascript:", "vbscript:", "data:", "blob:", "file:")):
        return lowered[:40]
    return host_of(address)


def _of_words(words: str, expected: Expected, around: Surroundings) -> Iterator[Alteration]:
    confirmed = around.confirmed.get(expected.portal_id, frozenset())
    for one in gambling_in(words):
        if Threat(ThreatKind.GAMBLING, one, "").mark not in confirmed:
            yield _alteration(AlterationKind.WORDS, _("no words of gambling"), one)


def _of_content(text: str, page: PageSeen, expected: Expected) -> tuple[list[Alteration], str]:
    """Compare the marked text with the ledger's; where that has none, with what was there at the look before."""
    content = expected.content
    if content is None or content.is_pending:
        return [], ""
    if content.is_withdrawn:
        said = _("withdrawn, by the ledger")
        return [_alteration(AlterationKind.WITHDRAWN, said, page.heading or "200")], ""
    try:
        shown = shown_text_of(text)
    except NoShownText as error:
        if content.text_hash or expected.kind == AddressKind.STORY:
            return [_alteration(AlterationKind.TEXT, _("one marked text"), str(error))], ""
        return [], ""
    digest = shown_text_hash(shown)
    if not content.text_hash:
        return _unrecorded(digest, page, expected), digest
    found = []
    if digest != content.text_hash:
        found.append(
            _alteration(AlterationKind.TEXT, content.expected_line(shown), content.odd_line(shown))
        )
    title = " ".join(content.title.split())
    if title and title != page.heading:
        found.append(_alteration(AlterationKind.TEXT, title, page.heading))
    return found, digest


def _unrecorded(digest: str, page: PageSeen, expected: Expected) -> list[Alteration]:
    if expected.content is not None and expected.content.must_be_recorded:
        return [_alteration(AlterationKind.UNRECORDED, _("an entry of the ledger"), page.heading)]
    if expected.known_digest and expected.known_digest != digest:
        said = _("the text of the look before: no publication is on record since")
        return [_alteration(AlterationKind.TEXT, said, page.heading)]
    return []


def _of_bytes(answer: Fetched, expected: Expected) -> Judged:
    digest = sha256(answer.body).hexdigest()
    if expected.kind == AddressKind.STATIC:
        return Judged([*_of_static(answer, expected)], [])
    known = expected.known_digest
    if known and digest != known:
        said = f"SHA-256 {known[:16]}"
        found = _alteration(AlterationKind.BYTES, said, f"SHA-256 {digest[:16]}")
        return Judged([found], [], known)
    return Judged([], [], digest)


def _of_paper(answer: Fetched, expected: Expected) -> Judged:
    content, digest = expected.content, sha256(answer.body).hexdigest()
    if content is not None and content.is_withdrawn and not content.is_pending:
        said = _("withdrawn, by the ledger")
        return Judged([_alteration(AlterationKind.WITHDRAWN, said, "200")], [])
    found = []
    if content is not None and content.paper and not content.is_pending and digest != content.paper:
        said = f"SHA-256 {content.paper[:16]}"
        found.append(_alteration(AlterationKind.BYTES, said, f"SHA-256 {digest[:16]}"))
    if not answer.body.startswith(b"%PDF-"):
        found.append(_alteration(AlterationKind.BYTES, "PDF", repr(answer.body[:40])))
    found += [
        _alteration(MARKUP, _("a document that runs nothing"), mark.decode())
        for mark in _ACTIVE
        if mark in answer.body
    ]
    return Judged(found, [], digest)


def _of_proofs(body: bytes, expected: Expected) -> Iterator[Alteration]:
    is_pending = expected.content is not None and expected.content.is_pending
    if expected.proof is None or is_pending:
        return
    if expected.kind == AddressKind.PROOFS:
        yield from judge_proofs(body, expected.proof)
    else:
        yield from judge_proof_page(body.decode("utf-8", "replace"), expected.proof)


def _has_no_proof(expected: Expected) -> bool:
    """Whether nothing about the story has a place below a checkpoint, so that there is nothing to take home."""
    return expected.proof is None or not expected.proof.has_places


def is_of_the_release(address: str) -> bool:
    """Whether a script or style is one of the files that this release, or one before it that still counts, has."""
    if not address.startswith(STATIC):
        return False
    return _has_static(unquote(urlsplit(address).path.removeprefix(STATIC)))


@cache
def _has_static(name: str) -> bool:
    if finders.find(name):
        return True
    return bool(getattr(staticfiles_storage, "manifest_name", "")) and staticfiles_storage.exists(
        name
    )


def _of_static(answer: Fetched, expected: Expected) -> Iterator[Alteration]:
    """By the digest in its name, or as it lies in the release here."""
    if named := _DIGEST.search(expected.path):
        served = md5(answer.body, usedforsecurity=False).hexdigest()[:12]
        if served != named[1]:
            yield _alteration(AlterationKind.BYTES, named[1], served)
        return
    found = finders.find(unquote(expected.path.removeprefix(STATIC)))
    if isinstance(found, str) and Path(found).read_bytes() != answer.body:
        yield _alteration(AlterationKind.BYTES, _("the file of the release"), expected.path)


def _locations(text: str) -> list[str]:
    """The addresses that a map or a feed names."""
    parts = text.replace("<", " <").split()
    return [part.partition(">")[2] for part in parts if part.startswith(("<loc>", "<image:loc>"))]


def _own_links(addresses: list[str], around: Surroundings) -> Iterator[tuple[str, str]]:
    for address in dict.fromkeys(addresses):
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        is_ours = not host or host in around.own_hosts
        # What counts views is for readers.
        is_page = parts.path.startswith("/") and not parts.path.startswith(VISITS)
        if is_ours and is_page and parts.scheme in {"", "http", "https"}:
            yield host, unquote(parts.path)
