"""Entering, changing and removing what documents say of each other; each is proven, logged and shown at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.db.utils import IntegrityError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.documents.relations.checking import check_relation, clean_reason, kept_by
from editorial.documents.relations.naming import End, Named, end_meant
from editorial.documents.relations.register import source_of, target_of
from editorial.documents.relations.states import renew_after
from editorial.models import DocumentRelation, OfficialDocumentPage
from portals.refusals import Refusal

if TYPE_CHECKING:
    from portals.boards.models import User


class UnableToRelate(Refusal):
    """This cannot be said of these two documents, or it stands already."""


@dataclass(frozen=True, slots=True)
class RelationSaid:
    """What is entered. `incoming`: the other document says it of the one at hand; else the one at hand of the other.

    `provisions` are those of the document that it is said of; None is the whole. `clause` is the act's.
    """

    kind: str
    other: Named
    incoming: bool = False
    clause: str = ""
    provisions: tuple[str, ...] | None = None
    happens_on: date | None = None
    suspended_through: date | None = None
    lifts: int | None = None
    legal_order: int | None = None
    quote: str = ""


def relate(
    *, at: OfficialDocumentPage, said: RelationSaid, actor: User, now: datetime
) -> DocumentRelation:
    """Enter what a document says of another, kept at `at`. For whoever may edit `at`.

    It bears on the force of documents at once where `at` was published, else from its publication on.
    """
    with transaction.atomic():
        portal = kept_by(at, actor, now)
        relation = DocumentRelation(kept_at=at, entered_by=actor, entered_at=now)
        _write(relation, said, end_meant(said.other, portal=portal), now)
        log(instance=at, action="editorial.relate_document", user=actor, data=_facts(relation))
        renew_after(_pages_of(relation), now=now)
    return relation


def change_relation(
    *, relation: DocumentRelation, said: RelationSaid, reason: str, actor: User, now: datetime
) -> DocumentRelation:
    """Enter a relation anew, with the reason why it was wrong. For whoever may edit the document that keeps it."""
    reason = clean_reason(reason)
    with transaction.atomic():
        standing = _standing(relation)
        portal = kept_by(standing.kept_at, actor, now)
        before, pages = _facts(standing), _pages_of(standing)
        _write(standing, said, end_meant(said.other, portal=portal), now)
        log(
            instance=standing.kept_at,
            action="editorial.change_document_relation",
            user=actor,
            data={**_facts(standing), "before": before, "reason": reason},
        )
        renew_after({*pages, *_pages_of(standing)}, now=now)
    return standing


def remove_relation(*, relation: DocumentRelation, reason: str, actor: User, now: datetime) -> None:
    """Take back a relation that was entered by mistake; the row stays, with the reason.

    For whoever may edit the document that keeps it. What ended in law is not removed: an act says so, and is entered.
    """
    reason = clean_reason(reason)
    with transaction.atomic():
        standing = _standing(relation)
        kept_by(standing.kept_at, actor, now)
        if standing.lifted_by.filter(removed_at=None).exists():
            raise UnableToRelate(
                _("Another relation ends this suspension. Remove that one first, then this one.")
            )
        standing.removed_at, standing.removed_by, standing.removal_reason = now, actor, reason
        standing.save(update_fields=["removed_at", "removed_by", "removal_reason"])
        log(
            instance=standing.kept_at,
            action="editorial.remove_document_relation",
            user=actor,
            data={**_facts(standing), "reason": reason},
        )
        renew_after(_pages_of(standing), now=now)


def note_in_text(*, relation: DocumentRelation, actor: User, now: datetime) -> None:
    """Say that the text of the document here was brought up to what the relation changes of it.

    For whoever may edit that document, whoever entered the relation.
    """
    with transaction.atomic():
        standing = _standing(relation)
        page = standing.target_page
        if page is None or standing.in_text_at is not None:
            raise UnableToRelate(_("There is no text here that waits for this change."))
        kept_by(page, actor, now)
        standing.in_text_at = now
        standing.save(update_fields=["in_text_at"])
        log(
            instance=page,
            action="editorial.enter_in_text",
            user=actor,
            data={"relation": standing.pk},
        )
        renew_after([page.pk], now=now)


def _standing(relation: DocumentRelation) -> DocumentRelation:
    found = (
        DocumentRelation.objects.select_for_update(of=("self",))
        .filter(pk=relation.pk, removed_at=None)
        .first()
    )
    if found is None:
        raise UnableToRelate(_("This relation was removed meanwhile."))
    return found


def _write(relation: DocumentRelation, said: RelationSaid, other: End, now: datetime) -> None:
    here = End(page=relation.kept_at)
    source, target = (other, here) if said.incoming else (here, other)
    relation.source_page, relation.source_stub = source.page, source.stub
    relation.target_page, relation.target_stub = target.page, target.stub
    relation.kind = said.kind
    relation.clause = said.clause
    relation.provisions = list(said.provisions) if said.provisions else None
    relation.happens_on = said.happens_on
    relation.suspended_through = said.suspended_through
    relation.lifts_id = said.lifts
    relation.quote = said.quote
    relation.legal_order = said.legal_order or _next_in(relation)
    # What the text was brought up to was another statement.
    relation.in_text_at = None
    check_relation(relation, now)
    try:
        with transaction.atomic():
            relation.save()
    except IntegrityError as error:
        if "relation_entered_once" not in str(error):
            raise
        raise UnableToRelate(_("This relation stands already.")) from error


def _next_in(relation: DocumentRelation) -> int:
    if relation.pk:
        return relation.legal_order
    said = DocumentRelation.objects.filter(
        source_page=relation.source_page, source_stub=relation.source_stub, removed_at=None
    )
    return (said.aggregate(last=Max("legal_order"))["last"] or 0) + 1


def _pages_of(relation: DocumentRelation) -> set[int]:
    return {page for page in (relation.source_page_id, relation.target_page_id) if page is not None}


def _facts(relation: DocumentRelation) -> dict[str, Any]:
    return {
        "relation": relation.pk,
        "kind": relation.kind,
        "source": source_of(relation),
        "target": target_of(relation),
        "clause": relation.clause,
        "provisions": relation.provisions,
        "on": relation.happens_on and relation.happens_on.isoformat(),
        "until": relation.suspended_through and relation.suspended_through.isoformat(),
        "lifts": relation.lifts_id,
        "order": relation.legal_order,
        "quote": relation.quote,
    }
