"""Which addresses a recall must be proven at: wherever the stories stood, and whatever listed them there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from editorial.enums import RemovalKind
from editorial.models import (
    Correction,
    Placement,
    PortalRendition,
    PublishedFile,
    PublishedImage,
    StoryPage,
)
from editorial.models.placement import story_path
from editorial.public.queries.feeds import story_maps
from portals.clock import local_date
from portals.models import Portal, PortalAddress

from .enums import AnswerState, What
from .judging import ATOM, FEEDS, JSON
from .models import ProvenAddress, RecallProof


@dataclass
class _Hosts:
    """The host names of a portal that answer today."""

    main: str = ""
    others: list[str] = field(default_factory=list)


def addresses_to_prove(proof: RecallProof, *, now: datetime) -> list[ProvenAddress]:
    """Return the rows of the proof, not saved: the same each time it is asked. A fixed number of queries a story."""
    if proof.correction is not None:
        return list(_of_correction(proof, proof.correction, now))
    return [row for story_id in proof.stories for row in _of_story(proof, story_id, now)]


def main_hosts(portal_ids: set[int], now: datetime) -> dict[int, str]:
    """Return the main host name today of each portal that has one. One query."""
    return {portal_id: hosts.main for portal_id, hosts in _hosts(portal_ids, now).items()}


def reasons_given(portal_ids: set[int], story_ids: set[int]) -> dict[tuple[int, int], str]:
    """Return the reason that the notice at each address must give, by portal and story. One query.

    Where a board had taken the story down before the recall, its own reason stands there.
    """
    ended = Placement.objects.filter(
        portal__in=portal_ids, story__in=story_ids, removed_at__isnull=False
    ).order_by("removed_at", "pk")
    return {
        (portal_id, story_id): reason
        for portal_id, story_id, reason in ended.values_list(
            "portal_id", "story_id", "removal_reason"
        )
    }


def own_versions(portal_ids: set[int], story_ids: set[int]) -> dict[tuple[int, int], str]:
    """Return where an own version of each story stands, by portal and story, as a path. One query."""
    standing = (
        Placement.objects.standing()
        .local()
        .filter(portal__in=portal_ids, story__adapted_from__in=story_ids)
    )
    return {
        (placement.portal_id, cast("int", placement.story.adapted_from_id)): placement.path
        for placement in standing.select_related("section", "story")
    }


def _of_correction(
    proof: RecallProof, correction: Correction, now: datetime
) -> Iterator[ProvenAddress]:
    """Wherever the story stands, with its PDF and its feeds, and the own versions that stand instead.

    Of one that was taken down, wherever it stood: nothing is to stand there any more.
    """
    standing = Placement.objects.standing().select_related("section", "story")
    placed = list(standing.filter(story=correction.story_id).order_by("portal"))
    own = standing.local().filter(story__adapted_from=correction.story_id).order_by("portal")
    stood = [*placed, *own]
    gone = [] if placed else _ended(correction.story_id)
    hosts = _hosts({placement.portal_id for placement in (*stood, *gone)}, now)

    def row(placement: Placement, what: What, path: str, hostname: str) -> ProvenAddress:
        return ProvenAddress(
            proof=proof,
            portal_id=placement.portal_id,
            story_id=placement.story_id,
            what=what,
            hostname=hostname,
            path=path,
            state=AnswerState.WAITING if hostname else AnswerState.NO_ADDRESS,
            next_try_at=now,
        )

    for placement in stood:
        known = hosts.get(placement.portal_id, _Hosts())
        is_own = placement.story_id != correction.story_id
        what = What.OWN if is_own else What.STORY
        yield row(placement, what, placement.path, known.main)
        for hostname in known.others:
            yield row(placement, what, placement.path, hostname)
        if known.main and not is_own:
            yield row(placement, What.PAPER, f"{placement.path.rstrip('/')}.pdf", known.main)
            for path in (ATOM, JSON):
                yield row(placement, What.FEED, path, known.main)

    for placement in gone:
        known = hosts.get(placement.portal_id, _Hosts())
        yield row(placement, What.STORY, placement.path, known.main)


def _ended(story_id: int) -> list[Placement]:
    """The last of what ended on each portal, but for what made place to an own version, or was moved."""
    ended = Placement.objects.filter(story=story_id, removed_at__isnull=False)
    in_order = ended.select_related("section", "story").order_by("portal", "removed_at", "pk")
    last = {placement.portal_id: placement for placement in in_order}
    led_on = (RemovalKind.ADAPTED, RemovalKind.MOVED)
    return [placement for placement in last.values() if placement.removal_kind not in led_on]


def _of_story(proof: RecallProof, story_id: int, now: datetime) -> Iterator[ProvenAddress]:
    story = StoryPage.objects.get(pk=story_id)
    # Where it stood twice, the last section counts: the others lead there.
    stood = {
        placement.portal_id: placement
        for placement in Placement.objects.filter(story=story_id, removed_at__isnull=False)
        .select_related("section")
        .order_by("removed_at", "pk")
    }
    hosts = _hosts(set(stood), now)
    files, pictures = _files_only_of(story), _pictures_only_of(story)

    def row(portal_id: int, what: What, path: str, hostname: str) -> ProvenAddress:
        return ProvenAddress(
            proof=proof,
            portal_id=portal_id,
            story_id=story_id,
            what=what,
            hostname=hostname,
            path=path,
            state=AnswerState.WAITING if hostname else AnswerState.NO_ADDRESS,
            next_try_at=now,
        )

    for portal_id, placement in sorted(stood.items()):
        known = hosts.get(portal_id, _Hosts())
        address = story_path(placement.section.slug, story.slug, story_id)
        yield row(portal_id, What.STORY, address, known.main)
        if not known.main:
            continue
        yield row(portal_id, What.STORY, f"{address.rstrip('/')}.pdf", known.main)
        for hostname in known.others:
            yield row(portal_id, What.STORY, address, hostname)
        for path in files:
            yield row(portal_id, What.FILE, path, known.main)
        for path in pictures:
            yield row(portal_id, What.PICTURE, path, known.main)
        for what, path in _lists(placement, story):
            yield row(portal_id, what, path, known.main)


def _lists(placement: Placement, story: StoryPage) -> Iterator[tuple[What, str]]:
    yield What.HOME, "/"
    yield What.SECTION, f"/{placement.section.slug}/"
    for path in FEEDS:
        yield What.FEED, path
    # Sitemaps name a portal's own stories only, and the search of all finds each story on its own portal.
    if placement.role != "origin":
        return
    for one in story_maps(Portal(pk=placement.portal_id)):
        yield What.MAP, f"/sitemap-tin-{one.number}.xml"
    query = urlencode({"q": placement.removal_title or story.title, "pham-vi": "tat-ca"})
    yield What.SEARCH, f"/tim-kiem/?{query}"


def _files_only_of(story: StoryPage) -> list[str]:
    """The paths of the story's files that no other public page offers."""
    own = PublishedFile.objects.filter(page=story.pk).select_related("document").order_by("pk")
    shared = set(
        PublishedFile.objects.filter(document__in=own.values("document"), page__live=True)
        .exclude(page=story.pk)
        .values_list("document_id", flat=True)
    )
    return [one.document.url for one in own if one.document_id not in shared]


def _pictures_only_of(story: StoryPage) -> list[str]:
    """The path of one rendition of each picture of the story that no other public page shows.

    One question decides for all that was made of an image, so that one of them proves the others.
    """
    own = PublishedImage.objects.filter(page=story.pk).values("image")
    shared = PublishedImage.objects.filter(image__in=own, page__live=True).exclude(page=story.pk)
    made = (
        PortalRendition.objects.filter(image__in=own)
        .exclude(image__in=shared.values("image"))
        .order_by("image", "pk")
        .distinct("image")
    )
    return [rendition.url for rendition in made]


def _hosts(portal_ids: set[int], now: datetime) -> dict[int, _Hosts]:
    found: dict[int, _Hosts] = {}
    addresses = PortalAddress.objects.in_force(local_date(now)).filter(portal__in=portal_ids)
    for address in addresses.select_related("portal").order_by("pk"):
        closed_on = address.portal.closed_on
        if closed_on is not None and closed_on <= local_date(now):
            continue
        hosts = found.setdefault(address.portal_id, _Hosts())
        if address.is_main:
            hosts.main = address.hostname
        else:
            hosts.others.append(address.hostname)
    return found
