"""What the demo's documents do to each other, entered as their board would, with the words that say so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from editorial.documents.relations.actions import RelationSaid, relate
from editorial.documents.relations.listing import list_provisions
from editorial.documents.relations.naming import Named
from editorial.models import OfficialDocumentPage
from portals.boards.actions import derive_rights
from portals.boards.models import User
from portals.demo.people import Crew

from .document_files import IssuedDocuments
from .documents import DemoPaper

# Of which provision the words of `ACTS` speak: by the kind of relation; the others end the whole.
PROVISIONS = {"amend": ("d2",), "suspend": ("d1",)}


def relate_documents(issued: IssuedDocuments, crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Enter each act that a paper names. Both papers list their articles first."""
    for portal_id in {paper.portal.pk for paper, _page in issued if paper.acts_on is not None}:
        derive_rights(user=crews[portal_id].head, now=now)
    by_number = {(paper.issuer, paper.number): (paper, page) for paper, page in issued}
    for paper, page in issued:
        if paper.acts_on is None:
            continue
        how, number = paper.acts_on
        target, target_page = by_number[paper.issuer, number]
        head = crews[paper.portal.pk].head
        for listed, its_page in ((paper, page), (target, target_page)):
            _list_articles(listed, its_page, head, now)
        relate(
            at=page,
            said=RelationSaid(
                kind=how,
                other=Named(number, target.issuer, target.issued_on),
                clause="d1",
                provisions=PROVISIONS.get(how),
                suspended_through=date(paper.effective_on.year, 12, 31)
                if how == "suspend"
                else None,
                quote=paper.articles[0],
            ),
            actor=head,
            now=now,
        )


def _list_articles(
    paper: DemoPaper, page: OfficialDocumentPage, actor: User, now: datetime
) -> None:
    listed = [(f"d{number}", None) for number in range(1, len(paper.articles) + 1)]
    list_provisions(page=page, provisions=listed, actor=actor, now=now)
