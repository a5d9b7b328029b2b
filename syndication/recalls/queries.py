"""What a person may see of recalls and their proofs, from the posts they hold."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from editorial.models import Placement
from portals.boards.models import User
from syndication.models import Recall
from syndication.queries import portal_ids_of_posts, title_of

from .enums import SETTLED, AnswerState
from .models import ProvenAddress, RecallProof


def recalls_seen_by(user: User, now: datetime) -> QuerySet[Recall]:
    """Recalls by the user's portals, and of stories that these wrote or showed; newest first."""
    mine = portal_ids_of_posts(user, now)
    stood = Placement.objects.filter(portal__in=mine, removed_at__isnull=False).values("story")
    addresses = ProvenAddress.objects.filter(proof__recall=OuterRef("pk")).order_by()
    counted = addresses.values("proof")

    def count(condition: Q) -> Subquery:
        return Subquery(counted.annotate(n=Count("pk", filter=condition)).values("n"))

    return (
        Recall.objects.filter(Q(portal__in=mine) | Q(story__in=stood))
        .select_related("story", "portal", "recalled_by", "proof", "proof__certificate")
        .defer("proof__certificate__pdf", "proof__certificate__content")
        .annotate(
            title=title_of("story"),
            total=count(Q()),
            settled=count(Q(state__in=SETTLED)),
        )
        .order_by("-recalled_at", "-pk")
    )


def addresses_shown(proof: RecallProof) -> QuerySet[ProvenAddress]:
    """The addresses of a proof, those that are not right first."""
    rows = proof.addresses.select_related("portal")
    return rows.annotate(is_settled=Q(state__in=SETTLED)).order_by(
        "is_settled", "portal__name", "portal_id", "story_id", "what", "hostname", "path"
    )


def totals_by_state(proof: RecallProof) -> dict[str, int]:
    totals = dict(proof.addresses.order_by().values_list("state").annotate(count=Count("pk")))
    return {state.value: totals[state] for state in AnswerState if totals.get(state)}
