"""Texts on their way to the public: what waits for a decision, what came back, what was begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from editorial.actions.review import revision_mark
from editorial.desk.queries import (
    own_drafts,
    returned_texts,
    task_states_open_to,
    waiting_texts,
)
from editorial.inbox.items import InboxAct, InboxItem, InboxUrgency
from editorial.tree import portal_path
from portals.boards.enums import APPROVERS

if TYPE_CHECKING:
    from editorial.inbox.reader import InboxReader
    from portals.models import Portal

# What a board has for a text before the inbox calls it late.
REVIEW_TIME = timedelta(hours=24)
NOTE_LENGTH = 200


def title_of(page: Page) -> str:
    return str(page.draft_title or page.title)


def portals_by_path(portals: Iterable[Portal]) -> dict[str, Portal]:
    return {portal.root.path: portal for portal in portals if portal.root}


class ReviewTexts:
    kind = "review"
    label = gettext_lazy("Texts to approve")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.portals(APPROVERS)
        if not portals:
            return
        states = task_states_open_to(reader.user, reader.now).select_related("revision")
        marks = {int(state.workflow_state.object_id): state.revision for state in states}
        for text in waiting_texts(states, reader.user, portals):
            if text.portal is None:
                continue
            url = reverse("story_review", args=[text.page.pk])
            read = InboxAct(label=_("Read and decide"), url=url)
            approve = InboxAct(
                label=_("Approve and publish"),
                url=reverse("story_approve", args=[text.page.pk]),
                posts=True,
                fields=(("mark", revision_mark(marks[text.page.pk])),),
            )
            yield InboxItem(
                kind=self.kind,
                key=str(text.page.pk),
                title=title_of(text.page),
                portal=text.portal,
                since=text.since,
                due_at=text.since + REVIEW_TIME,
                urgency=InboxUrgency.UNHURRIED if text.own else InboxUrgency.ORDINARY,
                url=url,
                acts=(read,) if text.own else (approve, read),
                note=_("You wrote part of it: another person must approve it.")
                if text.own
                else _("submitted by %(person)s") % {"person": text.submitted_by or "—"},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


class ReturnedTexts:
    kind = "returned"
    label = gettext_lazy("Texts returned to you")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.portals()
        by_path = portals_by_path(portals)
        for text in returned_texts(reader.user, portals):
            review = reverse("story_review", args=[text.page.pk])
            edit = reverse("wagtailadmin_pages:edit", args=[text.page.pk])
            yield InboxItem(
                kind=self.kind,
                key=f"{text.page.pk}-{text.review_id}",
                title=title_of(text.page),
                portal=by_path[portal_path(text.page.path)],
                since=text.returned_at,
                due_at=None,
                urgency=InboxUrgency.ORDINARY,
                url=review,
                acts=(
                    InboxAct(label=_("Correct it"), url=edit),
                    InboxAct(label=_("View"), url=review),
                ),
                note=_("%(person)s: %(reason)s")
                % {"person": text.returned_by or "—", "reason": text.reason[:NOTE_LENGTH]},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


class DraftTexts:
    kind = "draft"
    label = gettext_lazy("Drafts you began")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.portals()
        by_path = portals_by_path(portals)
        for page in own_drafts(reader.user, portals):
            edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
            yield InboxItem(
                kind=self.kind,
                key=str(page.pk),
                title=title_of(page),
                portal=by_path[portal_path(page.path)],
                since=page.latest_revision_created_at,
                due_at=None,
                urgency=InboxUrgency.UNHURRIED,
                url=edit,
                acts=(
                    InboxAct(
                        label=_("Submit for review"),
                        url=reverse("story_submit", args=[page.pk]),
                        posts=True,
                    ),
                    InboxAct(label=_("Go on writing"), url=edit),
                ),
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()
