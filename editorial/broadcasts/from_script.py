"""A draft of a bulletin from the script that a speaker reads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import StoryPage
from editorial.permissions import holds_post_for
from editorial.similarity.signing import sign_draft
from editorial.stations.queries import station_of
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal

from .models import BroadcastPage
from .sheet import archive_section

if TYPE_CHECKING:
    from editorial.stations.scripts import BulletinScript
    from portals.boards.models import User
    from portals.models import Portal


@transaction.atomic
def bulletin_of_script(
    portal: Portal, script: BulletinScript, actor: User, now: datetime
) -> StoryPage:
    """Write a draft of the text as it is read, aired now until the editor says otherwise. For members of the board."""
    section = archive_section(portal)
    if section is None:
        raise Refusal(_("This portal has no section for bulletins."))
    if (
        not holds_post_for(actor, section, now)
        or not section.permissions_for_user(actor).can_add_subpage()
    ):
        raise NotYourOffice(_("Only members of this portal's board may write for it."))
    station = station_of(portal, local_date(now))
    text = "".join(f"<p>{escape(line)}</p>" for line in script.paragraphs)
    body = [{"type": "text", "value": text, "id": str(uuid4())}]
    story = BroadcastPage(
        title=script.title,
        lead="; ".join(one.title.rstrip(".") for one in script.items)[:400] + ".",
        body=StoryPage._meta.get_field("body").stream_block.to_python(body),
        aired_at=now,
        station_name=station.name if station else "",
        owner=actor,
        live=False,
    )
    section.add_child(instance=story)
    story.save_revision(user=actor, clean=False)
    sign_draft(story)
    log(
        instance=story,
        action="editorial.begin_bulletin",
        user=actor,
        data={"portal": portal.pk, "stories": [one.story_id for one in script.items]},
    )
    return story
