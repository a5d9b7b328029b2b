"""Keeping the addresses of sections and standing pages alive when these are renamed or moved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.log_actions import log
from wagtail.models import Page

from editorial.models import InformationPage, OldAddress, SectionPage
from editorial.models.page import PortalPage
from editorial.models.reserved import RESERVED_SLUGS
from editorial.placements.actions import UnableToMove
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc, slug_of
from portals.tree import portal_of

if TYPE_CHECKING:
    from portals.boards.models import User

LONGEST_PATH = 500


class UnableToRename(Refusal):
    """The name is empty, or the address is taken."""


def keep_address(*, page: Page, url_path_before: str, now: datetime) -> None:
    """Let the address that `page` had lead to it from now on; what was below it moves along.

    Called after the page has its new one. Does nothing for a page that was never public.
    """
    if page.first_published_at is None and not page.live:
        return
    if not isinstance(page, PortalPage) or url_path_before == page.url_path:
        return
    _empty, home, path = url_path_before.split("/", 2)
    portal = Portal.objects.filter(root__url_path=f"/{home}/").first()
    if portal is None or not path or len(path) > LONGEST_PATH:
        return
    OldAddress.objects.update_or_create(
        portal=portal,
        path=path,
        defaults={"page_id": page.pk, "title": page.title, "changed_at": now},
    )
    change_editions(portal_ids=[portal.pk, page.portal_of_page().pk])


def rename_section(
    *, section: SectionPage, title: str, readdress: bool, actor: User, now: datetime
) -> SectionPage:
    """Give a section another name; with `readdress` also the address that goes with it. The old one leads there."""
    title = nfc(title).strip()
    if not title:
        raise UnableToRename(_("Give the section a name."))
    if not holds_post(actor, section.portal, now, APPROVERS):
        raise NotYourOffice(_("Only the head or a deputy head of the board may rename a section."))
    slug = slug_of(title, fallback=section.slug, max_length=60) if readdress else section.slug
    with transaction.atomic():
        page = SectionPage.objects.select_for_update(of=("self", "page_ptr")).get(pk=section.pk)
        before, old_title = page.url_path, page.title
        _refuse_taken(page, slug)
        page.title = page.draft_title = title
        page.slug = slug
        # Also brings what lies below to its new address.
        page.save()
        keep_address(page=page, url_path_before=before, now=now)
        change_editions(portal_ids=[page.portal_id])
        log(
            instance=page,
            action="editorial.rename_section",
            user=actor,
            data={"portal": page.portal_id, "from": old_title, "to": title, "path": before},
        )
    return page


def move_information(
    *, page: InformationPage, section: SectionPage, actor: User, now: datetime
) -> InformationPage:
    """Move a standing page to another section, also of another portal. Its old address leads to the new one.

    Between portals the actor must be head or deputy on both.
    """
    portal, target = portal_of(page), section.portal
    if portal is None:
        raise UnableToMove(_("This page stands on no portal."))
    crosses = portal.pk != target.pk
    if not all(
        holds_post(actor, place, now, APPROVERS if crosses else STANDING_EDITORS)
        for place in {portal, target}
    ):
        raise NotYourOffice(
            _("Moving a page takes the head or a deputy head of both boards.")
            if crosses
            else _("Only the standing editors of the portal may move its pages.")
        )
    with transaction.atomic():
        moved = InformationPage.objects.select_for_update(of=("self", "page_ptr")).get(pk=page.pk)
        if section.get_children().exclude(pk=moved.pk).filter(slug=moved.slug).exists():
            raise UnableToMove(_("A page with this address stands in that section already."))
        # The signal of the move keeps the old address (editorial.receivers).
        MovePageAction(moved, section, pos="last-child", user=actor).execute(
            skip_permission_checks=True
        )
        change_editions(portal_ids={portal.pk, target.pk})
        log(
            instance=moved,
            action="editorial.move_story",
            user=actor,
            data={"from": portal.pk, "portal": target.pk, "section": section.pk},
        )
    return InformationPage.objects.get(pk=page.pk)


def _refuse_taken(page: SectionPage, slug: str) -> None:
    taken = page.get_siblings(inclusive=False).filter(slug=slug).exists()
    # The name of its own type is a section's to take again.
    is_reserved = slug in RESERVED_SLUGS and slug != page.section_type_id
    if slug != page.slug and (is_reserved or taken):
        raise UnableToRename(_("The address “%(slug)s” is taken on this portal.") % {"slug": slug})
