"""The trail of scores: every act on them, by whom and in which office, with its words, as the log of acts keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, TextField, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.models import Portal
from scoring.models import Round

from .mandate import AuditMandate

BEGINS = "scoring."
# On rules, which are of no portal and no month.
OF_RULES = ("scoring.draw_up", "scoring.adopt", "scoring.preview")
# What an act says of itself by other columns than its words.
NO_WORDS = frozenset({"month", "proceeding", "criterion", "portal", "period"})
MONTH = "%Y-%m"


def trail_of(mandate: AuditMandate) -> QuerySet[ModelLogEntry]:
    """Return the acts on scores in scope, the newest first, with `month` ("2026-10"), `portal`, `criterion`, `words`.

    An act on a card is of its portal; a scorer's step is of the scorer's portal; a measuring of none. What never
    applies to a portal is of no month, and in scope wherever the portal is.
    """
    found = acts().filter(_of_a_proceeding(mandate) | _besides(mandate))
    return found.order_by("-timestamp", "-pk")


def acts() -> QuerySet[ModelLogEntry]:
    """Return all acts on scores, with what they are about."""
    on_portals = ContentType.objects.get_for_model(Portal)
    return (
        ModelLogEntry.objects.filter(action__startswith=BEGINS)
        .exclude(action__in=OF_RULES)
        .annotate(
            month=KT("data__month"),
            criterion=KT("data__criterion"),
            words=Cast("data", TextField()),
            portal=Case(
                When(content_type=on_portals, then=Cast("object_id", BigIntegerField())),
                output_field=BigIntegerField(),
            ),
        )
    )


def _of_a_proceeding(mandate: AuditMandate) -> Q:
    """Steps of the course: those on cards in scope, and those of scorers on all of their cards."""
    proceedings = list(mandate.proceedings.values_list("pk", "scorer", "passed_to"))
    acting = {portal for _pk, *portals in proceedings for portal in portals if portal}
    scored = mandate.cards.values("portal")
    return Q(data__proceeding__in=[pk for pk, *_portals in proceedings]) & (
        Q(portal__in=scored) | Q(portal__in=acting)
    )


def _besides(mandate: AuditMandate) -> Q:
    """What persons entered for a portal, measurings of a month, and what never applies to a portal."""
    held = []
    for scope in mandate.scopes:
        portals = Portal.objects.filter(scope.holds_portal("pk", "tier")).values("pk")
        of_portal = Q(portal__in=portals)
        in_month = scope.holds_month("month", MONTH)
        held.append(in_month & (of_portal | Q(portal=None)) | Q(month=None) & of_portal)
    return Q(data__proceeding=None) & reduce(or_, held)


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One act in words. `office`: the portal on whose board the person sat then, where it was one."""

    at: datetime
    what: str
    person: User | None
    office: str
    portal: Portal | None
    month: str
    criterion: str
    proceeding: int | None
    words: Sequence[tuple[str, str]]


def told(entries: Sequence[Any]) -> list[TrailLine]:
    """Put acts that `trail_of` found into words. Three queries at most, however many."""
    portals = Portal.objects.in_bulk({one.portal for one in entries if one.portal})
    people = User.objects.in_bulk({one.user_id for one in entries if one.user_id})
    offices = _offices(people)
    return [
        TrailLine(
            at=one.timestamp,
            what=_name_of(one.action),
            person=people.get(one.user_id),
            office=_office_then(offices.get(one.user_id, ()), one.timestamp),
            portal=portals.get(one.portal),
            month=one.month or "",
            criterion=one.criterion or "",
            proceeding=one.data.get("proceeding"),
            words=list(_words(one.data)),
        )
        for one in entries
    ]


def _name_of(action: str) -> str:
    # A process that has logged nothing yet does not know them.
    registry.scan_for_actions()
    return str(registry.get_action_label(action)) if registry.action_exists(action) else action


def people_in(found: QuerySet[ModelLogEntry]) -> QuerySet[User]:
    """Return whoever acted in `found`, by name."""
    acted = found.order_by().filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(acted)).order_by("last_name", "first_name", "pk")


def months_of(mandate: AuditMandate) -> list[Round]:
    return list(mandate.rounds)


def _offices(people: Mapping[int, User]) -> dict[int, list[BoardMember]]:
    found: dict[int, list[BoardMember]] = {}
    posts = BoardMember.objects.filter(user__in=people).select_related("board__portal")
    for post in posts.order_by("board__portal__tier__level", "pk"):
        found.setdefault(post.user_id, []).append(post)
    return found


def _office_then(posts: Sequence[BoardMember], at: datetime) -> str:
    day = local_date(at)
    held = [post for post in posts if day in post.period]
    return "; ".join(f"{post.get_position_display()}, {post.board.portal.name}" for post in held)


def _words(data: Mapping[str, Any]) -> Any:
    names = {
        "reason": _("Reason"),
        "text": _("What was said"),
        "answer": _("Answer"),
        "ruling": _("Ruling"),
        "points": _("Points"),
        "points_before": _("Points before"),
        "points_after": _("Points after"),
        "total_before": _("Total before"),
        "number": _("Number"),
        "measure": _("Measure"),
        "facts": _("Entered"),
        "cleared": _("Taken out"),
        "copies": _("Copies"),
        "no_copies": _("No copies"),
        "due": _("Due by"),
        "step": _("Step"),
        "unsigned": _("Not signed"),
        "to": _("Passed on to"),
        "cards": _("Scorecards"),
        "working_day": _("Working day"),
        "appeal_until": _("Requests until"),
    }
    for name, value in data.items():
        if name not in NO_WORDS and value not in (None, "", "None", [], {}):
            yield names.get(name, name), _said(value)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_said(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return str(value)
