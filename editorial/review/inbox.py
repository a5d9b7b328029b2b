"""Texts on their way to the public: what waits for a decision, what came back, what was begun."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from editorial.enums import CheckKind, ReviewStep
from editorial.models import LaterCheck
from portals.boards.enums import ALL_POSITIONS
from portals.boards.names import name_of, name_parts
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.models import Oversight
from portals.tree import portal_at

from .later_checks import checks_open_to, title_checked
from .queries import own_drafts
from .waiting import TextInReview, board_reviews, returned_to, texts_in_review

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

NOTE_LENGTH = 200
# The title that its authors gave a page last, public or not.
WORKING_TITLE = Coalesce(NullIf("draft_title", Value("")), "title")


def of_page(object_id: str, value: str | Subquery | Coalesce) -> Subquery:
    """A value of the page that a review names by `object_id` (a path of the outer query), which is a text there."""
    page = Page.objects.filter(pk=Cast(OuterRef(object_id), IntegerField()))
    return Subquery(page.annotate(value_of_page=value).values("value_of_page")[:1])


class ReviewTexts(InboxSource):
    """Whether a text is the reader's to decide on hangs on what they may do, so it is asked once texts are waiting."""

    kind = "review"
    label = gettext_lazy("Texts to edit, complete or approve")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            board_reviews(portals), portal=of_page("workflow_state__object_id", portal_at("path"))
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        portals = list({row.portal.pk: row.portal for row in rows}.values())
        for text in texts_in_review(reader.user, portals, reader.now, powers=reader.powers):
            if text.mine or text.own_for_another:
                yield self._item(text)

    def _item(self, text: TextInReview) -> InboxItem:
        url = reverse("story_review", args=[text.page.pk])
        read = InboxAct(label=_("Read and decide"), url=url)
        settle = _settling(text)
        note = (
            _("You wrote part of it: another person must approve it.")
            if text.own_for_another
            else _("submitted by %(person)s") % {"person": text.submitted_by or "—"}
        )
        return InboxItem(
            kind=self.kind,
            key=str(text.page.pk),
            title=text.page.draft_title or text.page.title,
            portal=text.portal,
            since=text.since,
            due_at=text.due_at,
            urgency=InboxUrgency.ORDINARY if text.mine else InboxUrgency.UNHURRIED,
            url=url,
            acts=(settle, read) if settle and text.mine else (read,),
            note=note,
        )


def _settling(text: TextInReview) -> InboxAct | None:
    """The button that takes the step as it stands; None where the page must be opened for it."""
    fields = (("mark", text.mark),)
    if text.step == ReviewStep.APPROVE:
        # An hour that the secretary proposed is decided on the page.
        if text.go_live_at:
            return None
        label, name = _("Approve and publish"), "story_approve"
    elif text.step == ReviewStep.COMPLETE:
        label, name = _("Complete: pass on for approval"), "story_pass_on"
    else:
        label, name = _("Edited: pass on"), "story_pass_on"
    return InboxAct(label=label, url=reverse(name, args=[text.page.pk]), posts=True, fields=fields)


class LaterChecks(InboxSource):
    """What went out unseen, or was self-approved and drawn: somebody else looks at it in time."""

    kind = "later-check"
    label = gettext_lazy("Published texts to check")
    positions = ALL_POSITIONS

    def portals(self, reader: InboxReader) -> list[Portal]:
        """Every one of the reader's: what is asked about may be a portal below."""
        return [portal for portal, _position in reader.posts]

    def portal_ids(self, reader: InboxReader, portals: list[Portal]) -> Collection[int]:
        mine = {portal.pk for portal in portals} | set(reader.below(portals))
        return mine if reader.only_portal_id is None else mine & {reader.only_portal_id}

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            LaterCheck.objects.filter(verdict="", approval__taken_back_at=None),
            portal="approval__portal",
            since="opened_at",
            due_at="due_at",
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        waiting = {row.pk: row for row in rows}
        below = reader.below([portal for portal, _position in reader.posts])
        for check in checks_open_to(reader.user, reader.now, powers=reader.powers, below=below):
            if check.pk in waiting:
                yield self._line(check, waiting[check.pk], late=check.due_at <= reader.now)

    def _line(self, check: LaterCheck, row: InboxRow, *, late: bool) -> InboxItem:
        url = reverse("later_check", args=[check.pk])
        fast = check.kind == CheckKind.FAST_LANE
        note = check.approval.reason[:NOTE_LENGTH] or str(check.get_kind_display())
        return row.item(
            # Another key once it is overdue: what was told already is told again.
            key=f"{check.pk}-overdue" if fast and late else str(check.pk),
            title=title_checked(check),
            urgency=InboxUrgency.URGENT if fast else InboxUrgency.ORDINARY,
            url=url,
            acts=(InboxAct(label=_("Read and check"), url=url),),
            note=_("Overdue, so the portal above is told too. %(reason)s") % {"reason": note}
            if fast and late
            else note,
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        """The portals of texts published at once, and those above them, where the overseer may have to look."""
        waiting = LaterCheck.objects.filter(verdict="", kind=CheckKind.FAST_LANE)
        yield Rows(waiting, portal="approval__portal")
        above = Oversight.objects.in_force(local_date(now))
        above = above.filter(portal__in=waiting.values("approval__portal"))
        yield Rows(above, portal="overseer")


class ReturnedTexts(InboxSource):
    kind = "returned"
    label = gettext_lazy("Texts returned to you")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            returned_to(reader.user),
            pk=Cast("object_id", IntegerField()),
            portal=of_page("object_id", portal_at("path")),
            since="current_task_state__finished_at",
            words={
                "title": of_page("object_id", WORKING_TITLE),
                "review": F("current_task_state"),
                "by": name_parts("current_task_state__finished_by"),
                "reason": F("current_task_state__comment"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        review = reverse("story_review", args=[row.pk])
        edit = reverse("wagtailadmin_pages:edit", args=[row.pk])
        return row.item(
            key=f"{row.pk}-{row.words['review']}",
            title=row.words["title"],
            url=review,
            acts=(
                InboxAct(label=_("Correct it"), url=edit),
                InboxAct(label=_("View"), url=review),
            ),
            note=_("%(person)s: %(reason)s")
            % {
                "person": name_of(row.words["by"]) or "—",
                "reason": row.words["reason"][:NOTE_LENGTH],
            },
        )


class DraftTexts(InboxSource):
    kind = "draft"
    label = gettext_lazy("Drafts you began")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            own_drafts(reader.user, portals),
            portal=portal_at("path"),
            since="latest_revision_created_at",
            words={"title": WORKING_TITLE},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        edit = reverse("wagtailadmin_pages:edit", args=[row.pk])
        return row.item(
            title=row.words["title"],
            urgency=InboxUrgency.UNHURRIED,
            url=edit,
            acts=(
                InboxAct(
                    label=_("Submit for review"),
                    url=reverse("story_submit", args=[row.pk]),
                    posts=True,
                ),
                InboxAct(label=_("Go on writing"), url=edit),
            ),
        )
