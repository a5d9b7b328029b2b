"""Which acts a person is offered on the page of a request; the verbs ask again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portals.boards.approval import approval_powers
from portals.boards.models import User
from portals.models import Portal

from ..enums import (
    COUNCIL_KINDS,
    CaseKind,
    CaseOutcome,
    CaseState,
    DraftState,
    StatementBeside,
)
from ..explanations import waits_for_acceptance
from ..models import AnswerDraft, CaseReview, CaseStatement, CitizenCase, ErasureDemand
from .ruling import Contested, contested_by


@dataclass(frozen=True, slots=True)
class OfferedAct:
    """A button: a link to the form of a verb, or with `posts` the verb itself. The first of all is what comes next."""

    label: str
    url: str
    posts: bool = False


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """What decides on what may be done: read once for the page."""

    case: CitizenCase
    draft: AnswerDraft | None
    review: CaseReview | None
    decides: bool
    has_files: bool
    contested: Contested | None
    demand: ErasureDemand | None
    # Of a call for an explanation whether its person has no notice yet that it was accepted.
    waits_for_acceptance: bool
    # Beside what the person may speak for the board that is named, and which statement they may withdraw.
    beside: frozenset[str] = frozenset()
    stated: frozenset[str] = frozenset()

    @property
    def is_answered_now(self) -> bool:
        """Whether an answer may be written."""
        open_review = self.review is not None and self.review.decided_at is None
        return self.case.state != CaseState.ENDED or open_review

    @property
    def owed_anew(self) -> datetime | None:
        """By when a council is owed another answer, where the first was taken out of view."""
        return _owed_anew(self.review)


def _owed_anew(review: CaseReview | None) -> datetime | None:
    is_owed = review is not None and review.decided_at is None and review.is_for_want_of_answer
    return review.due_at if review is not None and is_owed else None


def standing_of(case: CitizenCase, user: User, now: datetime) -> CaseStanding:
    """Read where a request stands for a person. Ten queries at most, eight more for a correction, one for a call."""
    draft = case.drafts.exclude(state=DraftState.APPROVED).select_related("author").first()
    review = CaseReview.objects.filter(case=case).select_related("decided_by", "request").first()
    contested = contested_by(case)
    told = {
        one.beside: one.portal
        for one in CaseStatement.objects.filter(case=case, withdrawn_at=None).select_related(
            "portal"
        )
    }
    named = _named(case, review, contested, now)
    offices = {one.pk: one for one in (case.portal, *told.values(), *named.values())}
    powers = approval_powers(user, offices.values(), now)
    own = powers.get(case.portal_id)
    decides = own is not None and own.basis(sensitive=False, waiting_since=now) is not None
    # Nobody's silence counts where the head signs.
    signs = {
        portal_id
        for portal_id, power in powers.items()
        if power.basis(sensitive=True, waiting_since=now) is not None
    }
    stated = frozenset(one for one, portal in told.items() if portal.pk in signs)
    beside = frozenset(
        one
        for one, portal in named.items()
        if portal.pk in signs and (one in stated or one not in told)
    )
    has_files = case.wants_public and case.files.filter(by_person=True).exists()
    demand = case.erasure_demands.filter(decided_at=None).first()
    return CaseStanding(
        case, draft, review, decides, has_files, contested, demand, waits_for_acceptance(case), beside, stated
    )  # fmt: skip


def _named(
    case: CitizenCase, review: CaseReview | None, contested: Contested | None, now: datetime
) -> dict[str, Portal]:
    """Return beside what of it a head may speak, and of which portal's board."""
    if case.erased_at is not None:
        return {}
    due_at = _owed_anew(review) if case.state == CaseState.ENDED else case.due_at
    found: dict[str, Portal] = {}
    if due_at is not None and due_at < now and case.kind != CaseKind.COMMENT:
        found[StatementBeside.LATE] = case.portal
    if contested is not None and contested.ruling is not None:
        found[StatementBeside.CORRECTION] = contested.ruling.portal
    return found


def offered_acts(standing: CaseStanding) -> list[OfferedAct]:
    """Return what is offered, what comes next first; of a sealed request erasing alone."""
    case = standing.case
    if case.outcome == CaseOutcome.SEALED:
        # Its one officer decides on that alone.
        return _erasing(standing, decides=True)
    if case.state != CaseState.ENDED:
        return [*_first(standing), *_running(standing), *_statements(standing)]
    return [*_ended(standing), *_statements(standing)]


