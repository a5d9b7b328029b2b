"""What a board can still do about a criterion before the month ends, and where."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from scoring.measures.portals import lacks_contact


@dataclass(frozen=True, slots=True)
class Remedy:
    """`what` to do, in words; `place` gives the address of the desk's page for a portal, without a query."""

    what: Any
    place: Callable[[Portal], str]


def _of_portal(name: str) -> Callable[[Portal], str]:
    return lambda portal: reverse(name, args=[portal.pk])


def _of_desk(name: str) -> Callable[[Portal], str]:
    return lambda _portal: reverse(name)


def _details(portal: Portal) -> str:
    """Where entries are empty, their form, which leads on to the page with all the rest."""
    name = "portal_contact" if lacks_contact(portal) else "portal_details"
    return reverse(name, args=[portal.pk])


# By measure. What is past cannot be mended and stands nowhere here: a gap between two items, news that came out late, a
# story of the province that the machine placed at its deadline.
_REMEDIES = {
    "portal.about": Remedy(
        _("Fill in what is missing about your body, and confirm that it is right."),
        _details,
    ),
    "portal.footer": Remedy(
        _("Complete the footer and name the spokesperson."), _of_portal("portal_contact")
    ),
    "sections.current": Remedy(
        _("Write something new in the sections that are out of date."),
        _of_portal("section_ages"),
    ),
    "services.links": Remedy(_("Mend the links of procedures."), _of_portal("scoring:faults_of")),
    "news.original": Remedy(_("Write more news of your own."), _of_desk("quick_write")),
    "news.illustrated": Remedy(
        _("Give your news a picture with description, caption and source."),
        _of_portal("portal_stories"),
    ),
    "bulletins.aired": Remedy(
        _("Post each bulletin within a day of its airing."), _of_portal("portal_station")
    ),
    "news.media": Remedy(
        _("Put a video, an infographic or a recording into your stories."),
        _of_portal("portal_stories"),
    ),
    "news.multimedia": Remedy(_("Put videos into your stories."), _of_portal("portal_stories")),
    "links.broken": Remedy(_("Mend the broken links."), _of_portal("scoring:faults_of")),
    "content.accessible": Remedy(
        _("Describe pictures, and mend headings, tables and links."),
        _of_portal("scoring:faults_of"),
    ),
    "owed.in_time": Remedy(
        _("Publish what is overdue, or say that nothing arose."),
        _of_portal("portal_duties"),
    ),
    "schedules.weeks": Remedy(
        _("Publish next week's schedule before Monday 8:00."), _of_portal("portal_schedule")
    ),
    "access.shown": Remedy(
        _("Publish the form to request information in the section on access to information."),
        _of_portal("section_ages"),
    ),
    "documents.register": Remedy(
        _(
            "Publish documents whose numbers are missing or say why, and add files that are missing."
        ),
        _of_portal("portal_gaps"),
    ),
    "files.searchable": Remedy(
        _("Replace scanned files by files whose text can be searched."),
        _of_portal("scoring:faults_of"),
    ),
    "proposals.taken": Remedy(
        _("Send good stories up to the portal above."), _of_portal("portal_stories")
    ),
    "cases.answered": Remedy(
        _("Answer the requests of citizens that are due before the month ends."),
        _of_portal("case_queue"),
    ),
    "cases.triaged": Remedy(
        _("Take up new requests within two working days."), _of_portal("case_queue")
    ),
    "cases.information": Remedy(
        _("Answer the requests for information that are due before the month ends."),
        _of_portal("case_queue"),
    ),
    "consultations.summed_up": Remedy(
        _("Say what was taken up of the comments on drafts that are closed."),
        _of_portal("portal_drafts"),
    ),
    "board.in_order": Remedy(_("Fill the posts that stand empty."), _of_portal("board")),
    "accounts.second_factor": Remedy(
        _("Have everybody who approves set up a second step of signing in."), _of_portal("board")
    ),
}


def mendable_measures() -> Collection[str]:
    return _REMEDIES.keys()


def remedy_for(measure: str) -> Remedy:
    """Raises KeyError for a measure that nobody can mend."""
    return _REMEDIES[measure]
