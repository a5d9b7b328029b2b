"""What all steps do: hold the proceeding, refuse in any other state, log, and write into the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import PortalDocument
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import Refusal
from scoring.course.ledger_entries import record_act
from scoring.enums import AdjustmentKind, ProceedingState
from scoring.models import Proceeding, Scorecard


class UnableToTakeStep(Refusal):
    """The step cannot be taken now, or not so."""


def held(proceeding_id: int, *states: ProceedingState) -> Proceeding:
    """Hold the proceeding until the transaction ends; refused in other states than these."""
    found = (
        Proceeding.objects.select_for_update(of=("self",))
        .select_related("round", "scorer__site", "passed_to__site")
        .get(pk=proceeding_id)
    )
    if found.state not in states:
        raise UnableToTakeStep(
            _("This step is not open: the month is at “%(state)s”.")
            % {"state": found.get_state_display()}
        )
    return found


def held_card(card_id: int, *states: ProceedingState) -> tuple[Scorecard, Proceeding]:
    """Hold the proceeding of a card and return both; a card that has none goes through no steps yet."""
    place = Scorecard.objects.values_list("proceeding", flat=True).get(pk=card_id)
    if place is None:
        raise UnableToTakeStep(_("The month of this scorecard is not frozen yet."))
    proceeding = held(place, *states)
    # Read behind the lock: others may have changed a line meanwhile.
    card = Scorecard.objects.select_related("portal__site", "rubric").get(pk=card_id)
    card.proceeding = proceeding
    return card, proceeding


def line_of(card: Scorecard, code: str) -> Mapping[str, Any]:
    """The line of a criterion as it stands on the card. Raises where there is none."""
    for line in card.lines["criteria"]:
        if line["code"] == code:
            return dict(line)
    raise UnableToTakeStep(_("The scorecard has no criterion %(code)s.") % {"code": code})


def contested_part(card: Scorecard, code: str) -> Mapping[str, Any]:
    """What a request for review is about: a line, or a penalty, whose points are less than nothing. Raises as above."""
    for one in card.lines["adjustments"]:
        if one["code"] == code and one["kind"] == AdjustmentKind.PENALTY:
            return {**one, "most": "0", "points": f"-{one['points']}", "is_penalty": True}
    return line_of(card, code)


def points_of(line: Mapping[str, Any]) -> Decimal | None:
    return None if line["points"] is None else Decimal(line["points"])


def must_be_points(points: Decimal, line: Mapping[str, Any]) -> None:
    most = Decimal(line["most"])
    if not points.is_finite() or not 0 <= points <= most or points != round(points, 2):
        raise UnableToTakeStep(
            _("%(code)s has from 0 to %(most)s points, in hundredths.")
            % {"code": line["code"], "most": most}
        )


def must_say(words: str, what: str) -> str:
    said = words.strip()
    if not said:
        raise UnableToTakeStep(what)
    return said


def keep_file(file: File[bytes] | None, portal: Portal, title: str, actor: User) -> Any:
    """Keep an examined file among those of `portal`; None for none."""
    if not file:
        return None
    return PortalDocument.objects.create(
        title=title[:255],
        file=file,
        collection_id=portal.collection_id,
        uploaded_by_user=actor,
    )


def note(
    act: str,
    *,
    proceeding: Proceeding,
    actor: User | None,
    now: datetime,
    card: Scorecard | None = None,
    said: dict[str, Any] | None = None,
    criterion: str = "",
    number: str = "",
    dated: date | None = None,
    sha256: str = "",
) -> None:
    """Log a step and write it into the ledger."""
    record_act(
        act,
        proceeding=proceeding,
        actor=actor,
        now=now,
        scored=card.portal if card else None,
        criterion=criterion,
        said=said,
        number=number,
        dated=dated,
        sha256=sha256,
    )
    log(
        instance=card.portal if card else proceeding.acting,
        action=f"scoring.{act.replace('-', '_')}",
        user=actor,
        timestamp=now,
        data={
            "month": str(proceeding.round),
            "proceeding": proceeding.pk,
            **({"criterion": criterion} if criterion else {}),
            **({"number": number} if number else {}),
            **{name: str(value) for name, value in (said or {}).items()},
        },
    )
