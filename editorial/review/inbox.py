"""Texts on their way to the public: what waits for a decision, what came back, what was begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from editorial.enums import CheckKind, ReviewStep
from editorial.models import LaterCheck
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.models import Oversight
from portals.tree import portal_path

from .later_checks import checks_open_to, title_checked
from .queries import own_drafts
from .waiting import TextInReview, returned_texts, texts_in_review

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

NOTE_LENGTH = 200


def title_of(page: Page) -> str:
    return str(page.draft_title or page.title)


def portals_by_path(portals: Iterable[Portal]) -> dict[str, Portal]:
    return {portal.root.path: portal for portal in portals if portal.root}


class ReviewTexts:
    kind = "review"
    label = gettext_lazy("Texts to edit, complete or approve")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.portals()
        if not portals:
            return
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
            title=title_of(text.page),
            portal=text.portal,
            since=text.since,
            due_at=text.due_at,
            urgency=InboxUrgency.ORDINARY if text.mine else InboxUrgency.UNHURRIED,
            url=url,
            acts=(settle, read) if settle and text.mine else (read,),
            note=note,
        )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


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


class LaterChecks:
    """What went out unseen, or was self-approved and drawn: somebody else looks at it in time."""

    kind = "later-check"
    label = gettext_lazy("Published texts to check")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        below = reader.below([portal for portal, _position in reader.posts])
        for check in checks_open_to(reader.user, reader.now, powers=reader.powers, below=below):
            portal = check.approval.portal
            if reader.only_portal_id not in (None, portal.pk):
                continue
            url = reverse("later_check", args=[check.pk])
            fast = check.kind == CheckKind.FAST_LANE
            late = check.due_at <= reader.now
            note = check.approval.reason[:NOTE_LENGTH] or str(check.get_kind_display())
            yield InboxItem(
                kind=self.kind,
                # Another key once it is overdue: what was told already is told again.
                key=f"{check.pk}-overdue" if fast and late else str(check.pk),
                title=title_checked(check),
                portal=portal,
                since=check.opened_at,
                due_at=check.due_at,
                urgency=InboxUrgency.URGENT if fast else InboxUrgency.ORDINARY,
                url=url,
                acts=(InboxAct(label=_("Read and check"), url=url),),
                note=_("Overdue, so the portal above is told too. %(reason)s") % {"reason": note}
                if fast and late
                else note,
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        """The portals of texts published at once, and those above them, where the overseer may have to look."""
        portals = set(
            LaterCheck.objects.filter(verdict="", kind=CheckKind.FAST_LANE).values_list(
                "approval__portal", flat=True
            )
        )
        if portals:
            portals |= set(
                Oversight.objects.in_force(local_date(now))
                .filter(portal__in=portals)
                .values_list("overseer_id", flat=True)
            )
        return portals


class ReturnedTexts:
    kind = "returned"
    label = gettext_lazy("Texts returned to you")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        for text in returned_texts(reader.user, reader.portals()):
            review = reverse("story_review", args=[text.page.pk])
            edit = reverse("wagtailadmin_pages:edit", args=[text.page.pk])
            yield InboxItem(
                kind=self.kind,
                key=f"{text.page.pk}-{text.review_id}",
                title=title_of(text.page),
                portal=text.portal,
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
