"""Official sheets meet duties: "disclosure:qt-thu-ns-xa" is the sheet of that form.

Documents of the register are events with which duties begin: "document:nghi-quyet" is each resolution of a portal's
own, "document:nghi-quyet/quyet-toan-ngan-sach" each whose abstract has these words. A sheet answers such a document by
naming its number as the decision by which it is made public.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from editorial.disclosures.forms.known import is_form
from editorial.document_numbers.catalogue import kinds
from editorial.document_numbers.parsing import UnreadableNumber, read_number
from editorial.enums import PlacementRole
from editorial.models import DisclosurePage, OfficialDocumentPage
from editorial.models.placement import story_path
from portals.clock import local_date
from portals.duties.registry import DutyEvent, EventSource, Fulfilment, PublishedForDuty
from portals.text import slug_of

LONGEST_ABSTRACT = 2_000


class Sheets(Fulfilment):
    """A sheet that stands on the portal whose own it is. What another portal sent there meets nothing."""

    code = "disclosure"

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """Two queries."""
        standing = DisclosurePage.objects.filter(
            form__in=list(whats),
            period_ends__gte=since,
            live=True,
            adapted_from=None,
            placements__role=PlacementRole.ORIGIN,
            placements__removed_at__isnull=True,
        )
        names = (
            "placements__portal",
            "form",
            "period_ends",
            "placements__placed_at",
            "title",
            "placements__section__slug",
            "slug",
            "pk",
            "decision_number",
        )
        rows = list(standing.values_list(*names))
        decisions = Decisions(row[-1] for row in rows)
        for portal_id, form, ends, at, title, section, slug, pk, decision in rows:
            path = story_path(section, slug, pk)
            event = decisions.event_of(portal_id, decision, local_date(at))
            yield PublishedForDuty(portal_id, form, ends, at, title, path, event)

    def knows(self, what: str) -> bool:
        return is_form(what)

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("sheet_upload", args=[portal_id])


class Decisions:
    """The documents that sheets name by their numbers, as they stand on their portals. One query."""

    def __init__(self, numbers: Iterable[str]) -> None:
        keys = {key for number in numbers if (key := _key_of(number))}
        self._found: dict[tuple[int, str], list[tuple[date, int]]] = {}
        if keys:
            rows = own_documents().filter(number_key__in=keys)
            for portal_id, key, on, pk in rows.values_list(
                "placements__portal", "number_key", "issued_on", "pk"
            ):
                self._found.setdefault((portal_id, key), []).append((on, pk))

    def event_of(self, portal_id: int, number: str, by: date) -> str:
        """Return the key of the newest document of this number issued by a day; numbers begin anew each year."""
        issued = [one for one in self._found.get((portal_id, _key_of(number)), ()) if one[0] <= by]
        return event_key(max(issued)[1]) if issued else ""


class DocumentEvents(EventSource):
    """Documents that a portal published as its own, from the day of their issue on."""

    code = "document"

    def events(self, whats: Collection[str], since: date) -> Iterator[DutyEvent]:
        """One query."""
        asked = [(what, *what.partition("/")[::2]) for what in whats]
        rows = own_documents().filter(
            document_kind__in={kind for _what, kind, _words in asked}, issued_on__gte=since
        )
        for portal_id, kind, on, title, abstract, pk in rows.values_list(
            "placements__portal", "document_kind", "issued_on", "title", "lead", "pk"
        ):
            said = f"-{slug_of(abstract, fallback='', max_length=LONGEST_ABSTRACT)}-"
            for what, wanted, words in asked:
                if kind == wanted and (not words or f"-{words}-" in said):
                    yield DutyEvent(portal_id, what, event_key(pk), on, title)

    def knows(self, what: str) -> bool:
        kind, _slash, words = what.partition("/")
        return kind in kinds() and words == slug_of(words, fallback="")


def event_key(document_id: int) -> str:
    return f"{DocumentEvents.code}:{document_id}"


def own_documents() -> QuerySet[OfficialDocumentPage]:
    """The documents that stand on the portal whose own they are; what another sent there is no event of its own."""
    return OfficialDocumentPage.objects.filter(
        live=True,
        adapted_from=None,
        placements__role=PlacementRole.ORIGIN,
        placements__removed_at__isnull=True,
    )


def _key_of(number: str) -> str:
    try:
        return read_number(number).key
    except UnreadableNumber:
        return ""
