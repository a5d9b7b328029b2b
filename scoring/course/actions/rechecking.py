"""The province checks a tenth of what others scored again, drawn by a seed that nobody could choose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post, holds_post_in_tier
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice
from portals.tiers import INSTALL_TIER
from scoring.course.ledger_entries import record_draw
from scoring.course.people import must_be_of_province, sits_on
from scoring.course.sampling_cards import hosts_drawn, root_of, seed_of
from scoring.enums import ProceedingState, RecheckOutcome
from scoring.models import FrozenFacts, MeasuringRun, PublicDraw, RecheckedCard, Scorecard
from scoring.periods import Month

from .steps import UnableToTakeStep, held_card, line_of, must_say, note

DIGITS = range(2, 13)
SHOWN = (
    ProceedingState.APPEALABLE,
    ProceedingState.DECIDED,
    ProceedingState.PUBLISHED,
    ProceedingState.CORRECTED,
)


def name_draw(*, month: Month, name: str, drawn_on: date, actor: User, now: datetime) -> PublicDraw:
    """Name the public draw by which the cards of `month` are sampled: once, while the month is still running.

    By head or deputy of the province. The draw is held after the month, so that neither its result is known when facts
    are still made, nor the facts can follow it.
    """
    must_be_of_province(actor, now)
    name = must_say(name, _("Name the public draw."))
    if local_date(now) > month.last or MeasuringRun.objects.filter(round__month=month.first):
        raise UnableToTakeStep(_("A draw is named while its month is still running."))
    if drawn_on <= month.last:
        raise UnableToTakeStep(_("The draw is held after the month has ended."))
    with transaction.atomic():
        draw, is_new = PublicDraw.objects.get_or_create(
            month=month.first,
            defaults={"name": name, "drawn_on": drawn_on, "named_by": actor, "named_at": now},
        )
        if not is_new:
            raise UnableToTakeStep(_("The draw of this month is named already."))
        _note("name-draw", draw, actor, now)
    return draw


def enter_draw(*, draw: PublicDraw, result: str, actor: User, now: datetime) -> PublicDraw:
    """Enter what was drawn. A second person who enters the same confirms it, and the sample is drawn.

    By standing editors of the province, from the day of the draw on. Until it is confirmed, the person who entered it
    may enter it anew; a second one who enters anything else is told so.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS):
        raise NotYourOffice(_("A standing editor of the province enters the draw."))
    result = result.strip()
    if not (result.isascii() and result.isdigit() and len(result) in DIGITS):
        raise UnableToTakeStep(_("The result is a number of 2 to 12 digits, as it was drawn."))
    with transaction.atomic():
        found = PublicDraw.objects.select_for_update().get(pk=draw.pk)
        if local_date(now) < found.drawn_on:
            raise UnableToTakeStep(_("The draw has not been held yet."))
        if found.confirmed_at is not None:
            raise UnableToTakeStep(_("The result is confirmed already."))
        if found.entered_by_id in {None, actor.pk}:
            found.result, found.entered_by, found.entered_at = result, actor, now
            found.save(update_fields=["result", "entered_by", "entered_at"])
            _note("enter-draw", found, actor, now)
        elif found.result != result:
            raise UnableToTakeStep(
                _("Another person entered another result. Look at the draw again, both of you.")
            )
        else:
            _confirm(found, actor, now)
    return found


def _confirm(draw: PublicDraw, actor: User, now: datetime) -> None:
    facts = dict(
        FrozenFacts.objects.filter(run__round__month=draw.month, run__number=1).values_list(
            "facts__standing__portal", "sha256"
        )
    )
    if not facts:
        raise UnableToTakeStep(_("The month of this scorecard is not frozen yet."))
    draw.root = root_of(facts.items())
    draw.confirmed_by, draw.confirmed_at = actor, now
    draw.save(update_fields=["root", "confirmed_by", "confirmed_at"])
    cards = cards_to_draw_from(draw)
    RecheckedCard.objects.bulk_create(
        RecheckedCard(draw=draw, card_id=cards[host], place=place)
        for place, host in enumerate(hosts_drawn(cards, seed_of(draw.root, draw.result)), start=1)
    )
    _note("confirm-draw", draw, actor, now)


def cards_to_draw_from(draw: PublicDraw) -> dict[str, int]:
    """Return the cards of the month that others than the province score, by the host name of the frozen facts."""
    scored = Scorecard.objects.filter(round__month=draw.month, proceeding__isnull=False)
    by_portal = dict(
        scored.exclude(proceeding__scorer__tier=INSTALL_TIER).values_list("portal", "pk")
    )
    hosts = FrozenFacts.objects.filter(
        run__round__month=draw.month, run__number=1, portal__in=by_portal
    )
    return {
        host: by_portal[portal]
        for host, portal in hosts.values_list("facts__standing__portal", "portal")
    }


def recheck(
    *,
    card: Scorecard,
    words: str,
    codes: Sequence[str] = (),
    actor: User,
    now: datetime,
) -> RecheckedCard:
    """Say what the second look at a drawn card found: all lines hold, or those of `codes` do not.

    By standing editors of the province who sit neither on the scored nor on the scoring board, once the card is shown.
    Nothing changes by it: other points, or a correction, are given by their own verbs.
    """
    with transaction.atomic():
        card, proceeding = held_card(card.pk, *SHOWN)
        if not holds_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS):
            raise NotYourOffice(_("A standing editor of the province checks cards again."))
        if sits_on(actor, [card.portal], now) or holds_post(actor, proceeding.acting, now):
            raise NotYourOffice(
                _("Nobody checks again what their own board scored, or was scored.")
            )
        found = RecheckedCard.objects.filter(card=card).first()
        if found is None:
            raise UnableToTakeStep(_("This scorecard was not drawn."))
        if found.outcome:
            raise UnableToTakeStep(_("The scorecard is checked already."))
        for code in codes:
            line_of(card, code)
        found.codes = sorted(set(codes))
        found.outcome = RecheckOutcome.DIFFERS if codes else RecheckOutcome.HOLDS
        found.words = must_say(words, _("Say what was looked at, and what was found."))
        found.checked_by, found.checked_at = actor, now
        found.save()
        note(
            "recheck", proceeding=proceeding, actor=actor, now=now, card=card,
            said={"outcome": found.outcome, "codes": " ".join(found.codes), "words": found.words},
        )  # fmt: skip
    return found


def _note(act: str, draw: PublicDraw, actor: User, now: datetime) -> None:
    province = Portal.objects.filter(tier=INSTALL_TIER, closed_on=None).order_by("pk").first()
    if province is None:
        raise NotYourOffice(_("A head or deputy of the province's board does that."))
    record_draw(act, draw=draw, province=province, actor=actor, now=now)
    log(
        instance=province,
        action=f"scoring.{act.replace('-', '_')}",
        user=actor,
        timestamp=now,
        data={
            "month": f"{draw.month:%Y-%m}",
            "name": draw.name,
            "drawn_on": f"{draw.drawn_on}",
            "result": draw.result,
        },
    )
