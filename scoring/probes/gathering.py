"""Keeping the list of links up to date: each published version of an own page is read once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from editorial.models import InformationPage, StoryPage
from editorial.stored_text import text_of_page
from portals.addresses import main_origin
from portals.models import Portal
from portals.tree import portal_path

from .links_of_text import FoundLink, links_in_body
from .models import Link, LinkReading, Target

SLICE = 500
# A page that leads to more addresses than this is a directory; the rest is not followed.
MOST_LINKS_A_PAGE = 200

type OwnPage = StoryPage | InformationPage


def gather_links(*, now: datetime, limit: int | None = None) -> int:
    """Read the links of every own page whose published version was not read yet; return how many pages. Repeatable.

    A fixed number of queries for each slice. What is no longer public leads nowhere any more.
    """
    Link.objects.filter(gone_at__isnull=True, page__live=False).update(gone_at=now)
    portals = dict(Portal.objects.filter(root__isnull=False).values_list("root__path", "pk"))
    done = 0
    for model in (StoryPage, InformationPage):
        while limit is None or done < limit:
            pages: list[OwnPage] = list(_unread(model)[:SLICE])
            if not pages:
                break
            with transaction.atomic():
                _store(pages, portals, now)
            done += len(pages)
    return done


def watch_fronts(*, now: datetime) -> int:
    """Have the front of every open portal checked; return how many are new. Few queries, some for each new one."""
    open_now = Portal.objects.filter(closed_on__isnull=True, site__isnull=False)
    Target.objects.filter(front_of__closed_on__isnull=False).delete()
    known = dict(Target.objects.filter(front_of__isnull=False).values_list("front_of", "url"))
    found = 0
    for portal in open_now.select_related("site"):
        url = f"{main_origin(portal)}/"
        if known.get(portal.pk) != url:
            Target.objects.update_or_create(
                front_of=portal,
                defaults={
                    "digest": url_digest(f"front:{portal.pk}"),
                    "url": url,
                    "host": target_host(url),
                    "next_check_at": now,
                },
            )
            found += 1
    return found


def url_digest(url: str) -> str:
    return sha256(url.encode()).hexdigest()


def target_host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "")[:253]
    except ValueError:
        return ""


def _unread(model: type[OwnPage]) -> QuerySet[OwnPage]:
    """Live pages whose published version was not read yet, the oldest first."""
    read = LinkReading.objects.filter(
        page=OuterRef("pk"), version_at__gte=OuterRef("last_published_at")
    )
    return model.objects.filter(~Exists(read), live=True, last_published_at__isnull=False).order_by(
        "pk"
    )


def _store(pages: Sequence[OwnPage], portals: dict[str, int], now: datetime) -> None:
    wanted: dict[tuple[int, str], FoundLink] = {}
    for page in pages:
        of_page: dict[str, FoundLink] = {}
        for link in links_in_body(text_of_page(page).body):
            if len(link.url) <= Target.LONGEST and len(of_page) < MOST_LINKS_A_PAGE:
                of_page.setdefault(link.url, link)
        wanted |= {(page.pk, url): link for url, link in of_page.items()}
    targets = _targets({url for _page, url in wanted}, now)
    standing = {
        (link.page_id, link.target_id): link.pk
        for link in Link.objects.filter(page__in=[page.pk for page in pages], gone_at=None)
    }
    places = {page.pk: portals.get(portal_path(page.path)) for page in pages}
    # Since then the public is led there, however late it is read.
    public_at = {page.pk: page.last_published_at or now for page in pages}
    now_there = {(page_id, targets[url]): link for (page_id, url), link in wanted.items()}
    ended = [pk for pair, pk in standing.items() if pair not in now_there]
    Link.objects.filter(pk__in=ended).update(gone_at=now)
    Link.objects.bulk_create(
        Link(
            portal_id=portal_id,
            page_id=page_id,
            target_id=target_id,
            words=link.words,
            found_at=min(now, public_at[page_id]),
        )
        for (page_id, target_id), link in now_there.items()
        if (page_id, target_id) not in standing and (portal_id := places[page_id]) is not None
    )
    LinkReading.objects.bulk_create(
        [LinkReading(page_id=page.pk, version_at=page.last_published_at) for page in pages],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["version_at"],
    )


def _targets(urls: Collection[str], now: datetime) -> dict[str, int]:
    """Return the target of each address, made where there is none. Two queries."""
    digests = {url_digest(url): url for url in urls}
    Target.objects.bulk_create(
        [
            Target(digest=digest, url=url, host=target_host(url), next_check_at=now)
            for digest, url in sorted(digests.items())
        ],
        ignore_conflicts=True,
    )
    found = Target.objects.filter(digest__in=digests).values_list("digest", "pk")
    return {digests[digest]: pk for digest, pk in found}
