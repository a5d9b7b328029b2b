"""Ask for a recall, where one may not recall oneself; and say why not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from editorial.models import StoryPage
from portals.audit_log.entries import log_page_act
from portals.boards.enums import ALL_POSITIONS, APPROVERS
from portals.boards.models import BoardMember, User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from syndication.dispatches.audience import ids_above
from syndication.models import Recall, RecallRequest
from syndication.placing.locks import lock_live_origin


class UnableToAskForRecall(Refusal):
    """The story is not public, was asked for already, nobody can be asked, or the reason lacks."""


class UnableToAnswerRecallRequest(Refusal):
    """It was settled meanwhile, or the answer lacks."""


def ask_for_recall(*, story: StoryPage, reason: str, actor: User, now: datetime) -> RecallRequest:
    """Ask head and deputies of the actor's board, or where it has none, of the nearest above it, to recall `story`.

    For every member of the board that wrote it, and of those above. What waits is urgent, so they are told by mail too.
    """
    reason, portal = reason.strip(), story.portal_of_page()
    asked_from = asking_portal(portal, actor, now)
    if asked_from is None:
        raise NotYourOffice(
            _("Only the board that wrote the story, or one above it, asks for its recall.")
        )
    if not reason:
        raise UnableToAskForRecall(
            _("Say what is wrong with the story: whoever decides reads it first.")
        )
    asked = whom_to_ask(asked_from, now)
    if asked is None:
        raise UnableToAskForRecall(
            _("No board above has a head or a deputy who could recall it. Call the province.")
        )
    try:
        with transaction.atomic():
            # A withdrawal that is under way ends first; then there is nothing to ask for.
            if lock_live_origin(story.pk) is None:
                raise UnableToAskForRecall(_("The story is not published any more."))
            request = RecallRequest.objects.create(
                story=story,
                portal=asked,
                asked_from=asked_from,
                reason=reason,
                asked_by=actor,
                asked_at=now,
            )
            _log("ask_for_recall", request, actor, reason)
    except IntegrityError as error:
        raise UnableToAskForRecall(
            _("Its recall was asked for already, and waits for an answer.")
        ) from error
    return request


def decline_recall(
    *, request: RecallRequest, answer: str, actor: User, now: datetime
) -> RecallRequest:
    """Say why the story stays; for head and deputies of the board that was asked."""
    answer = answer.strip()
    if not holds_post(actor, request.portal, now, APPROVERS):
        raise NotYourOffice(
            _("Only the head or a deputy head of the board that was asked answers.")
        )
    if not answer:
        raise UnableToAnswerRecallRequest(
            _("Say why the story stays: whoever asked is owed an answer.")
        )
    with transaction.atomic():
        waiting = RecallRequest.objects.select_for_update(of=("self",)).filter(
            pk=request.pk, settled_at=None
        )
        locked = waiting.first()
        if locked is None:
            raise UnableToAnswerRecallRequest(_("Somebody else settled it meanwhile."))
        locked.answer, locked.settled_by, locked.settled_at = answer, actor, now
        locked.save(update_fields=["answer", "settled_by", "settled_at"])
        _log("decline_recall", locked, actor, answer)
    return locked


def settle_by_recall(recall: Recall, stories: Collection[int]) -> None:
    """What was asked for of these stories has happened. Inside the transaction of the recall, which ended them."""
    by_this = Q(settled_at=None) | Q(settled_at=recall.recalled_at, settled_by=None)
    RecallRequest.objects.filter(by_this, story__in=stories, answer="", recall=None).update(
        recall=recall, settled_by=recall.recalled_by_id, settled_at=recall.recalled_at
    )


def asking_portal(portal: Portal, actor: User, now: datetime) -> Portal | None:
    """On which board `actor` sits who may ask: that of `portal` or the nearest above it. Two queries."""
    posts = BoardMember.objects.holding(ALL_POSITIONS, local_date(now)).filter(user=actor)
    return _nearest(_with_above(portal, now), posts)


def whom_to_ask(portal: Portal, now: datetime) -> Portal | None:
    """Whose head or deputy decides what somebody of `portal` asks for: its own, or the nearest above that has one."""
    posts = BoardMember.objects.holding(APPROVERS, local_date(now))
    return _nearest(_with_above(portal, now), posts)


def _with_above(portal: Portal, now: datetime) -> list[int]:
    return [portal.pk, *ids_above(portal=portal, day=local_date(now))]


def _nearest(ids: list[int], posts: QuerySet[BoardMember]) -> Portal | None:
    found = Portal.objects.filter(
        pk__in=posts.filter(board__portal__in=ids).values("board__portal")
    )
    return min(found, key=lambda one: ids.index(one.pk), default=None)


def _log(action: str, request: RecallRequest, actor: User, words: str) -> None:
    log_page_act(
        page=request.story.specific,
        action=f"syndication.{action}",
        actor=actor,
        data={"portal": request.portal_id, "request": request.pk, "reason": words},
    )
