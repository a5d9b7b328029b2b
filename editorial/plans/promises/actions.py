"""Promises are proposed by the reader, confirmed by those who answer for the portal, and answered for by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import Placement, StoryPage
from editorial.plans.enums import PromiseAct, PromiseState
from editorial.plans.models import (
    LONGEST_REASON,
    LONGEST_WORDS,
    AgencyPromise,
    PromisesRead,
    PromiseStep,
)
from editorial.stored_text import text_of_page, words_of_text
from portals.boards.enums import APPROVERS
from portals.boards.queries import holds_post
from portals.calendar.working_days import load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal

from .reading import promises_in
from .standing import told_at_of

if TYPE_CHECKING:
    from portals.boards.models import User

# Of one text no more are proposed: one that has more is a plan, which has targets.
MOST_OF_A_TEXT = 20
READ_AT_ONCE = 200


def may_answer(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` may confirm and answer promises of `portal`: head and deputies. One query."""
    return holds_post(user, portal, now, APPROVERS)


def propose_promises(stories: Iterable[StoryPage], *, now: datetime) -> int:
    """Read public texts and propose what they promise to their boards; return how many are new.

    What a board confirmed or declined before stays as it is; a proposal that its text says no more is taken back. A
    fixed number of queries.
    """
    stories = [story for story in stories if story.last_published_at is not None]
    ids = [story.pk for story in stories]
    # Whose text it is now: one may have been moved between portals.
    own = Placement.objects.standing().local().filter(story__in=ids)
    portals = dict(own.values_list("story", "portal"))
    found = [
        row
        for story in stories
        if story.pk in portals
        for row in _proposals(story, portals[story.pk], now)
    ]
    with transaction.atomic():
        before = AgencyPromise.objects.filter(story__in=ids)
        said = {(row.story_id, row.portal_id, row.words) for row in found}
        waiting = before.filter(state=PromiseState.PROPOSED).select_for_update()
        stale = [
            pk
            for pk, *one in waiting.order_by("pk").values_list("pk", "story", "portal", "words")
            if tuple(one) not in said
        ]
        before.filter(pk__in=stale).delete()
        known = set(before.values_list("story", "words"))
        new = [row for row in found if (row.story_id, row.words) not in known]
        AgencyPromise.objects.bulk_create(new, ignore_conflicts=True)
        PromisesRead.objects.bulk_create(
            [PromisesRead(story=story, text_at=story.last_published_at) for story in stories],
            update_conflicts=True,
            unique_fields=["story"],
            update_fields=["text_at"],
        )
    return len(new)


def _proposals(story: StoryPage, portal_id: int, now: datetime) -> list[AgencyPromise]:
    # What is adapted is another board's promise; it was proposed to that board.
    if story.adapted_from_id is not None or story.first_published_at is None:
        return []
    written_on = local_date(story.first_published_at)
    rows: list[AgencyPromise] = []
    for one in promises_in(words_of_text(text_of_page(story)), written_on):
        if one.due_on > local_date(now) and len(rows) < MOST_OF_A_TEXT:
            rows.append(
                AgencyPromise(
                    portal_id=portal_id, story=story, words=one.words, first_due_on=one.due_on,
                    due_on=one.due_on, told_at=_noon(one.due_on), found_at=now,
                )
            )  # fmt: skip
    return rows


def read_texts_for_promises(*, limit: int, now: datetime) -> int:
    """Read public texts that were not read yet: imported ones, and changed ones. Returns how many. Safe to repeat."""
    read = PromisesRead.objects.filter(
        story=OuterRef("pk"), text_at__gte=OuterRef("last_published_at")
    )
    missing = StoryPage.objects.filter(live=True, last_published_at__isnull=False)
    ids = list(missing.exclude(Exists(read)).order_by("-pk").values_list("pk", flat=True)[:limit])
    for start in range(0, len(ids), READ_AT_ONCE):
        propose_promises(
            StoryPage.objects.filter(pk__in=ids[start : start + READ_AT_ONCE]), now=now
        )
    return len(ids)


@transaction.atomic
def confirm_promise(
    *, promise: AgencyPromise, words: str, due_on: date, actor: User, now: datetime
) -> None:
    """Confirm that a sentence is a promise of the agency, of these words and this day. Citizens read it from now on."""
    held = _held(promise, actor, now, PromiseState.PROPOSED)
    words = " ".join(words.split())
    if not 0 < len(words) <= LONGEST_WORDS:
        raise Refusal(_("Write the promise in at most 500 characters."))
    if due_on <= local_date(now):
        raise Refusal(_("The day must be to come: a promise of a day that is past is news."))
    if AgencyPromise.objects.filter(story=held.story_id, words=words).exclude(pk=held.pk).exists():
        raise Refusal(_("This text has a promise of these words already."))
    before, held.words = held.words, words
    held.first_due_on, held.state = due_on, PromiseState.OPEN
    _set_day(held, due_on)
    held.save()
    if words != before:
        _settle_sentence(held, before, now)
    _step(held, PromiseAct.CONFIRM, actor, now)


