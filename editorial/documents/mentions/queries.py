"""What stands under a text: the documents that it names, and under a document the texts that cite it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.urls import reverse

from editorial.document_numbers.asked import number_for_address
from editorial.document_numbers.mentions import mentions_in
from editorial.models import DocumentMention, OfficialDocumentPage, Placement
from editorial.public.links import lasting_path
from editorial.stored_text import text_of_page, words_of_text

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.models import Portal

MOST_CITING = 10


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a text names, by its title; or a number that several documents have, which `is_open` says."""

    name: str
    abstract: str
    path: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class CitedBy:
    """The newest texts on a portal that cite a document, and how many there are."""

    placements: Sequence[Placement]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.placements)


def by_number_path(number_key: str) -> str:
    """Return the address at which all documents of one number are listed, on every portal."""
    spelt = number_for_address(number_key)
    return reverse("document_by_number", urlconf="portals.urls.public", args=[spelt])


def documents_named_in(story: StoryPage, _portal: Portal) -> list[NamedDocument]:
    """Return the documents here that the public text names, in its order, each once. One query, none for most texts."""
    if next(mentions_in(words_of_text(text_of_page(story))), None) is None:
        return []
    return _each_once(
        DocumentMention.objects.filter(story=story.pk)
        .annotate(is_there=Exists(_could_be_meant()))
        .filter(Q(document__isnull=False) | Q(is_there=True, issued_on=None))
        .order_by("position")
        .values_list(
            "number", "number_key", "document", "document__title", "document__lead", named=True
        )
    )


def _could_be_meant() -> QuerySet[OfficialDocumentPage]:
    """The documents that a number without a day may mean. With a day it means one document or none."""
    of_number = OfficialDocumentPage.objects.filter(
        number_key=OuterRef("number_key"), issued_on__lte=OuterRef("cited_on")
    )
    return of_number.exclude(identity="").exclude(pk=OuterRef("story"))


def _each_once(rows: Iterable[Any]) -> list[NamedDocument]:
    named: dict[str, NamedDocument] = {}
    for row in rows:
        if row.document is None:
            one = NamedDocument(row.number, "", by_number_path(row.number_key), is_open=True)
        else:
            path = lasting_path(row.document)
            one = NamedDocument(row.document__title, row.document__lead, path, is_open=False)
        named.setdefault(one.path, one)
    return list(named.values())


def texts_citing(story: StoryPage, portal: Portal) -> CitedBy | None:
    """Return which texts on `portal` cite the document; None for other stories and where none does. One query."""
    if not isinstance(story, OfficialDocumentPage):
        return None
    citing = DocumentMention.objects.filter(document=story.pk).values("story")
    found = list(
        Placement.objects.standing()
        .on(portal)
        .filter(story__in=citing)
        .for_lists()
        .annotate(total=Window(Count("pk")))
        .newest_first()[:MOST_CITING]
    )
    return CitedBy(found, vars(found[0])["total"]) if found else None
