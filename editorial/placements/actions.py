"""Placing a story where it was written, and ending or moving that: the verbs of its own board and of the clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.log_actions import log

from editorial.enums import WITHDRAWAL_KINDS, PlacementRole, RemovalKind
from editorial.models import Placement, SectionPage, StoryPage, StoryWithdrawal
from editorial.permissions import may_review
from editorial.wagtail_patches.unpublishing import UnpublishInPlace
from portals.audit_log.entries import log_page_act
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of

from . import withdrawals
from .approvals import take_back_waiting
from .cache_invalidation import renew_where_placed
from .replacements import UnableToWithdraw, find_superseding
from .writing import end_placements

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page

    from portals.boards.models import User
    from portals.models import Portal


class UnableToMove(Refusal):
    """The story cannot stand in that section."""


def place_origin(*, story: StoryPage, now: datetime) -> None:
    """Make a live story appear on the portal that wrote it, in its section. Safe to repeat.

    The first placement carries the hour of first publication; one after a withdrawal the present hour.
    """
    if not story.live:
        raise ValueError("only a live story is placed")
    section = SectionPage.objects.get(path=story.path[: -story.steplen])
    placed_before = Placement.objects.filter(story=story, role=PlacementRole.ORIGIN).exists()
    Placement.objects.bulk_create(
        [
            Placement(
                portal_id=section.portal_id,
                section=section,
                story_id=story.pk,
                role=PlacementRole.ORIGIN,
                kind=story.specific_class.story_kind,
                placed_at=now if placed_before else story.first_published_at or now,
            )
        ],
        ignore_conflicts=True,
    )


def withdraw_story(
    *,
    story: StoryPage,
    kind: RemovalKind,
    reason: str,
    actor: User,
    now: datetime,
    superseded_by: str = "",
) -> int:
    """Take a story off every portal, its own included, and return on how many it stood.

    For a head or deputy of the portal that wrote it. Its addresses answer 410 with the reason from then on, and lead to
    `superseded_by`, the address of a story here or of any page, where one is given.
    """
    reason = reason.strip()
    if kind not in WITHDRAWAL_KINDS or not reason:
        raise UnableToWithdraw(_("Choose the kind of withdrawal and give a reason."))
    portal = portal_of(story)
    if portal is None or not may_review(actor, story, now):
        raise NotYourOffice(
            _("Only the head or a deputy head of the board that wrote the story may withdraw it.")
        )
    return end_story(
        story=story,
        portal=portal,
        kind=kind,
        reason=reason,
        actor=actor,
        now=now,
        superseded_by=superseded_by,
    )


def end_story(
    *,
    story: StoryPage,
    portal: Portal,
    kind: RemovalKind,
    reason: str,
    actor: User,
    now: datetime,
    superseded_by: str = "",
) -> int:
    """Withdraw a story of `portal` for whoever the caller has found to have the right and a reason."""
    instead = find_superseding(superseded_by, kind=kind, now=now, instead_of=story)
    with transaction.atomic(savepoint=False):
        for listener in withdrawals.listeners():
            listener.lock(story)
        page = _own_rows(story)
        ended = end_placements(
            placements=Placement.objects.filter(story=page), kind=kind, reason=reason, now=now
        )
        if not ended and not page.live:
            raise UnableToWithdraw(_("This story is not public."))
        take_back_waiting(page=page, now=now)
        UnpublishInPlace(page, user=actor, log_action=False).execute(skip_permission_checks=True)
        # A correction under review would bring the story back without a word.
        if review := page.current_workflow_state:
            review.cancel(user=actor)
        # Before the listeners, who may ask whose decision it was.
        StoryWithdrawal.objects.create(
            story=page,
            removed_at=now,
            kind=kind,
            reason=reason,
            by=actor,
            superseded_by=instead.story,
            superseding_address=instead.address,
        )
        for listener in withdrawals.listeners():
            listener.settle(story=page, now=now, reason=reason)
        log_page_act(
            page=page,
            action="editorial.withdraw",
            actor=actor,
            data={
                "portal": portal.pk,
                "kind": kind,
                "reason": reason,
                "placements": ended,
                "superseded_by": superseded_by,
            },
        )
    return ended


def take_down(*, placement: Placement, reason: str, actor: User, now: datetime) -> None:
    """Take a republished story off one's own portal. The origin and the other portals keep it."""
    reason = reason.strip()
    if not reason:
        raise UnableToWithdraw(_("Give a reason."))
    if placement.role == PlacementRole.ORIGIN:
        raise UnableToWithdraw(_("A story of your own is withdrawn everywhere, not taken down."))
    if not holds_post(actor, placement.portal, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only the standing editors of the portal may take a story down from it.")
        )
    with transaction.atomic():
        ended = end_placements(
            placements=Placement.objects.filter(pk=placement.pk),
            kind=RemovalKind.TAKEN_DOWN,
            reason=reason,
            now=now,
        )
        if not ended:
            raise UnableToWithdraw(_("The story no longer stands on this portal."))
        log(
            instance=placement.story.specific,
            action="editorial.take_down",
            user=actor,
            data={"portal": placement.portal_id, "reason": reason},
        )


