"""Who of a board takes over what portals above send: the standing editors, and editors whom the head lets."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.admin_kit.held_posts import held_posts
from portals.boards.enums import STANDING_EDITORS, Position
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.refusals import NotYourOffice
from syndication.models import ReceivingGrant


def let_editors_receive(*, portal: Portal, actor: User, now: datetime) -> ReceivingGrant:
    """From now on editors place and leave aside what comes from above; to object stays with the standing editors.

    For the head, and for as long as the head holds the post.
    """
    _must_head(actor, portal, now)
    with transaction.atomic():
        Portal.objects.select_for_update(of=("self",)).get(pk=portal.pk)
        found = ReceivingGrant.objects.in_force(now).filter(portal=portal).first()
        if found is not None:
            return found
        # That of a former head.
        portal.receiving_grants.filter(ended_at=None).update(ended_at=now, ended_by=actor)
        grant = ReceivingGrant.objects.create(portal=portal, given_by=actor, given_at=now)
        _log("let_editors_receive", portal, actor, grant)
    return grant


def stop_editors_receiving(*, portal: Portal, actor: User, now: datetime) -> bool:
    """Take it back; what editors placed stays. Return whether there was anything to take back."""
    _must_head(actor, portal, now)
    with transaction.atomic():
        grant = (
            portal.receiving_grants.select_for_update(of=("self",)).filter(ended_at=None).first()
        )
        if grant is None:
            return False
        grant.ended_at, grant.ended_by = now, actor
        grant.save(update_fields=["ended_at", "ended_by"])
        _log("stop_editors_receiving", portal, actor, grant)
    return True


def receiving_portals(user: User, now: datetime) -> list[int]:
    """The ids of the portals for which `user` takes over. One query more for an editor, none for others."""
    posts = held_posts(user, now)
    own = [post.portal_id for post in posts if post.decides]
    edited = [post.portal_id for post in posts if post.position == Position.EDITOR]
    if edited:
        granted = ReceivingGrant.objects.in_force(now).filter(portal__in=edited)
        own += granted.values_list("portal", flat=True)
    return own


def head_represented(actor: User, portal: Portal, now: datetime) -> int | None:
    """In whose name `actor` takes over: the head's number for an editor, None for the standing editors.

    Raises NotYourOffice for everybody else.
    """
    if holds_post(actor, portal, now, STANDING_EDITORS):
        return None
    if holds_post(actor, portal, now, frozenset({Position.EDITOR})):
        grant = ReceivingGrant.objects.in_force(now).filter(portal=portal).first()
        if grant is not None:
            return int(grant.given_by_id)
    raise NotYourOffice(
        _(
            "Only the standing editors of %(portal)s decide on this, and editors where the head lets them."
        )
        % {"portal": portal.title}
    )


def _must_head(actor: User, portal: Portal, now: datetime) -> None:
    if not holds_post(actor, portal, now, frozenset({Position.HEAD})):
        raise NotYourOffice(_("Only the head of the board lets editors take over."))


def _log(action: str, portal: Portal, actor: User, grant: ReceivingGrant) -> None:
    log(
        instance=portal,
        action=f"syndication.{action}",
        user=actor,
        data={"portal": portal.pk, "grant": grant.pk},
    )
