"""Penalties on cards that are shown or decided on count as they did, though no second person was asked for them.

Safe to repeat. What a node of the release before enters meanwhile waits for its second person like any other.
"""

from django.db import migrations
from django.db.models import Q


def keep(apps, schema_editor):
    Scorecard = apps.get_model("scoring", "Scorecard")
    FactEntry = apps.get_model("scoring", "FactEntry")
    AdjustmentRule = apps.get_model("scoring", "AdjustmentRule")
    PenaltyConfirmation = apps.get_model("scoring", "PenaltyConfirmation")
    rules = set(
        AdjustmentRule.objects.filter(Q(kind="penalty") | ~Q(caps_band="")).values_list(
            "rubric", "measure"
        )
    )
    entries = {}
    measures = {measure for _rubric, measure in rules}
    for entry in FactEntry.objects.filter(measure__in=measures, confirmation=None):
        entries.setdefault((entry.portal_id, entry.month), []).append(entry)
    shown = Scorecard.objects.filter(
        proceeding__verified_at__isnull=False, portal__in={portal for portal, _month in entries}
    ).select_related("round", "proceeding")
    PenaltyConfirmation.objects.bulk_create(
        (
            PenaltyConfirmation(
                entry=entry,
                value=entry.value,
                source=entry.source,
                entered_by_id=entry.entered_by_id,
                entered_at=entry.entered_at,
                confirmed_at=card.proceeding.verified_at,
            )
            for card in shown.defer("lines")
            for entry in entries.get((card.portal_id, card.round.month), ())
            if (card.rubric_id, entry.measure) in rules
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0011_penalties")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=False)]