def _settle_sentence(held: AgencyPromise, words: str, now: datetime) -> None:
    """Keep a sentence that was confirmed in other words, or the reader would propose it anew with each correction."""
    AgencyPromise.objects.create(
        portal_id=held.portal_id, story_id=held.story_id, words=words, state=PromiseState.REJECTED,
        first_due_on=held.due_on, due_on=held.due_on, told_at=held.told_at, found_at=now,
    )  # fmt: skip


@transaction.atomic
def reject_promise(*, promise: AgencyPromise, actor: User, now: datetime) -> None:
    """Say that a sentence is no promise of the agency. Nobody outside ever reads of it."""
    held = _held(promise, actor, now, PromiseState.PROPOSED)
    held.state = PromiseState.REJECTED
    held.save(update_fields=["state"])
    _step(held, PromiseAct.REJECT, actor, now)


@transaction.atomic
def keep_promise(
    *, promise: AgencyPromise, link: str, actor: User, now: datetime, reason: str = ""
) -> None:
    """Say that a promise was kept, and where that can be seen: an address, or a path on the portal."""
    held = _held(promise, actor, now, PromiseState.OPEN)
    link = link.strip()
    if (
        not link.startswith(("https://", "http://", "/"))
        or len(link) > 300
        or link.startswith("//")
    ):
        raise Refusal(
            _("Give the address at which citizens see that it was kept, such as https://...")
        )
    held.state = PromiseState.KEPT
    held.save(update_fields=["state"])
    _step(held, PromiseAct.KEEP, actor, now, link=link, reason=_said(reason))


@transaction.atomic
def postpone_promise(
    *, promise: AgencyPromise, new_day: date, reason: str, actor: User, now: datetime
) -> None:
    """Say that a promise is late, by which new day it will be kept, and why. The first day stays in sight."""
    held = _held(promise, actor, now, PromiseState.OPEN)
    if new_day <= max(held.due_on, local_date(now)):
        raise Refusal(_("The new day lies after today and after the day that was promised."))
    _set_day(held, new_day)
    held.save()
    _step(held, PromiseAct.POSTPONE, actor, now, new_day=new_day, reason=_why(reason))


@transaction.atomic
def drop_promise(*, promise: AgencyPromise, reason: str, actor: User, now: datetime) -> None:
    """Say that a promise will not be kept, and why."""
    held = _held(promise, actor, now, PromiseState.OPEN)
    held.state = PromiseState.DROPPED
    held.save(update_fields=["state"])
    _step(held, PromiseAct.DROP, actor, now, reason=_why(reason))


def _held(promise: AgencyPromise, actor: User, now: datetime, state: PromiseState) -> AgencyPromise:
    if not may_answer(actor, promise.portal, now):
        raise NotYourOffice(
            _("Head and deputy head of this portal's board answer for its promises.")
        )
    # A proposal goes with the sentence that the text says no more.
    held = AgencyPromise.objects.select_for_update(of=("self",)).filter(pk=promise.pk).first()
    if held is None or held.state != state:
        raise Refusal(_("Somebody answered it meanwhile. Look at it again."))
    return held


def _set_day(held: AgencyPromise, day: date) -> None:
    held.due_on, held.told_at = day, told_at_of(_noon(day), load_calendar())


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LOCAL_ZONE)


def _said(text: str) -> str:
    return " ".join(text.split())[:LONGEST_REASON]


def _why(text: str) -> str:
    text = _said(text)
    if not text:
        raise Refusal(_("Say why: citizens read it."))
    return text


def _step(
    held: AgencyPromise,
    act: PromiseAct,
    actor: User,
    now: datetime,
    *,
    new_day: date | None = None,
    reason: str = "",
    link: str = "",
) -> None:
    PromiseStep.objects.create(
        promise=held, act=act, made_at=now, made_by=actor, new_day=new_day, reason=reason, link=link
    )
    if act != PromiseAct.REJECT:
        change_editions(portal_ids=[held.portal_id])
    log(
        instance=held.portal,
        action=f"plans.promise_{act.value}",
        user=actor,
        data={"portal": held.portal_id, "promise": held.pk, "reason": reason, "link": link},
    )
