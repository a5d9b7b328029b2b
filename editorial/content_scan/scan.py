"""The scan of everything that is public: texts as stored, files as they lie in the storage, pages as visitors get them.

It reads and judges; what it finds, `record` writes down. Each part runs in slices, so memory and queries of a slice do
not grow with the install.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha1
from itertools import batched
from math import ceil
from typing import NamedTuple

from django.db.models import F, Q
from wagtail.models import Page

from editorial.kinds.registry import content_kinds
from editorial.models import (
    FindingConfirmation,
    InformationPage,
    Placement,
    PortalDocument,
    SectionPage,
    StoryPage,
)
from portals.addresses import main_hostname
from portals.clock import local_date
from portals.fetching import FetchError, fetch_own_all
from portals.models import Portal
from portals.tree import portal_path
from portals.uploads.scanner import ScanState

from .actions import ScannedPlace, end_what_is_gone, record
from .judging import threats_of_page, trusted_hosts
from .kinds import CONFIRMED, Threat, ThreatKind
from .models import ScanRound, Suspicion
from .served import threats_served
from .threats import Part, threats_in

SLICE = 200
# Pages that every portal has, beside its sections and standing pages.
COMMON = ("/", "/robots.txt", "/sitemap.xml", "/rss.xml", "/lien-he/", "/to-chuc/", "/cac-cong/")
# Stories placed since so long are asked for each night, the newest of them; all others in turn, a share of them a
# night: each within so many nights, or within more where one night would have too many.
FRESH = timedelta(days=2)
NIGHTS = 10
MOST_STORIES = 60
# A round that did not finish by then lost its worker.
STUCK_AFTER = timedelta(hours=3)


def scan_page(*, page_id: int, now: datetime) -> list[Suspicion]:
    """Scan one text that was just published; return what is new. Nothing where it is public no more."""
    page = Page.objects.filter(pk=page_id, live=True).first()
    if page is None:
        return []
    specific = page.specific
    if not isinstance(specific, (StoryPage, InformationPage)):
        return []
    return _record_texts([specific], trusted_hosts(), now)


def scan_texts(*, now: datetime) -> int:
    """Scan every text that is public, and return how many."""
    trusted, count = trusted_hosts(), 0
    models: list[type[StoryPage] | type[InformationPage]] = [kind.model for kind in content_kinds()]
    for model in [*models, InformationPage]:
        pages = model.objects.filter(live=True).order_by("pk").iterator(chunk_size=SLICE)
        for some in batched(pages, SLICE):
            _record_texts(some, trusted, now)
            count += len(some)
    return count


def _record_texts(
    pages: Sequence[StoryPage | InformationPage], trusted: frozenset[str], now: datetime
) -> list[Suspicion]:
    homes = {portal_path(page.path) for page in pages}
    portals = dict(Portal.objects.filter(root__path__in=homes).values_list("root__path", "pk"))
    confirmed = set(
        FindingConfirmation.objects.filter(page__in=[page.pk for page in pages]).values_list(
            "page", "mark"
        )
    )
    found: dict[ScannedPlace, list[Threat]] = {}
    for page in pages:
        portal_id = portals.get(portal_path(page.path))
        if portal_id is not None:
            found[ScannedPlace(portal_id, page_id=page.pk)] = [
                threat
                for threat in threats_of_page(page, trusted)
                # The head decided on links when the text was approved.
                if threat.kind != ThreatKind.STRANGE_LINK
                and (page.pk, threat.mark) not in confirmed
            ]
    return record(found=found, now=now)


def scan_files(*, now: datetime) -> int:
    """Scan every file that a public page uses: its name, its verdict, and that it is what was uploaded."""
    trusted, count = trusted_hosts(), 0
    public = (
        PortalDocument.objects.filter(published_in__page__live=True)
        .annotate(left_at=F("recording__original_left_at"))
        .distinct()
        .order_by("pk")
    )
    for some in batched(public.iterator(chunk_size=SLICE), SLICE):
        portals = dict(
            Portal.objects.filter(collection__in=[one.collection_id for one in some]).values_list(
                "collection", "pk"
            )
        )
        record(
            found={
                ScannedPlace(portals[one.collection_id], document_id=one.pk): _threats_of_file(
                    one, trusted
                )
                for one in some
                if one.collection_id in portals
            },
            now=now,
        )
        count += len(some)
    return count


def _threats_of_file(document: PortalDocument, trusted: frozenset[str]) -> list[Threat]:
    parts = [Part("title", document.title), Part("file", document.filename)]
    threats = [
        threat for threat in threats_in(parts, trusted) if threat.kind != ThreatKind.STRANGE_LINK
    ]
    if document.scan_state == ScanState.INFECTED:
        threats.append(Threat(ThreatKind.VIRUS, document.virus, "file"))
    # Whose months as a recording are over is no longer there, and is not missed.
    is_kept = getattr(document, "left_at", None) is None
    if is_kept and document.file_hash and _hash_in_storage(document) != document.file_hash:
        threats.append(Threat(ThreatKind.FILE, document.filename, "file"))
    return threats


def _hash_in_storage(document: PortalDocument) -> str:
    """The hash by which Wagtail knows a file, of what lies in the storage now; "" where nothing does."""
    counted = sha1(usedforsecurity=False)
    try:
        with document.file.storage.open(document.file.name, "rb") as file:
            for piece in iter(lambda: file.read(1024 * 1024), b""):
                counted.update(piece)
    except FileNotFoundError:
        return ""
    return counted.hexdigest()


class FetchTally(NamedTuple):
    """How a night went: addresses asked, how many did not answer, and stories whose turn is another night."""

    asked: int
    failed: int
    later: int


class Tonight(NamedTuple):
    """What is asked of one portal tonight, and how many of its stories have their turn another night."""

    addresses: list[str]
    later: int


def scan_addresses(*, now: datetime) -> FetchTally:
    """Ask our own portals for their pages as a visitor would, and judge the answers."""
    trusted = trusted_hosts()
    today = local_date(now)
    asked = failed = later = 0
    portals = (
        Portal.objects.open_on(today).filter(site__isnull=False).select_related("site", "root")
    )
    for portal in portals.order_by("pk"):
        addresses, left = addresses_to_scan(portal, now)
        later += left
        confirmed = _confirmed_on(portal)
        answers = fetch_own_all([(main_hostname(portal), one) for one in addresses])
        found: dict[ScannedPlace, list[Threat]] = {}
        for address, answer in zip(addresses, answers, strict=True):
            asked += 1
            if isinstance(answer, FetchError):
                failed += 1
                continue
            found[ScannedPlace(portal.pk, address=address[:500])] = [
                threat
                for threat in threats_served(answer, address=address, trusted=trusted)
                if threat.kind not in CONFIRMED or threat.mark not in confirmed
            ]
        record(found=found, now=now)
    return FetchTally(asked, failed, later)


def _confirmed_on(portal: Portal) -> set[str]:
    """The marks of what was confirmed in texts that stand on `portal`: of no others may its pages hold the words."""
    stories = Placement.objects.on(portal).standing().values("story")
    standing = InformationPage.objects.live().descendant_of(portal.root).values("pk")
    found = FindingConfirmation.objects.filter(page__live=True)
    found = found.filter(Q(page__in=stories) | Q(page__in=standing))
    return set(found.values_list("mark", flat=True))


def addresses_to_scan(portal: Portal, now: datetime) -> Tonight:
    """What `portal` is asked for tonight: also where something was found before. Six queries."""
    sections = SectionPage.objects.filter(portal=portal, live=True).order_by("pk")
    standing = InformationPage.objects.live().descendant_of(portal.root).order_by("pk")
    pages = [page.public_path() for page in (*sections, *standing)]
    suspect = Suspicion.objects.open().filter(portal=portal).exclude(address="")
    again = suspect.order_by("pk").values_list("address", flat=True)
    stories = _stories_of(portal, now)
    addresses = list(dict.fromkeys([*COMMON, *again, *pages, *stories.addresses]))
    return Tonight(addresses, stories.later)


def _stories_of(portal: Portal, now: datetime) -> Tonight:
    """The newest of the fresh stories, and tonight's share of all: by and by every one is asked for.

    The share is not cut, or some would never have their turn; with many stories a round takes more nights instead.
    """
    standing = Placement.objects.on(portal).standing()
    count = standing.count()
    nights = max(NIGHTS, ceil(count / MOST_STORIES))
    shown = standing.select_related("section", "story")
    fresh = shown.filter(placed_at__gte=now - FRESH).order_by("-placed_at", "-pk")[:MOST_STORIES]
    shared = shown.annotate(share=F("story_id") % nights).order_by("pk")
    tonight = shared.filter(share=local_date(now).toordinal() % nights)
    addresses = dict.fromkeys(
        f"/{one.section.slug}/{one.story.slug}-{one.story_id}/" for one in (*fresh, *tonight)
    )
    return Tonight(list(addresses), count - len(addresses))


def take_up(nightly: ScanRound, now: datetime) -> bool:
    """Whether a round that others began is now the caller's, because its worker died. Of two who ask, one gets it."""
    left = ScanRound.objects.filter(
        pk=nightly.pk, finished_at=None, begun_at__lte=now - STUCK_AFTER
    )
    taken = left.update(begun_at=now)
    nightly.refresh_from_db()
    return bool(taken)


def scan_everything(*, now: datetime) -> ScanRound:
    """Run the scan of `now`'s day, or take it up again where a worker died; once it is finished it is left alone."""
    nightly, created = ScanRound.objects.get_or_create(
        day=local_date(now), defaults={"begun_at": now}
    )
    if not created and not take_up(nightly, now):
        return nightly
    nightly.texts = scan_texts(now=now)
    nightly.files = scan_files(now=now)
    end_what_is_gone(now=now)
    nightly.addresses, nightly.failed, nightly.later = scan_addresses(now=now)
    nightly.finished_at = now
    nightly.save(update_fields=["texts", "files", "addresses", "failed", "later", "finished_at"])
    return nightly
