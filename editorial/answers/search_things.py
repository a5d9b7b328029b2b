"""The rows of released answers for the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, time

from django.utils.translation import gettext_lazy as _

from editorial.answers.models import ReleasedAnswer
from editorial.search.sources import SearchSource, ThingKind, ThingWords
from portals.clock import LOCAL_ZONE


def answers(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the answers that anybody may read. One query."""
    found = ReleasedAnswer.objects.standing()
    if keys is not None:
        found = found.filter(pk__in=keys)
    for one in found.order_by("pk"):
        yield ThingWords(
            key=str(one.pk),
            kind="answer",
            portal_id=one.portal_id,
            title=one.subject,
            text=one.question[:600],
            body=one.answer,
            address=one.path,
            field=one.topic,
            at=datetime.combine(one.answered_on, time(12), LOCAL_ZONE),
        )


ANSWERS = SearchSource(
    "answers",
    (ThingKind("answer", _("Answered questions"), "hoi-dap", 0.10, ages=True),),
    answers,
    ((ReleasedAnswer, lambda instance: str(instance.pk)),),
)
