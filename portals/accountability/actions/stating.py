"""Whoever is named may answer in public, once: beside a request that is overdue, and beside a correction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.approval import ApprovalBasis, approval_basis
from portals.boards.enums import Basis
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import NotYourOffice
from portals.text import nfc

from ..enums import CaseKind, CaseOutcome, StatementBeside
from ..late import answer_is_late
from ..models import CaseStatement, CitizenCase, CorrectionRuling
from ..models.statements import LONGEST_STATEMENT, LONGEST_WITHDRAWAL
from ..recording import held_case
from ..stated import tell_stated, tell_withdrawn
from .acting import NotPossible, logged, needed_words
from .naming import must_name_nobody


@transaction.atomic
def state_beside_case(
    *,
    case: CitizenCase,
    beside: StatementBeside,
    text: str,
    actor: User,
    now: datetime,
    reason: str = "",
    has_looked: bool = False,
) -> CaseStatement:
    """Put the words of the head beside an overdue request or a correction, in public.

    By the head of the board that is named, or who signs in the head's place. Where one stands already it is withdrawn
    with `reason`, and the new one says so: by who may sign for the board that signed it. In neither is ever taken how
    to reach who asked; what else may name somebody only once `has_looked` says that the signer let it stand
    (`naming.must_name_nobody`). Raises NotYourOffice, NotPossible.
    """
    held = held_case(case.pk)
    portal = named_portal(held, beside, now)
    basis = _must_sign(actor, portal, now)
    words = _words(text, LONGEST_STATEMENT, _("Write what you have to say."))
    must_name_nobody(held, words, has_looked=has_looked)
    before = CaseStatement.objects.filter(case=held, beside=beside, withdrawn_at=None).first()
    if before is not None:
        _must_be_theirs(before, portal, actor, now)
        before = _withdraw(held, before, reason, actor, now, has_looked=has_looked)
    made = CaseStatement(
        case=held,
        portal=portal,
        beside=beside,
        text=words,
        signed_by=actor,
        post=_post_of(basis),
        signed_at=now,
        replaces=before,
    )
    tell_stated(made)
    logged(
        held, "state", actor, statement=made.pk, beside=str(beside),
        replaces=before.pk if before else None, **basis.logged(),
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_statement(
    *,
    statement: CaseStatement,
    reason: str,
    actor: User,
    now: datetime,
    has_looked: bool = False,
) -> CaseStatement:
    """Take the words away and leave day and reason: by who may sign for that board. Raises as the other verb does.

    The reason is read by everybody, so it is looked at for persons as the words were.
    """
    held = held_case(statement.case_id)
    statement = CaseStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if statement.withdrawn_at is not None:
        raise NotPossible(_("This statement was withdrawn already."))
    basis = _must_sign(actor, statement.portal, now)
    _must_not_be_sealed(held)
    withdrawn = _withdraw(held, statement, reason, actor, now, has_looked=has_looked)
    logged(held, "unstate", actor, statement=withdrawn.pk, **basis.logged())
    return withdrawn


@transaction.atomic
def withdraw_statement_again(
    *, statement: CaseStatement, reason: str, actor: User, now: datetime
) -> CaseStatement:
    """Withdraw what the ledger says was withdrawn, on a copy restored from before. Raises NotPossible.

    Whoever signed for that had the right to, and was asked for it then; `reason` is ours and names nobody.
    """
    held = held_case(statement.case_id)
    statement = CaseStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if statement.withdrawn_at is not None:
        raise NotPossible(_("This statement was withdrawn already."))
    withdrawn = _withdraw(held, statement, reason, actor, now, has_looked=True)
    logged(held, "unstate", actor, statement=withdrawn.pk, again=True)
    return withdrawn


def named_portal(case: CitizenCase, beside: StatementBeside, now: datetime) -> Portal:
    """Return whose head may speak: of what is late who is in charge, of a correction who ruled. Raises NotPossible."""
    _must_not_be_sealed(case)
    if case.erased_at is not None:
        raise NotPossible(
            _("The data of this request were erased: nothing is said beside it any more.")
        )
    if beside == StatementBeside.LATE:
        if not answer_is_late(case, now):
            raise NotPossible(_("This request is not late."))
        return case.portal
    ruling = CorrectionRuling.objects.filter(case=case).select_related("portal").first()
    if case.kind != CaseKind.CORRECTION or ruling is None:
        raise NotPossible(_("No correction was ruled on here."))
    return ruling.portal


def may_sign(actor: User, portal: Portal, now: datetime) -> ApprovalBasis | None:
    """On what `actor` speaks for the board: as its head, by delegation, or standing in. Nobody's silence counts."""
    return approval_basis(actor, portal, now, sensitive=True, waiting_since=now)


def _must_sign(actor: User, portal: Portal, now: datetime) -> ApprovalBasis:
    basis = may_sign(actor, portal, now)
    if basis is None:
        raise NotYourOffice(_("The head of the board signs, or whoever the head has delegated to."))
    return basis


def _must_be_theirs(before: CaseStatement, portal: Portal, actor: User, now: datetime) -> None:
    """What another board signed goes by its own head alone, also once the request was handed over."""
    if before.portal_id != portal.pk and may_sign(actor, before.portal, now) is None:
        raise NotYourOffice(
            _("%(portal)s signed what stands here: its head has to withdraw it first.")
            % {"portal": before.portal.name}
        )


def _must_not_be_sealed(case: CitizenCase) -> None:
    if case.outcome == CaseOutcome.SEALED:
        raise NotPossible(_("This request is sealed: nothing about it is public."))


def _post_of(basis: ApprovalBasis) -> str:
    """In words that stay when the person's post ends. Whom somebody stands in for is no matter of readers."""
    if basis.kind == Basis.POST:
        return str(basis.position.label)
    return _("%(post)s, in the head's place") % {"post": basis.position.label}


def _withdraw(
    case: CitizenCase,
    statement: CaseStatement,
    reason: str,
    actor: User,
    now: datetime,
    *,
    has_looked: bool,
) -> CaseStatement:
    why = _words(reason, LONGEST_WITHDRAWAL, _("Say why the statement that stands is withdrawn."))
    must_name_nobody(case, why, has_looked=has_looked)
    statement.text = statement.salt = ""
    statement.withdrawn_at, statement.withdrawn_by = now, actor
    statement.withdrawn_why = why
    statement.save()
    tell_withdrawn(statement)
    return statement


def _words(text: str, longest: int, otherwise: str) -> str:
    # Line ends of forms are the network's; the commitment is of what is kept.
    words = needed_words(nfc(text.replace("\r\n", "\n")), otherwise)
    if len(words) > longest:
        raise NotPossible(
            _("This is longer than %(most)s characters. Shorten it.") % {"most": longest}
        )
    return words
