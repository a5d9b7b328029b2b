"""Whoever is named may answer in public, once: beside a request that is overdue, and beside a correction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.approval import ApprovalBasis, approval_basis
from portals.boards.enums import Basis
from portals.boards.models import User
from portals.models import Portal
from portals.redaction.proposing import propose
from portals.refusals import NotYourOffice
from portals.text import nfc

from ..enums import CaseKind, CaseOutcome, StatementBeside
from ..late import late_cases
from ..models import CaseStatement, CitizenCase, CorrectionRuling
from ..models.statements import LONGEST_STATEMENT, LONGEST_WITHDRAWAL
from ..recording import held_case
from ..stated import tell_stated, tell_withdrawn
from .acting import NotPossible, logged, needed_words


class NamesSomebody(NotPossible):
    """The words may name or reach a person; who has looked at them may say so and sign all the same."""


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
    with `reason`, and the new one says so. Nothing that the person said of themselves is ever taken; whatever else may
    name somebody only once `has_looked` says that the signer let it stand. Raises NotYourOffice, NotPossible.
    """
    held = held_case(case.pk)
    portal = named_portal(held, beside, now)
    basis = _must_sign(actor, portal, now)
    words = _words(text, LONGEST_STATEMENT, _("Write what you have to say."))
    _must_keep_silent_about_persons(held, words, has_looked=has_looked)
    before = CaseStatement.objects.filter(case=held, beside=beside, withdrawn_at=None).first()
    if before is not None:
        before = _withdraw(before, reason, actor, now)
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
    *, statement: CaseStatement, reason: str, actor: User, now: datetime
) -> CaseStatement:
    """Take the words away and leave day and reason: by who may sign for that board. Raises as the other verb does."""
    held = held_case(statement.case_id)
    statement = CaseStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if statement.withdrawn_at is not None:
        raise NotPossible(_("This statement was withdrawn already."))
    basis = _must_sign(actor, statement.portal, now)
    withdrawn = _withdraw(statement, reason, actor, now)
    logged(held, "unstate", actor, statement=withdrawn.pk, **basis.logged())
    return withdrawn


def named_portal(case: CitizenCase, beside: StatementBeside, now: datetime) -> Portal:
    """Return whose head may speak: of what is late who is in charge, of a correction who ruled. Raises NotPossible."""
    if case.outcome == CaseOutcome.SEALED:
        raise NotPossible(_("This request is sealed: nothing about it is public."))
    if beside == StatementBeside.LATE:
        if not late_cases(now).filter(pk=case.pk).exists():
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


def _post_of(basis: ApprovalBasis) -> str:
    """In words that stay when the person's post ends. Whom somebody stands in for is no matter of readers."""
    if basis.kind == Basis.POST:
        return str(basis.position.label)
    return _("%(post)s, in the head's place") % {"post": basis.position.label}


def _withdraw(statement: CaseStatement, reason: str, actor: User, now: datetime) -> CaseStatement:
    why = _words(reason, LONGEST_WITHDRAWAL, _("Say why the statement that stands is withdrawn."))
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


def _must_keep_silent_about_persons(case: CitizenCase, words: str, *, has_looked: bool) -> None:
    said = words.casefold()
    own = (case.person_name, case.email, case.phone, case.address, case.identity)
    if any(one.strip().casefold() in said for one in map(nfc, own) if one.strip()):
        raise NotPossible(
            _("This says who asked, or how to reach them: everybody would read it. Take it out.")
        )
    found = [words[one.start : one.end] for one in propose(words)]
    if found and not has_looked:
        raise NamesSomebody(
            _(
                "This may name or reach a person: %(found)s. Take it out, or tick that it may stand in public."
            )
            % {"found": "; ".join(found)}
        )
