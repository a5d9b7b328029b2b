"""Where a board brings a section up to date: each kind of section has its way, and most have news written into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from .staleness import CONFIRMED_SECTIONS

if TYPE_CHECKING:
    from editorial.models import SectionPage

# Sections that are not written but kept elsewhere, by the name of the portal's page that keeps them.
_KEPT_AT = {
    "lich-lam-viec": "portal_schedule",
    "van-ban": "document_intake",
    "ngan-sach": "sheet_upload",
    "loa": "post_bulletin_on",
}


@dataclass(frozen=True, slots=True)
class WayToRenew:
    label: str
    url: str


def way_to_renew(section: SectionPage) -> WayToRenew:
    """Return what to press to have something new in `section`, or to say that what it tells still holds. No query."""
    code, portal_id = section.section_type_id, section.portal_id
    if code in CONFIRMED_SECTIONS:
        # Nobody confirms what they have not before their eyes.
        return WayToRenew(
            _("Look and confirm"), f"{reverse('portal_details', args=[portal_id])}#to-chuc"
        )
    if code in _KEPT_AT:
        return WayToRenew(_("Bring up to date"), reverse(_KEPT_AT[code], args=[portal_id]))
    return WayToRenew(_("Write into it"), f"{reverse('quick_write')}?section={section.pk}")
