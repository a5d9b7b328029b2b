"""The right of correction: the board that wrote what is contested rules on it, besides answering."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.approval import standing_waiver
from portals.boards.models import StandingWaiver, User
from portals.text import nfc

from ..contested import ContestedFact, contested_authors, contested_fact, tell_ruled
from ..enums import CaseKind, CaseState, CaseStep, RulingVerdict, TermStep
from ..lives import load_rules
from ..models import CitizenCase, CorrectionRuling
from ..models.rulings import LONGEST_PASSAGE, LONGEST_REMAINDER
from ..recording import CaseHappening, record_event
from .acting import NotPossible, answered_case, logged, must_decide, needed_words
from .receiving import due_of


@dataclass(frozen=True, slots=True)
class RulingWords:
    """What is ruled, in words for the public. `remainder` is what stays as it was, and why, of one accepted in part."""

    verdict: RulingVerdict
    wrong: str
    right: str
    remainder: str = ""


@transaction.atomic
def rule_correction(
    *,
    case: CitizenCase,
    words: RulingWords,
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> CorrectionRuling:
    """Accept that something published is wrong: readers are told at once, wherever it stands, and the text is owed.

    Of a text that was taken down nothing is owed but the ruling itself: it stood in public, and its page says so.
    For the head, a deputy, or who acts for them, of the board in charge of the contested text; not for who wrote it,
    unless the portal above lets a board of one. What is not accepted at all is refused (`triage.refuse_case`). The
    answer to the person comes apart, and is not approved without the ruling.
    """
    held = answered_case(case, actor=actor, now=now, revision=revision)
    fact = _must_be_contested(held)
    basis = must_decide(actor, held.portal, now, held.arrived_at)
    if CorrectionRuling.objects.filter(case=held).exists():
        raise NotPossible(_("This correction was ruled on already."))
    said = _must_say(words)
    waiver = _other_eyes(held, fact.authors, actor, now)
    rules = load_rules()
    _take_up(held, actor, now)
    what = CaseHappening(data={"verdict": str(said.verdict)})
    record_event(held, CaseStep.CORRECTED, actor=actor, now=now, more=what, rules=rules)
    held.save()
    ruling = CorrectionRuling.objects.create(
        case=held,
        portal=held.portal,
        verdict=said.verdict,
        wrong=said.wrong,
        right=said.right,
        remainder=said.remainder,
        ruled_by=actor,
        ruled_at=now,
        waiver=waiver,
        due_at=due_of(held.portal, held.kind, TermStep.CORRECT, now, rules),
        applied_at=now if fact.taken_down_at is not None else None,
    )
    tell_ruled(ruling, actor)
    noted = {"verdict": str(said.verdict), "waiver": waiver.pk if waiver else None}
    logged(held, "rule", actor, **noted, **basis.logged())
    return ruling


@transaction.atomic
def note_applied(*, case_ids: Collection[int], now: datetime) -> int:
    """Note that the text of these corrections was set right; return of how many. Safe to repeat."""
    owed = CorrectionRuling.objects.filter(
        case__in=list(case_ids), applied_at=None, ruled_at__lt=now
    )
    return owed.update(applied_at=now)


@transaction.atomic
def note_owed_again(*, case_ids: Collection[int]) -> int:
    """Note that the text of these corrections says again what was wrong; return of how many. Safe to repeat.

    Their due moment stays: a text that was taken down and put back unchanged was never set right.
    """
    paid = CorrectionRuling.objects.filter(case__in=list(case_ids), applied_at__isnull=False)
    return paid.update(applied_at=None)


def must_not_judge_oneself(case: CitizenCase, actor: User, now: datetime) -> None:
    """Raise NotPossible where a request contests what `actor` wrote, unless the portal above lets a board of one.

    For every way by which a correction ends, or stays, without being accepted; also where the text was taken down
    meanwhile. Nothing for other requests.
    """
    if case.kind == CaseKind.CORRECTION:
        _other_eyes(case, contested_authors(case), actor, now)


def must_be_ruled(case: CitizenCase, actor: User, now: datetime) -> None:
    """Raise NotPossible for an answer to who contests something that stands, or stood, as long as nothing was ruled.

    Where nothing is left to rule on it is only answered, and not with the approval of who wrote it.
    """
    if case.kind != CaseKind.CORRECTION or CorrectionRuling.objects.filter(case=case).exists():
        return
    fact = contested_fact(case)
    if fact is None:
        must_not_judge_oneself(case, actor, now)
        return
    if fact.portal.pk != case.portal_id:
        raise NotPossible(_of_another(fact))
    raise NotPossible(
        _("First rule on the correction: what was wrong and what is right, or do not accept it.")
    )


def _must_be_contested(case: CitizenCase) -> ContestedFact:
    if case.kind != CaseKind.CORRECTION:
        raise NotPossible(_("Only a request for a correction is ruled on."))
    fact = contested_fact(case)
    if fact is None:
        raise NotPossible(_("Nothing that this contests is known here any more: answer it."))
    if fact.portal.pk != case.portal_id:
        raise NotPossible(_of_another(fact))
    return fact


def _of_another(fact: ContestedFact) -> str:
    return _("%(portal)s wrote this: hand the request over to it; the due day stays.") % {
        "portal": fact.portal.name
    }


def _must_say(words: RulingWords) -> RulingWords:
    wrong = _passage(words.wrong, _("Write what was published and is wrong, as it stands there."))
    right = _passage(words.right, _("Write what is right."))
    if wrong == right:
        raise NotPossible(_("What is right is the same as what was published."))
    remainder = nfc(words.remainder).strip()
    if words.verdict == RulingVerdict.PARTLY:
        remainder = needed_words(remainder, _("Write what stays as it is, and why."))
    elif remainder:
        raise NotPossible(_("Nothing stays of what is accepted in whole: choose “in part”."))
    if len(remainder) > LONGEST_REMAINDER:
        raise _too_long(LONGEST_REMAINDER)
    return RulingWords(words.verdict, wrong, right, remainder)


def _passage(words: str, otherwise: str) -> str:
    passage = needed_words(nfc(words), otherwise)
    if len(passage) > LONGEST_PASSAGE:
        raise _too_long(LONGEST_PASSAGE)
    return passage


def _too_long(most: int) -> NotPossible:
    return NotPossible(_("This is longer than %(most)s characters. Shorten it.") % {"most": most})


def _other_eyes(
    case: CitizenCase, authors: frozenset[int], actor: User, now: datetime
) -> StandingWaiver | None:
    if actor.pk not in authors:
        return None
    waiver = standing_waiver(case.portal, now)
    if waiver is None:
        raise NotPossible(_("You wrote what is contested: another person rules on it."))
    return waiver


def _take_up(case: CitizenCase, actor: User, now: datetime) -> None:
    """Who rules has taken the request up."""
    if case.state == CaseState.ENDED:
        return
    if case.triaged_at is None:
        record_event(case, CaseStep.ACCEPTED, actor=actor, now=now)
        case.triaged_at, case.held_because = now, []
    if case.state == CaseState.NEW:
        case.state = CaseState.OPEN
