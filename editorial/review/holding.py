"""Who has a text now, and since when: for the head of the editor, the review page and every list of texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.models import Page, Revision, TaskState, WorkflowState

from editorial.enums import ReviewStep
from editorial.models import BoardReviewTask, StoryPage
from editorial.permissions import ON_DUTY, step_now
from portals.boards.enums import ALL_POSITIONS, APPROVERS, Position
from portals.boards.models import Absence, BoardMember, Delegation, User
from portals.clock import local_date
from portals.tree import portal_path

# An open editor tells of itself every ten seconds.
SEEN_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Holding:
    """`state` says in words where the text is; `people` whose turn it is; `since` when it came to them."""

    state: str
    people: tuple[str, ...]
    since: datetime | None
    step: ReviewStep | None = None
    reason: str = ""

    @property
    def names(self) -> str:
        return ", ".join(self.people)


def editing_now(page: Page, reader: User, now: datetime) -> list[str]:
    """The names of the others who have the editor of `page` open. One query."""
    sessions = (
        EditingSession.objects.filter(
            content_type=page.cached_content_type,
            object_id=str(page.pk),
            last_seen_at__gte=now - SEEN_WITHIN,
        )
        .exclude(user=reader)
        .select_related("user")
        .order_by("user", "pk")
        .distinct("user")
    )
    return [str(session.user) for session in sessions]


def holding_in_words(holding: Holding) -> str:
    """One line: where the text is, who has it, since when."""
    since = timezone.localtime(holding.since) if holding.since else None
    parts = [
        capfirst(holding.state),
        holding.names,
        _("since %(when)s") % {"when": f"{since:%d/%m/%Y %H:%M}"} if since else "",
    ]
    return " · ".join(part for part in parts if part)


Seats = dict[Position, list[str]]


def holding_of(page: Page, now: datetime) -> Holding | None:
    return holdings([page], now).get(page.pk)


def holdings(pages: Iterable[Page], now: datetime) -> dict[int, Holding]:
    """By the id of each page that somebody has in hand: all but what is public as it stands. Eight queries."""
    texts = {page.pk: page for page in pages if not page.live or page.has_unpublished_changes}
    if not texts:
        return {}
    reviews = {
        int(state.object_id): state
        for state in WorkflowState.objects.active()
        .filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(pk) for pk in texts],
        )
        .select_related("requested_by", "current_task_state__finished_by")
    }
    steps = dict(BoardReviewTask.objects.values_list("pk", "step"))
    seats = _seats({portal_path(page.path) for page in texts.values()}, now)
    sensitive = set(
        StoryPage.objects.filter(pk__in=reviews)
        .exclude(sensitive_subject="")
        .values_list("pk", flat=True)
    )
    latest = {
        revision.pk: revision
        for revision in Revision.objects.filter(
            pk__in=[page.latest_revision_id for page in texts.values()]
        )
        .select_related("user")
        .defer("content")
    }
    found = {}
    for page in texts.values():
        review = reviews.get(page.pk)
        current = review.current_task_state if review else None
        if review is None or current is None:
            holding = _in_writing(page, latest.get(page.latest_revision_id))
        elif current.status == TaskState.STATUS_REJECTED:
            holding = _returned(review.requested_by, current)
        else:
            holding = _in_review(
                ReviewStep(steps[current.task_id]),
                current.started_at,
                seats.get(portal_path(page.path), {}),
                page.pk in sensitive,
            )
        if holding is not None:
            found[page.pk] = holding
    return found


def _seats(root_paths: set[str], now: datetime) -> dict[str, Seats]:
    """By the path of each portal's root: who takes the steps of each post today, named with whom they act for."""
    members = list(
        BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
        .filter(board__portal__root__path__in=root_paths)
        .select_related("user", "board__portal__root")
        .order_by("pk")
    )
    present = {(member.board_id, member.user_id) for member in members}
    boards = {member.board_id for member in members}
    away = {
        (absence.board_id, absence.user_id): absence.stand_in
        for absence in Absence.objects.in_force(now)
        .filter(board__in=boards)
        .select_related("stand_in")
        if (absence.board_id, absence.stand_in_id) in present
    }
    delegates = {
        (delegation.board_id, delegation.giver_id): delegation.receiver
        for delegation in Delegation.objects.in_force(now)
        .filter(board__in=boards)
        .select_related("receiver")
        if (delegation.board_id, delegation.receiver_id) in present
    }
    found: dict[str, Seats] = {}
    for member in members:
        root = member.board.portal.root
        if root is None:
            continue
        key = (member.board_id, member.user_id)
        names = found.setdefault(root.path, {}).setdefault(Position(member.position), [])
        if key in away:
            names.append(
                _("%(stand_in)s (in place of %(person)s)")
                % {"stand_in": away[key], "person": member.user}
            )
        else:
            names.append(str(member.user))
        if member.position == Position.HEAD and key in delegates:
            names.append(_("%(person)s (delegated)") % {"person": delegates[key]})
    return found


def _in_review(step: ReviewStep, since: datetime, seats: Seats, sensitive: bool) -> Holding:
    now_at = step_now(step, set(seats))
    if now_at in ON_DUTY:
        people = seats[ON_DUTY[now_at]]
    else:
        deciding = [Position.HEAD] if sensitive else [one for one in Position if one in APPROVERS]
        people = [name for position in deciding for name in seats.get(position, [])]
    return Holding(str(now_at.label), tuple(people), since, step=now_at)


def _returned(author: User | None, state: TaskState) -> Holding:
    return Holding(
        _("returned by %(person)s") % {"person": state.finished_by or "—"},
        (str(author),) if author else (),
        state.finished_at,
        reason=state.comment,
    )


def _in_writing(page: Page, revision: Revision | None) -> Holding | None:
    if revision is None:
        return None
    if revision.approved_go_live_at:
        return Holding(_("approved, waits for its hour"), (), revision.created_at)
    # A withdrawn text is in nobody's hands until somebody works on it again.
    if not page.live and page.last_published_at and page.last_published_at >= revision.created_at:
        return None
    return Holding(_("draft"), (str(revision.user),) if revision.user else (), revision.created_at)
