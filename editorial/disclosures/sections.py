"""Into which section a form belongs: of one that was added as its file says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from editorial.models import AddedForm, SectionPage
from portals.models import Portal
from portals.refusals import Refusal

from .listing import SECTION_TYPES

SECTION_OF_FORM = {
    "qt-thu-ns-xa": "ngan-sach",
    "th-chi-ns-xa-quy": "ngan-sach",
    "th-du-toan-dv-quy": "ngan-sach",
    "can-doi-ns-xa": "ngan-sach",
    "dong-gop-nhan-dan": "an-sinh",
    "ds-ho-tro": "an-sinh",
    "giai-ngan-dtc-thang": "dau-tu",
    "kh-lcnt": "dau-tu",
    "chi-tieu-ktxh-quy": "thong-ke",
    "bang-gia-dat": "dat-dai",
    "pa-boi-thuong": "dat-dai",
}
USUAL = "thong-ke"


class NoSectionForFigures(Refusal):
    """The portal has no section in which such sheets stand."""


def section_for(portal: Portal, form: str) -> SectionPage:
    """Return the section of the form on `portal`, else the first that lists figures. At most two queries."""
    wanted = SECTION_OF_FORM.get(form) or _section_of_added(form)
    found = SectionPage.objects.filter(
        portal=portal, live=True, section_type__in=SECTION_TYPES
    ).select_related("portal")
    by_type = {section.section_type_id: section for section in found}
    for section_type in (wanted, *SECTION_TYPES):
        if section_type in by_type:
            return by_type[section_type]
    raise NoSectionForFigures(
        _("This portal has no section for such sheets. The province opens it.")
    )


def _section_of_added(form: str) -> str:
    added = AddedForm.objects.filter(code=form).order_by("-period")
    return added.values_list("section", flat=True).first() or USUAL