def _statements(standing: CaseStanding) -> list[OfferedAct]:
    labels = {
        StatementBeside.LATE: _("Speak in public about its being late"),
        StatementBeside.CORRECTION: _("Speak in public about the correction"),
    }
    acts = [
        _act(f"state_{one}", label, standing.case)
        for one, label in labels.items()
        if one in standing.beside
    ]
    acts += [
        _act(f"unstate_{one}", _("Withdraw the statement of the head"), standing.case)
        for one in labels
        if one in standing.stated
    ]
    return acts


def _act(name: str, label: str, case: CitizenCase, *, posts: bool = False) -> OfferedAct:
    return OfferedAct(label, reverse(f"case_{name}", args=[case.pk]), posts)


def _first(standing: CaseStanding) -> list[OfferedAct]:
    case, draft = standing.case, standing.draft
    of_correction = _of_correction(standing)
    acts = []
    if case.triaged_at is None or standing.waits_for_acceptance:
        acts.append(_act("accept", _("Accept the request"), case, posts=True))
    # What another board wrote is not taken up here: it goes there first of all.
    goes_on = standing.contested is not None and standing.contested.is_of_another
    acts = [*of_correction, *acts] if goes_on else [*acts, *of_correction]
    if draft is not None and draft.state == DraftState.SUBMITTED:
        acts.append(_act("approve", _("Read and decide on the answer"), case))
    else:
        acts.append(_act("draft", _("Write the answer"), case))
    return acts


def _of_correction(standing: CaseStanding) -> list[OfferedAct]:
    """What comes before the answer to who contests a text: to whom it goes, or what is ruled."""
    case, contested = standing.case, standing.contested
    if contested is None:
        return []
    if contested.fact is not None and contested.is_of_another:
        portal = contested.fact.portal
        label = _("Hand over to %(portal)s") % {"portal": portal.name}
        address = reverse("case_hand_over", args=[case.pk])
        return [OfferedAct(label, f"{address}?den={portal.pk}")]
    if contested.waits_for_ruling and standing.decides:
        return [_act("rule", _("Rule on the correction"), case)]
    return []


def _running(standing: CaseStanding) -> list[OfferedAct]:
    case = standing.case
    acts = []
    if case.kind in COUNCIL_KINDS:
        return _for_councils(case)
    if case.state != CaseState.WAITING:
        acts.append(_act("ask", _("Ask the citizen for more"), case))
    acts += [
        _act("hand_over", _("Hand over to another agency"), case),
        _act("consult", _("Consult another agency"), case),
        _act("assign", _("Give to an officer"), case),
        _act("join", _("Join with another request"), case),
    ]
    if standing.has_files:
        acts.append(_act("files", _("Files for the public"), case))
    if standing.decides:
        if not case.was_extended:
            acts.append(_act("extend", _("Extend"), case))
        acts.append(_act("to_national", _("Hand to the national system"), case))
        acts.append(_act("refuse", pgettext("request", "Not accept"), case))
    if case.triaged_at is None:
        acts.append(_act("dismiss", _("This is no request"), case))
    acts.append(_act("seal", _("Seal: a complaint or a denunciation"), case))
    return acts


def _for_councils(case: CitizenCase) -> list[OfferedAct]:
    return [
        _act("hand_over", _("Hand over to another agency"), case),
        _act("consult", _("Consult another agency"), case),
        _act("assign", _("Give to an officer"), case),
    ]


def _erasing(standing: CaseStanding, *, decides: bool) -> list[OfferedAct]:
    case = standing.case
    if standing.demand is not None:
        if not decides:
            return []
        return [_act("erasure", _("Decide on the demand to erase personal data"), case)]
    if case.erased_at is None and case.state == CaseState.ENDED:
        return [_act("enter_erasure", _("Enter a demand to erase personal data"), case)]
    return []


def _ended(standing: CaseStanding) -> list[OfferedAct]:
    case, acts = standing.case, []
    if standing.owed_anew:
        if standing.draft is None or standing.draft.state != DraftState.SUBMITTED:
            acts.append(_act("draft", _("Write the answer"), case))
        elif standing.decides:
            acts.append(_act("review", _("Read and decide on the answer"), case))
    elif standing.is_answered_now:
        acts.append(_act("review", _("Decide on the review"), case))
        acts += _of_correction(standing)
        if standing.draft is None or standing.draft.state != DraftState.SUBMITTED:
            acts.append(_act("draft", _("Write a changed answer"), case))
        if standing.has_files:
            acts.append(_act("files", _("Files for the public"), case))
    if case.released_at is not None and standing.decides:
        acts.append(_act("retract", _("Take out of public view"), case))
    return [*acts, *_erasing(standing, decides=standing.decides)]
