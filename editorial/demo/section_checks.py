"""Whether the portals that the demo shows off have something to read in every section, and owe nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.models import SectionPage, SectionRequirement
from editorial.public.section_contents import has_content
from portals.addresses import main_hostname
from portals.boards.models import User
from portals.clock import local_date
from portals.duties.queries import told_missing
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, HttpAnswer, RunningDemo
from portals.operations.demo.seeding import MARK

from .showcase import is_shown_off

# What stands on the page of an empty section: that there is nothing yet, what is owed, the list of what is, or the way
# to ask, where that is what the section is for.
GAP = ('<div class="empty">', 'id="con-thieu"', 'id="danh-muc"', 'id="gui-yeu-cau"')


def has_no_empty_section(_demo: RunningDemo) -> Iterator[Result]:
    """Count the sections. What was missing on the day on which the demo was made; one that stands for long is late."""
    made_at = User.objects.values_list("date_joined", flat=True).get(username=MARK)
    sections, empty, owed = 0, [], []
    for portal in Portal.objects.filter(closed_on=None).select_related("root").order_by("pk"):
        if is_shown_off(portal):
            own = SectionPage.objects.filter(portal=portal)
            sections += own.count()
            bare = own.exclude(has_content(portal)).values_list("section_type", flat=True)
            empty += [f"{portal.code}: nothing in {code}" for code in bare]
            missing = told_missing(portal, made_at)
            owed += [f"{portal.code}: {one.duty.code} from {one.starts_on}" for one in missing]
    yield Result("sections_filled", sections - len(empty), sections, [*empty, *owed])


def tells_its_gaps(demo: RunningDemo) -> Iterator[Result]:
    """Of the other portals each required section is there; what it lacks it says, and where that can be read or asked.

    All of them are looked through; a page is asked for once for each tier and type of section with nothing in it.
    """
    day = local_date(timezone.now())
    faults: list[str] = []
    gaps: dict[tuple[str, str], Address] = {}
    for portal in Portal.objects.open_on(day).select_related("root", "site").order_by("pk"):
        if is_shown_off(portal):
            continue
        own = SectionPage.objects.filter(portal=portal, live=True)
        there = dict(own.values_list("section_type", "slug"))
        required = _required(portal.tier_id, day)
        faults += [f"{portal.code}: no {code}" for code in sorted(required - there.keys())]
        bare = own.filter(section_type__in=required).exclude(has_content(portal))
        for code in bare.values_list("section_type", flat=True):
            path = reverse("section", args=[there[code]], urlconf="portals.urls.public")
            gaps.setdefault((portal.tier_id, code), Address(main_hostname(portal), path))
    asked = list(gaps.values())
    told = demo.ask_all(asked, lambda address: _tells_its_gap(demo.ask(address)))
    faults += [str(one) for one, is_told in zip(asked, told, strict=True) if not is_told]
    yield Result("gaps_told", sum(told), len(asked), faults)


def _required(tier: str, day: date) -> set[str]:
    found = SectionRequirement.objects.in_force(day).filter(tier=tier, required=True)
    return set(found.values_list("section_type", flat=True))


def _tells_its_gap(answer: HttpAnswer) -> bool:
    """Whether the page says that it has nothing, or what is missing."""
    html = answer.body.decode()
    return answer.status == 200 and any(mark in html for mark in GAP)


GAPS_TOLD = DemoCheck(
    {"gaps_told": _("Kinds of empty sections on other portals that say what they lack")},
    tells_its_gaps,
    rank=25,
)
SECTIONS_FILLED = DemoCheck(
    {"sections_filled": _("Sections with content on the portals shown off")},
    has_no_empty_section,
    rank=24,
)