def move_story(*, story: StoryPage, section: SectionPage, actor: User, now: datetime) -> StoryPage:
    """Move a story to another section, also of another portal; return the page as it stands then.

    Between portals the actor must be head or deputy on both. The old address leads to the new one (301), and
    placements on third portals stay.
    """
    portal, target = portal_of(story), section.portal
    if portal is None:
        raise UnableToMove(_("This story stands on no portal."))
    crosses = portal.pk != target.pk
    if not all(
        holds_post(actor, place, now, APPROVERS if crosses else STANDING_EDITORS)
        for place in {portal, target}
    ):
        raise NotYourOffice(
            _("Moving a story takes the head or a deputy head of both boards.")
            if crosses
            else _("Only the standing editors of the portal may move its stories.")
        )
    with transaction.atomic():
        # Whoever is placing the story elsewhere finishes first; otherwise it would hold up the move, and the
        # move it.
        for listener in withdrawals.listeners():
            listener.lock(story)
        page = StoryPage.objects.select_for_update(of=("self", "page_ptr")).get(pk=story.pk)
        make_slug_free(page, section)
        MovePageAction(page.specific, section, pos="last-child", user=actor).execute(
            skip_permission_checks=True
        )
        moved: StoryPage = StoryPage.objects.get(pk=story.pk).specific
        if crosses:
            _move_origin(story=moved, section=section, now=now)
            renew_where_placed(story=moved)
        log(
            instance=moved,
            action="editorial.move_story",
            user=actor,
            data={"from": portal.pk, "portal": target.pk, "section": section.pk},
        )
    return moved


def follow_move(*, story: StoryPage) -> None:
    """Bring the origin placement to the section the story was moved to, within its portal."""
    section = SectionPage.objects.get(path=story.path[: -story.steplen])
    Placement.objects.standing().local().filter(story=story, portal=section.portal_id).update(
        section=section
    )
    renew_where_placed(story=story)


def place_missing(*, now: datetime) -> int:
    """Place live stories that no standing origin placement shows; return how many. For the sweeper."""
    missing = StoryPage.objects.filter(live=True).exclude(
        pk__in=Placement.objects.standing().local().values("story")
    )
    count = 0
    for story_id in missing.values_list("pk", flat=True).iterator(chunk_size=100):
        with transaction.atomic():
            # Asked again under lock: it may have been withdrawn since the list was made.
            story = missing.select_for_update(of=("self", "page_ptr")).filter(pk=story_id).first()
            if story is not None:
                place_origin(story=story, now=now)
                renew_where_placed(story=story)
                count += 1
    return count


def _own_rows(story: StoryPage) -> StoryPage:
    """Lock what all kinds of story have in common, and return the story as what it is. One query."""
    pages: QuerySet[StoryPage] = story.specific_class._default_manager.all()
    return pages.select_for_update(of=("storypage_ptr", "storypage_ptr__page_ptr")).get(pk=story.pk)


def make_slug_free(page: Page, section: SectionPage) -> None:
    """Give the page a slug that is free below `section`. Of a story's address the wording alone changes."""
    base, number = page.slug, 1
    taken = set(
        section.get_children()
        .exclude(pk=page.pk)
        .filter(slug__startswith=base)
        .values_list("slug", flat=True)
    )
    while page.slug in taken:
        number += 1
        page.slug = f"{base}-{number}"
    if page.slug != base:
        type(page).objects.filter(pk=page.pk).update(slug=page.slug)


def _move_origin(*, story: StoryPage, section: SectionPage, now: datetime) -> None:
    standing = Placement.objects.standing().filter(story=story)
    origin = standing.local().first()
    if origin is None:
        return
    leaving = Placement.objects.filter(pk=origin.pk) | Placement.objects.filter(
        story=story, portal=section.portal_id
    )
    end_placements(placements=leaving, kind=RemovalKind.MOVED, reason=str(section.portal), now=now)
    Placement.objects.create(
        portal_id=section.portal_id,
        section=section,
        story=story,
        role=PlacementRole.ORIGIN,
        kind=origin.kind,
        placed_at=origin.placed_at,
    )
