"""Recording what is shown of pages that were published without it: by a node of the release before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value

from editorial.models import InformationPage, PublishedImage, StoryPage
from editorial.placements.publishing import publish_files

# A release is rolled within a day.
LOOKED_BACK = timedelta(days=2)
_IN_BODY = Func(
    F("body"),
    Value('$.**.image ? (@.type() == "number")'),
    template="jsonb_path_exists(%(expressions)s::jsonpath)",
    output_field=BooleanField(),
)


def record_missing_images(*, now: datetime) -> int:
    """Record the images of pages published lately for which none are recorded; return of how many pages.

    Until then their pictures are not served.
    """
    recorded = Exists(PublishedImage.objects.filter(page=OuterRef("pk")))
    lately = Q(live=True, last_published_at__gte=now - LOOKED_BACK) & ~recorded
    stories = StoryPage.objects.filter(lately & (Q(lead_image__isnull=False) | Q(_IN_BODY)))
    pages = [*stories.order_by("pk"), *InformationPage.objects.filter(lately, _IN_BODY)]
    for page in pages:
        publish_files(page=page)
    return len(pages)
