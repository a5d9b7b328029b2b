"""What meets duties of inspection ("inspection:conclusion", "inspection:reward") and begins one ("inspection:signed").

A conclusion that was signed begins a duty once the board has entered it, as a draft or in public: of an inspection that
nobody wrote down the product knows nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.enums import PlacementRole
from editorial.models import StoryPage
from editorial.models.placement import story_path
from portals.duties.registry import DutyEvent, EventSource, Fulfilment, PublishedForDuty
from portals.tree import portal_at

from .models import ConclusionPage, RewardPage

CODE, SIGNED, CONCLUSION = "inspection", "signed", "conclusion"
KINDS: dict[str, tuple[type[StoryPage], str]] = {
    "conclusion": (ConclusionPage, "concluded_on"),
    "reward": (RewardPage, "decided_on"),
}


class Inspections(Fulfilment):
    """What stands on the portal that wrote it, for the period of its own day."""

    code = CODE

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """One query for each kind, and one that says which signing a conclusion answers."""
        signed = signed_conclusions(since) if CONCLUSION in whats else []
        events = {pk: one.key for one in signed for pk in one.pages}
        for what in whats:
            model, day = KINDS[what]
            rows = model._default_manager.filter(
                **{f"{day}__gte": since},
                live=True,
                adapted_from=None,
                placements__role=PlacementRole.ORIGIN,
                placements__removed_at__isnull=True,
            ).values_list(
                *("placements__portal", day, "placements__placed_at", "title"),
                *("placements__section__slug", "slug", "pk"),
            )
            for portal_id, on, at, title, section, slug, pk in rows:
                path = story_path(section, slug, pk)
                event = events.get(pk, "") if what == CONCLUSION else ""
                yield PublishedForDuty(portal_id, what, on, at, title, path, event)

    def knows(self, what: str) -> bool:
        return what in KINDS

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("portal_stories", args=[portal_id])

    def event_url(self, portal_id: int, what: str, event: str) -> str:
        # A draft stands in no list of what is public: the text itself, as the board entered it.
        code, _colon, page = event.partition(":")
        if code != CODE:
            return self.work_url(portal_id, what)
        return reverse("wagtailadmin_pages:edit", args=[page])


@dataclass(frozen=True, slots=True)
class SignedConclusion:
    """A conclusion as its board knows it; `pages` are all that tell of it, drafts too: one that was written anew."""

    portal_id: int
    number: str
    on: date
    pages: list[int]

    @property
    def key(self) -> str:
        """Of the page that told of it first, so that it stays when number or day were entered wrongly."""
        return f"{CODE}:{self.pages[0]}"


def signed_conclusions(since: date) -> list[SignedConclusion]:
    """Return what boards entered as signed since a day, whether it is public or not. One query.

    What a board adapted of another's is no conclusion of its own.
    """
    rows = ConclusionPage.objects.filter(concluded_on__gte=since, adapted_from=None)
    found: dict[tuple[int, str, date], SignedConclusion] = {}
    for pk, portal_id, number, on in (
        rows.annotate(at=portal_at("path"))
        .filter(at__isnull=False)
        .order_by("pk")
        .values_list("pk", "at", "number", "concluded_on")
    ):
        one = found.setdefault((portal_id, number, on), SignedConclusion(portal_id, number, on, []))
        one.pages.append(pk)
    return list(found.values())


class SignedConclusions(EventSource):
    """Each conclusion on the day on which it was signed. Of a draft no more is told than number and day."""

    code = CODE

    def events(self, whats: Collection[str], since: date) -> Iterator[DutyEvent]:
        """One query."""
        for one in signed_conclusions(since):
            title = _("Conclusion %(number)s of %(day)s") % {
                "number": one.number,
                "day": f"{one.on:%d/%m/%Y}",
            }
            for what in whats:
                yield DutyEvent(one.portal_id, what, one.key, one.on, title)

    def knows(self, what: str) -> bool:
        return what == SIGNED
