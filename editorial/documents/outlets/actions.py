"""A draft of a short story about a document."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.bulk_import.actions import LEAD_LENGTH
from editorial.kinds.registry import usual
from editorial.models import OfficialDocumentPage, SectionPage, StoryPage
from editorial.permissions import holds_post_for
from editorial.similarity.signing import sign_draft
from portals.refusals import NotYourOffice, Refusal

from .texts import cut, story_lead, story_markup, story_title

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

SECTIONS = ("tin-tuc", "chi-dao")


def draft_story(
    *, document: OfficialDocumentPage, portal: Portal, actor: User, now: datetime
) -> StoryPage:
    """Write a draft about `document` on `portal`, to be worked on in the editor. For any member of its board."""
    sections = {
        one.section_type_id: one
        for one in SectionPage.objects.filter(portal=portal, section_type__in=SECTIONS)
    }
    section = next((sections[code] for code in SECTIONS if code in sections), None)
    if section is None:
        raise Refusal(_("This portal has no section for news."))
    if (
        not holds_post_for(actor, section, now)
        or not section.permissions_for_user(actor).can_add_subpage()
    ):
        raise NotYourOffice(_("Only members of this portal's board may write for it."))
    body = [{"type": "text", "value": story_markup(document), "id": str(uuid4())}]
    with transaction.atomic():
        story = usual().model(
            title=story_title(document),
            lead=cut(story_lead(document), LEAD_LENGTH or 500),
            body=StoryPage._meta.get_field("body").stream_block.to_python(body),
            owner=actor,
            live=False,
        )
        section.add_child(instance=story)
        story.save_revision(user=actor, clean=False)
        sign_draft(story)
        log(
            instance=story,
            action="editorial.draft_about_document",
            user=actor,
            data={"portal": portal.pk, "document": document.pk},
        )
    return story
