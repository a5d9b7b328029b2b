"""Whether the portals that the demo shows off have something to read in every section, and owe nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from editorial.models import SectionPage
from editorial.public.section_contents import has_content
from portals.boards.models import User
from portals.duties.queries import told_missing
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import RunningDemo
from portals.operations.demo.seeding import MARK

from .showcase import is_shown_off


def has_no_empty_section(_demo: RunningDemo) -> Iterator[Result]:
    """Count the sections. What was missing on the day on which the demo was made; one that stands for long is late."""
    made_at = User.objects.values_list("date_joined", flat=True).get(username=MARK)
    sections, empty, owed = 0, [], []
    for portal in Portal.objects.filter(closed_on=None).select_related("root").order_by("pk"):
        if is_shown_off(portal.code):
            own = SectionPage.objects.filter(portal=portal)
            sections += own.count()
            bare = own.exclude(has_content(portal)).values_list("section_type", flat=True)
            empty += [f"{portal.code}: nothing in {code}" for code in bare]
            missing = told_missing(portal, made_at)
            owed += [f"{portal.code}: {one.duty.code} from {one.starts_on}" for one in missing]
    yield Result("sections_filled", sections - len(empty), sections, [*empty, *owed])


SECTIONS_FILLED = DemoCheck(
    {"sections_filled": _("Sections with content on the portals shown off")},
    has_no_empty_section,
    rank=24,
)
