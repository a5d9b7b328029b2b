"""What may be said of two documents, and by whom: asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from editorial.documents.provision_names import provision_name, with_enclosing
from editorial.documents.relations.register import source_of, target_of
from editorial.enums import WITHOUT_FORCE, RelationKind
from editorial.models import DocumentRelation, OfficialDocumentPage
from editorial.models.document_relation import LONGEST_QUOTE
from editorial.permissions import holds_post_for
from portals.clock import local_date
from portals.queries import overseers_of
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc
from portals.tree import portal_of

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


class UnableToSay(Refusal):
    """What was entered does not hold together."""


def may_keep(page: OfficialDocumentPage, user: User, now: datetime) -> bool:
    """Whether `user` may enter what is kept at this document: a member of its board who may edit it."""
    return holds_post_for(user, page, now) and bool(page.permissions_for_user(user).can_edit())


def kept_by(page: OfficialDocumentPage, actor: User, now: datetime) -> Portal:
    """Return the portal of a document at which `actor` may enter relations; else refuse."""
    portal = portal_of(page)
    if portal is None or not may_keep(page, actor, now):
        raise NotYourOffice(
            _("Only members of this portal's board may enter this for its documents.")
        )
    if page.adapted_from_id is not None:
        raise UnableToSay(_("This is an own version of a text, and not the document itself."))
    return portal


def clean_reason(reason: str) -> str:
    reason = nfc(reason).strip()
    if not reason:
        raise UnableToSay(_("Give the reason."))
    return reason[:500]


def check_relation(relation: DocumentRelation, now: datetime) -> None:
    """Refuse what makes no sense, is not proven, or is not this board's to say."""
    relation.quote = nfc(relation.quote).strip()
    if relation.kind not in RelationKind.values:
        raise UnableToSay(_("Say what the act does."))
    if source_of(relation) == target_of(relation):
        raise UnableToSay(_("A document says this of another, not of itself."))
    _check_proof(relation)
    _check_days(relation)
    _check_provisions(relation)
    _check_lift(relation)
    _check_reach(relation, now)


def _check_proof(relation: DocumentRelation) -> None:
    if len(relation.quote) > LONGEST_QUOTE:
        raise UnableToSay(
            _(
                "The words of the act are longer than 1,000 characters. Quote the sentence that says it."
            )
        )
    if not relation.quote and relation.kind not in WITHOUT_FORCE:
        raise UnableToSay(_("Quote the words of the act that say so."))


def _check_days(relation: DocumentRelation) -> None:
    begins, ends = relation.happens_on, relation.suspended_through
    if ends and relation.kind != RelationKind.SUSPEND:
        raise UnableToSay(_("Only a suspension has a last day."))
    if begins and ends and ends < begins:
        raise UnableToSay(_("The last day is before the first."))


def _check_provisions(relation: DocumentRelation) -> None:
    if relation.kind == RelationKind.REPLACE and relation.provisions:
        raise UnableToSay(
            _(
                "A document is replaced as a whole. For single provisions choose: amends, or repeals."
            )
        )
    if relation.target_page is not None and relation.provisions:
        _check_listed(relation.target_page, relation.provisions)
    if relation.source_page is not None and relation.clause:
        _check_listed(relation.source_page, [relation.clause])


def _check_listed(page: OfficialDocumentPage, paths: Iterable[str]) -> None:
    """What a document with a list does not list would have no effect on it, and nobody would see that."""
    listed = set(page.provisions.values_list("path", flat=True))
    missing = [path for path in paths if listed and path not in listed]
    if missing:
        raise UnableToSay(
            _(
                "%(document)s does not list %(provision)s. Add it to the document's provisions first."
            )
            % {"document": page.name_of_document, "provision": provision_name(missing[0])}
        )


def _check_lift(relation: DocumentRelation) -> None:
    if relation.kind != RelationKind.LIFT:
        relation.lifts = None
        return
    standing = {one.pk: one for one in suspensions_of(relation)}
    if relation.lifts_id is None and len(standing) == 1:
        relation.lifts = next(iter(standing.values()))
    elif not standing:
        raise UnableToSay(
            _("No suspension of that document was entered. Enter it first, then its end.")
        )
    elif relation.lifts_id not in standing:
        raise UnableToSay(_("Choose which suspension of that document the act ends."))


def suspensions_of(relation: DocumentRelation) -> list[DocumentRelation]:
    """Return the standing suspensions of the document that a relation is said of."""
    if relation.target_page is not None:
        of_it = Q(target_page=relation.target_page)
    else:
        of_it = Q(target_page=None, target_stub=relation.target_stub)
    suspensions = DocumentRelation.objects.filter(of_it, kind=RelationKind.SUSPEND, removed_at=None)
    return list(suspensions.order_by("pk"))


def _check_reach(relation: DocumentRelation, now: datetime) -> None:
    """A board says of others' documents what an office above them may: it decides on theirs."""
    target, keeper = relation.target_page, relation.kept_at
    if relation.kind in WITHOUT_FORCE or target is None or target == keeper:
        return
    theirs, ours = portal_of(target), portal_of(keeper)
    if theirs is None or theirs == ours or ours in overseers_of(theirs, local_date(now)):
        return
    raise UnableToSay(
        _(
            "%(document)s stands on %(portal)s, which your portal does not oversee. Its own board enters what "
            "is done to it."
        )
        % {"document": target.name_of_document, "portal": theirs.name}
    )


def check_list(page: OfficialDocumentPage, paths: Iterable[str]) -> list[str]:
    """Return the provisions a document is to list, with all that enclose them; refuse to drop one that is named."""
    complete = with_enclosing(paths)
    if not complete:
        return complete
    targeted = DocumentRelation.objects.filter(target_page=page, removed_at=None)
    said_by = DocumentRelation.objects.filter(source_page=page, removed_at=None).exclude(clause="")
    named = {
        path for paths in targeted.values_list("provisions", flat=True) for path in paths or ()
    }
    named |= set(said_by.values_list("clause", flat=True))
    if missing := sorted(named - set(complete)):
        raise UnableToSay(
            _("A relation names %(provision)s. Keep it in the list.")
            % {"provision": provision_name(missing[0])}
        )
    return complete
