"""What proofs put into the inbox: recalls that are not proven although they had the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import DESK
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from syndication.queries import title_of

from .enums import SETTLED
from .models import RecallProof

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

# All portals answer within a minute where nothing is wrong.
TIME_TO_PROVE = timedelta(minutes=5)


class UnprovenRecalls:
    kind = "unproven-recall"
    label = gettext_lazy("Recalled stories that still answer somewhere")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.pk: portal for portal in reader.portals(DESK)}
        late = (
            _late(reader.now)
            .filter(recall__portal__in=portals)
            .select_related("recall")
            .annotate(
                title=title_of("recall__story"),
                wrong=Count("addresses", filter=~Q(addresses__state__in=SETTLED)),
            )
            .order_by("pk")
        )
        for proof in late:
            url = reverse("proof:recall", args=[proof.recall_id])
            yield InboxItem(
                kind=self.kind,
                key=str(proof.recall_id),
                title=proof.title,
                portal=portals[proof.recall.portal_id],
                since=proof.recall.recalled_at,
                due_at=proof.recall.recalled_at + TIME_TO_PROVE,
                urgency=InboxUrgency.URGENT,
                url=url,
                acts=(InboxAct(label=_("See which addresses"), url=url),),
                note=ngettext(
                    "%(count)s address does not answer as it should.",
                    "%(count)s addresses do not answer as they should.",
                    proof.wrong,
                )
                % {"count": proof.wrong},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return _late(now).values_list("recall__portal_id", flat=True).distinct()


def _late(now: datetime) -> QuerySet[RecallProof]:
    return RecallProof.objects.filter(proven_at=None, recall__recalled_at__lte=now - TIME_TO_PROVE)
