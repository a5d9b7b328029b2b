"""Entering what persons found: judgements, and registers that are kept outside the install."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.models import Oversight, Portal, Tier
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER
from scoring.enums import RoundState
from scoring.measures.registry import EntryKind, known_measure
from scoring.models import FactEntry, Scorecard
from scoring.periods import Month
from scoring.rounds.rescoring import rescore_from, rounds_touched_by

from .drawn import must_judge_the_sample
from .tokens import plain_number, said_in, token_of_entry

# The shortest sentence or link that says anything, and no letter said ten times.
LEAST_LETTERS, DIFFERENT_LETTERS = 10, 3


class UnableToEnter(Refusal):
    """The facts cannot be entered as they are."""


class ChangedMeanwhile(UnableToEnter):
    """Somebody else wrote what was to be written over: it must be seen first."""


@dataclass(frozen=True, slots=True)
class EnteredFact:
    """`value` as the measure has it (a share from 0 to 1, a number, days ...); `cases` 0: nothing happened."""

    portal: Portal
    measure: str
    value: Decimal
    cases: int
    source: str


def enter_facts(
    *,
    month: Month,
    facts: Sequence[EnteredFact],
    actor: User,
    now: datetime,
    cleared: Sequence[tuple[Portal, str]] = (),
    based_on: Mapping[tuple[int, str], str] | None = None,
) -> list[FactEntry]:
    """Enter facts of a month, over what was entered for the same measure before. A few queries for all of them.

    Only what is new is written and signed; return those entries. `based_on`: by portal and measure the token of the
    entry that `actor` saw (`tokens`); where it is another by now, ChangedMeanwhile is raised and nothing written.

    `cleared` are portals with measures whose entries are taken out again. By standing editors of the province or of the
    portals' overseer in that month, and never for one's own portal. Cards of a month that was scored change at once.
    """
    _must_fit(facts)
    portals = {fact.portal.pk: fact.portal for fact in facts}
    portals |= {portal.pk: portal for portal, _measure in cleared}
    with transaction.atomic():
        must_be_open(month)
        must_not_be_shown(set(portals), month)
        must_score(set(portals), month, actor, now)
        must_judge_the_sample(facts, month, now)
        before = _entered_before(portals, month)
        _must_be_as_seen(before, based_on or {})
        facts = [one for one in facts if _is_new(one, before.get((one.portal.pk, one.measure)))]
        cleared = [pair for pair in cleared if (pair[0].pk, pair[1]) in before]
        portals = {fact.portal.pk: fact.portal for fact in facts}
        portals |= {portal.pk: portal for portal, _measure in cleared}
        FactEntry.objects.filter(
            pk__in=[before[portal.pk, measure].pk for portal, measure in cleared]
        ).delete()
        entries = FactEntry.objects.bulk_create(
            [
                FactEntry(
                    portal=fact.portal,
                    month=month.first,
                    measure=fact.measure,
                    value=fact.value,
                    cases=fact.cases,
                    source=fact.source.strip(),
                    entered_by=actor,
                    entered_at=now,
                )
                for fact in facts
            ],
            update_conflicts=True,
            unique_fields=["month", "measure", "portal"],
            update_fields=["value", "cases", "source", "entered_by", "entered_at"],
        )
        for portal in portals.values():
            log(
                instance=portal,
                action="scoring.enter_facts",
                user=actor,
                data={
                    "month": str(month),
                    "facts": {
                        fact.measure: str(fact.value) for fact in facts if fact.portal == portal
                    },
                    "cleared": [measure for other, measure in cleared if other == portal],
                },
            )
        if portals:
            rescore_from(month=month, portal_ids=list(portals), now=now)
    return entries


def _entered_before(
    portals: Mapping[int, Portal], month: Month
) -> dict[tuple[int, str], FactEntry]:
    """Return what stands there, and let nobody else enter anything for these portals until this is done."""
    list(
        Portal.objects.select_for_update(no_key=True)
        .filter(pk__in=portals)
        .order_by("pk")
        .values("pk")
    )
    entries = FactEntry.objects.filter(portal__in=portals, month=month.first)
    return {(entry.portal_id, entry.measure): entry for entry in entries}


def _must_be_as_seen(
    before: Mapping[tuple[int, str], FactEntry], based_on: Mapping[tuple[int, str], str]
) -> None:
    for key, token in based_on.items():
        if token_of_entry(before.get(key)) != token:
            raise ChangedMeanwhile(
                _("Somebody else entered something here meanwhile. Look at it, then store again.")
            )


def _is_new(fact: EnteredFact, entry: FactEntry | None) -> bool:
    if entry is None:
        return True
    given = plain_number(fact.value), fact.cases, fact.source.strip()
    return given != said_in(entry)


def _must_fit(facts: Sequence[EnteredFact]) -> None:
    seen = set()
    for fact in facts:
        known = known_measure(fact.measure)
        if known is None or known.take is not None:
            raise UnableToEnter(
                _("%(measure)s is not entered by hand.") % {"measure": fact.measure}
            )
        if not fact.value.is_finite() or fact.value < 0 or fact.cases < 0:
            raise UnableToEnter(_("Values and cases are numbers, not below 0."))
        if not says_where_from(fact.source, is_heavy=known.entry == EntryKind.TIMES):
            raise UnableToEnter(
                _(
                    "Name the source of every value; of a bonus or penalty in a sentence, or by a link."
                )
            )
        if (fact.portal.pk, fact.measure) in seen:
            raise UnableToEnter(
                _("%(portal)s: %(measure)s stands twice.")
                % {"portal": fact.portal, "measure": fact.measure}
            )
        seen.add((fact.portal.pk, fact.measure))


def says_where_from(source: str, *, is_heavy: bool) -> bool:
    """Whether a source names something: more than a mark; of what moves the total by itself, a sentence or a link."""
    letters = [letter.lower() for letter in source if letter.isalnum()]
    if is_heavy:
        return len(letters) >= LEAST_LETTERS and len(set(letters)) >= DIFFERENT_LETTERS
    return bool(letters)


def must_be_open(month: Month) -> None:
    """Raise where the month, or one that counts its facts together with its own, is closed; hold their rounds."""
    for round_ in rounds_touched_by(month).select_for_update(no_key=True):
        if round_.state == RoundState.CLOSED:
            raise UnableToEnter(_("The month %(month)s is closed.") % {"month": round_})


def must_not_be_shown(portal_ids: set[int], month: Month) -> None:
    """Raise where cards of these portals are verified: they change by a ruling or by other points, with a reason."""
    shown = Scorecard.objects.filter(
        portal__in=portal_ids,
        round__month=month.first,
        proceeding__verified_at__isnull=False,
    )
    if shown.exists():
        raise UnableToEnter(
            _("The scorecards are verified and shown: give the line other points, with a reason.")
        )


def must_score(portal_ids: set[int], month: Month, actor: User, now: datetime) -> None:
    """Raise unless `actor` scores all these portals in `month`: for their overseer or the province, never their own."""
    posts = BoardMember.objects.holding(STANDING_EDITORS, local_date(now)).filter(user=actor)
    edited = dict(posts.values_list("board__portal", "board__portal__tier"))
    own = set(
        BoardMember.objects.in_force(local_date(now))
        .filter(user=actor, board__portal__in=portal_ids)
        .values_list("board__portal", flat=True)
    )
    if own:
        raise NotYourOffice(_("Nobody scores a portal on whose board they sit."))
    if Tier.objects.filter(pk__in=edited.values(), code=INSTALL_TIER).exists():
        return
    scored = set(
        Oversight.objects.in_force(month.last)
        .filter(overseer__in=edited, portal__in=portal_ids)
        .values_list("portal", flat=True)
    )
    if portal_ids - scored:
        raise NotYourOffice(_("These facts belong to portals that others score."))
