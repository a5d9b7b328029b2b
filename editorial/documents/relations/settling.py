"""What follows for relations when a document is published: stubs that named it lead to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from editorial.documents.relations.naming import same_document
from editorial.documents.relations.states import renew_after
from editorial.models import DocumentRelation, DocumentStub, OfficialDocumentPage

if TYPE_CHECKING:
    from editorial.models import StoryPage

_ENDS = (("source_stub", "source_page"), ("target_stub", "target_page"))


def settle_published(*, story: StoryPage, now: datetime) -> None:
    """Listener of publications: fill in the stubs of a document, and derive anew what hangs on it.

    Another page that was this document before, and no longer stands, hands its relations over.
    """
    if not isinstance(story, OfficialDocumentPage) or story.adapted_from_id is not None:
        return
    freed = _free_others_stubs(story)
    _fill_in(story)
    former = _take_over(story)
    renew_after({story.pk, *freed, *former}, now=now)


def _stubs_of(page: OfficialDocumentPage) -> Q:
    undated = Q(number_key=page.number_key, issuer_key=page.issuer_key, issued_on=None)
    return same_document(page) | undated


def _free_others_stubs(page: OfficialDocumentPage) -> set[int]:
    """Let go of stubs that led here by a number, issuer or day that was corrected since."""
    wrong = list(DocumentStub.objects.filter(page=page).exclude(_stubs_of(page)))
    for stub in wrong:
        for named_as, is_page in _ENDS:
            DocumentRelation.objects.filter(**{named_as: stub, is_page: page}).exclude(
                kept_at=page
            ).update(**{is_page: None})
        stub.page = None
        stub.save(update_fields=["page"])
    return {page.pk} if wrong else set()


def _fill_in(page: OfficialDocumentPage) -> None:
    stubs = list(DocumentStub.objects.filter(_stubs_of(page)).exclude(page=page))
    if not stubs:
        return
    DocumentStub.objects.filter(pk__in=[stub.pk for stub in stubs]).update(page=page)
    for named_as, is_page in _ENDS:
        other = "target_page" if is_page == "source_page" else "source_page"
        DocumentRelation.objects.filter(**{f"{named_as}__in": stubs}).exclude(
            **{other: page}
        ).update(**{is_page: page})


def _take_over(page: OfficialDocumentPage) -> set[int]:
    former = OfficialDocumentPage.objects.filter(
        same_document(page), live=False, adapted_from=None, first_published_at__isnull=False
    ).exclude(pk=page.pk)
    ids = set(former.values_list("pk", flat=True))
    if not ids:
        return ids
    at_either_end = Q(source_page__in=ids) | Q(target_page__in=ids)
    for relation in DocumentRelation.objects.filter(at_either_end).order_by("pk"):
        for end in ("source_page_id", "target_page_id", "kept_at_id"):
            if getattr(relation, end) in ids:
                setattr(relation, end, page.pk)
        try:
            with transaction.atomic():
                relation.save(update_fields=["source_page", "target_page", "kept_at"])
        except IntegrityError:
            # The same was entered at both, or they name each other: it stands once already.
            continue
    return ids
