"""Jobs of editorial work, run by the clock. Each asks the database what is due."""

from django.utils import timezone

from .actions.placing import place_missing
from .actions.publishing import publish_due


def publish_what_is_due() -> int:
    """Publish stories whose approved hour has come, and end those that expired."""
    return publish_due(now=timezone.now())


def place_what_is_missing() -> int:
    """Place live stories that lost their origin placement; there should be none."""
    return place_missing(now=timezone.now())
