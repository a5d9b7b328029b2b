"""The sheet for notice boards: a code that leads a phone to the bulletins of the portal."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import segno
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.models import SectionPage
from portals.addresses import main_origin
from portals.models import Portal
from portals.typeset import typeset

from .kind import SECTION_TYPE

TEMPLATE = "editorial/broadcasts/sheet.typ"
CODE = "code.svg"


def archive_section(portal: Portal) -> SectionPage | None:
    """The section of the portal in which bulletins stand. One query."""
    sections = SectionPage.objects.filter(portal=portal, section_type=SECTION_TYPE, live=True)
    return sections.select_related("portal").first()


def sheet_for_boards(portal: Portal, section: SectionPage, *, at: datetime) -> bytes:
    """Return the sheet as a PDF. The same portal and hour give the same bytes."""
    origin = main_origin(portal)
    address = f"{origin}/{section.slug}/"
    code = BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="svg", border=2)
    told = {
        "agency": portal.agency,
        "title": _("Listen on your phone"),
        "abstract": _("What the loudspeakers air: hear it again, or read it, at any time"),
        "steps": [
            _("Open the camera of your phone and hold it over the code."),
            _("Choose a bulletin, then press play, or read the text."),
            _("For a podcast app, enter the address below."),
        ],
        "address": address,
        "podcast": origin + reverse("bulletin_podcast", urlconf="portals.urls.public"),
        "code": CODE,
    }
    return typeset(TEMPLATE, told, at=at, files={CODE: code.getvalue()})
