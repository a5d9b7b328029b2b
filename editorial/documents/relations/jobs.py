"""The clock's work on documents: with each day some come into force, expire, or are suspended no longer."""

from django.utils import timezone

from editorial.documents.relations.renewing import renew_stale

# Some thousand documents take seconds; what is left over waits ten minutes.
RENEWED_A_ROUND = 2_000


def renew_states_of_today() -> int:
    """Derive anew how documents stand that were last asked on a day before."""
    return renew_stale(now=timezone.now(), limit=RENEWED_A_ROUND)
