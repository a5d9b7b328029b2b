"""A bulletin made of a recording of a station's folder."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from editorial.bulk_import.actions import StoryImport
from editorial.models import PortalDocument
from portals.models import Portal
from portals.refusals import Refusal

from .kind import BROADCASTS
from .models import BroadcastPage
from .sheet import archive_section


class NoSectionForBulletins(Refusal):
    """The portal has no section that takes bulletins."""


def bulletin_of_recording(
    *, portal: Portal, document: PortalDocument, title: str, aired_at: datetime, text: str
) -> StoryImport:
    """Return the bulletin to write. Raises NoSectionForBulletins. For `recordings.importing`."""
    section = archive_section(portal)
    if section is None:
        raise NoSectionForBulletins(
            _("The portal has no section of loudspeaker bulletins: open one first.")
        )
    told = {"hour": f"{localtime(aired_at):%H:%M}", "day": f"{localtime(aired_at):%d/%m/%Y}"}
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    markup = "".join(f"<p>{escape(line)}</p>" for line in paragraphs)
    return StoryImport(
        section=section,
        kind=BroadcastPage.story_kind,
        title=title,
        lead=_("Aired at %(hour)s on %(day)s.") % told,
        published_at=aired_at,
        body=[{"type": "text", "value": markup}] if markup else [],
        own={"aired_at": aired_at},
        files={BROADCASTS.files[0]: document},
    )
