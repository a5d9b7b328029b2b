"""What a page is checked with: its text, the names of units, nearly the same stories. A fixed number of queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _
from wagtail.models import Page

from editorial.content_scan.judging import trusted_hosts
from editorial.kinds.carrying import own_words
from editorial.kinds.registry import kind_of
from editorial.media.files_in_use import not_fine_in
from editorial.models import FindingConfirmation, StoryPage
from editorial.similarity.matches import near_duplicates
from editorial.stored_text import text_of_page, words_of_text
from portals.addresses import main_origin
from portals.clock import local_date
from portals.models import Portal

from .check import check
from .findings import CheckedText, Copy, Finding, OpenFile, Severity
from .names import names_with
from .offers import republishing_of

if TYPE_CHECKING:
    from editorial.models import InformationPage

# More would fill the panel with one form that everybody fills in.
MOST_COPIES = 3


def findings_of(page: Page, *, now: datetime) -> list[Finding]:
    """Return what the checks find in the text on the instance `page`, with what was confirmed turned to warnings.

    `page` is a story or an information page as it is to be read: a draft is `get_latest_revision_as_object()`.
    """
    findings = check(checked_text(page, now=now))
    if page.pk is None or not any(finding.severity == Severity.BLOCK for finding in findings):
        return findings
    confirmed = {
        (code, mark): reason
        for code, mark, reason in FindingConfirmation.objects.filter(page=page.pk).values_list(
            "code", "mark", "reason"
        )
    }
    return [_settled(finding, confirmed) for finding in findings]


def _settled(finding: Finding, confirmed: dict[tuple[str, str], str]) -> Finding:
    reason = confirmed.get((finding.code, finding.mark))
    if reason is None or not finding.mark:
        return finding
    message = _("%(message)s Confirmed: %(reason)s") % {
        "message": finding.message,
        "reason": reason,
    }
    return replace(finding, severity=Severity.WARNING, message=message, mark="")


def checked_text(page: Page, *, now: datetime) -> CheckedText:
    stored = text_of_page(page)
    text = CheckedText(
        title=stored.title or "",
        lead=stored.lead or "",
        body=stored.body,
        open_files=open_files_of(page),
        unit_names=names_with(Portal.objects.values_list("name", flat=True)),
        trusted_hosts=trusted_hosts(),
        today=local_date(now),
    )
    if not isinstance(page, StoryPage):
        return replace(text, lead_name="intro")
    return replace(
        text,
        checks=kind_of(page).checks,
        own=own_words(page),
        has_lead_image=page.lead_image_id is not None,
        lead_image_alt=page.lead_image_alt or "",
        lead_image_caption=page.lead_image_caption or "",
        copies=_copies(page, words_of_text(stored), now),
    )


def open_files_of(page: Page) -> list[OpenFile]:
    return [
        OpenFile(item.title, item.refusal)
        for item in not_fine_in(cast("StoryPage | InformationPage", page))
    ]


def _copies(page: StoryPage, words: str, now: datetime) -> list[Copy]:
    """Public stories only: what another board drafts is nobody's business."""
    matches = near_duplicates(words, now=now, besides=page.pk, limit=MOST_COPIES)
    own = page.portal_of_page().pk if matches else None
    return [
        Copy(
            title=match.story.title,
            portal=match.portal.name,
            percent=int(match.resemblance * 100),
            address=main_origin(match.portal) + match.story.public_path(),
            # One's own earlier story is not republished.
            republish="" if match.portal.pk == own else republishing_of(match.story.pk, page.pk),
        )
        for match in matches
        # An own version is meant to resemble what it was made from.
        if match.story.pk != page.adapted_from_id
    ]
