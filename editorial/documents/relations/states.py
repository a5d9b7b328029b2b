"""The state of each document as lists and filters know it: derived for today, stored, and derived anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from editorial.enums import DocumentState
from editorial.models import DocumentForce, OfficialDocumentPage, Placement
from portals.clock import local_date
from portals.pagecache.cache_invalidation import change_editions

from .register import known_about, name_of_page, pages_below

A_SLICE = 500


def states_of(pages: Iterable[int], day: date) -> dict[int, tuple[DocumentState, bool]]:
    """Return how documents stand at the end of a day, and whether each was amended. Two queries, however many."""
    wanted = list(pages)
    force = known_about(wanted).force
    return {
        page: (
            DocumentState(force.state(name_of_page(page), day)),
            bool(force.amended_by(name_of_page(page), day)),
        )
        for page in wanted
    }


def renew_states(pages: Collection[int], *, now: datetime) -> int:
    """Derive and store how these documents stand today; return how many stand otherwise than was stored.

    Drafts are passed over. Portals show anew what changed once the running transaction commits.
    """
    today = local_date(now)
    published = OfficialDocumentPage.objects.filter(pk__in=pages, first_published_at__isnull=False)
    derived = states_of(sorted(published.values_list("pk", flat=True)), today)
    stored = {force.page_id: force for force in DocumentForce.objects.filter(page__in=derived)}
    DocumentForce.objects.bulk_create(
        [
            DocumentForce(page_id=page, state=state, is_amended=amended, derived_on=today)
            for page, (state, amended) in derived.items()
        ],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["state", "is_amended", "derived_on"],
    )
    changed = [
        page
        for page, found in derived.items()
        if page not in stored or (stored[page].state, stored[page].is_amended) != found
    ]
    _show_anew(changed)
    return len(changed)


def renew_after(pages: Iterable[int], *, now: datetime) -> None:
    """Renew what may stand otherwise since something was said of, or by, these documents, and their pages."""
    named = list(pages)
    renew_states(pages_below(named), now=now)
    _show_anew(named)


def wrongly_stored() -> Iterator[str]:
    """Name the documents whose stored state is not the one that is derived for its day."""
    after = 0
    while some := list(DocumentForce.objects.filter(page__gt=after).order_by("page")[:A_SLICE]):
        for day in sorted({force.derived_on for force in some}):
            stored = {force.page_id: force for force in some if force.derived_on == day}
            for page, found in states_of(stored, day).items():
                if (stored[page].state, stored[page].is_amended) != found:
                    yield f"document {page}: stored {stored[page].state}, derived {found[0]}"
        after = some[-1].page_id


def _show_anew(pages: Collection[int]) -> None:
    placed = Placement.objects.standing().filter(story__in=pages)
    change_editions(portal_ids=placed.values_list("portal_id", flat=True))
