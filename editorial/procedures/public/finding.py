"""What the portal's search names of procedures, and which pages maps lead to."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.procedures.handling import procedures_of
from editorial.procedures.words import typed_words
from editorial.public.more_pages import MorePage
from editorial.public.search_hits import SearchHit, SearchHits
from portals.models import Portal

from .centres import open_centres
from .found import found_by_words
from .listed import procedure_lines

MOST_HITS = 3
# One word names too much.
FEWEST_WORDS = 2


def procedure_hits(portal: Portal, text: str) -> SearchHits | None:
    """Find the procedures that bear every word of a search. Two queries at most."""
    words = typed_words(text)
    if len(words) < FEWEST_WORDS and not any(word[:1].isdigit() for word in words):
        return None
    found = found_by_words(procedures_of(portal), text)
    hits = [
        SearchHit(one.name, one.field, one.path, (_("Fee: %s") % one.fee, _("Time: %s") % one.time))
        for one in procedure_lines(found[:MOST_HITS])
    ]
    return SearchHits(gettext_lazy("Administrative procedures"), hits)


def procedure_pages(portal: Portal) -> Iterable[MorePage]:
    """Return the pages of procedures. One query."""
    for one in procedures_of(portal).only("code", "name").order_by("code"):
        yield MorePage(one.name, one.path)


def centre_pages(_portal: Portal) -> Iterable[MorePage]:
    """Return the page of the centres, which any portal has where there are some. One query."""
    if open_centres().exists():
        yield MorePage(
            _("Where to hand in papers"), reverse("service_points", urlconf="portals.urls.public")
        )
