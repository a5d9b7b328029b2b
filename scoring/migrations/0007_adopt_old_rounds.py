"""Months that were closed before there were proceedings get one a scorer, as far as they had come then.

Open ones get theirs from the clock. Safe to repeat beside nodes of the release before: what they close meanwhile the
clock adopts in the same way (`scoring.course.opening`).
"""

from django.db import migrations


def adopt(apps, schema_editor):
    Round = apps.get_model("scoring", "Round")
    Scorecard = apps.get_model("scoring", "Scorecard")
    Proceeding = apps.get_model("scoring", "Proceeding")
    Portal = apps.get_model("portals", "Portal")
    province = Portal.objects.filter(tier_id="province").order_by("pk").first()
    for month in Round.objects.filter(state="closed"):
        cards = Scorecard.objects.filter(round=month, proceeding=None)
        for scorer in set(cards.values_list("scorer", flat=True)):
            place = scorer or (province and province.pk)
            if place is None:
                continue
            made, _new = Proceeding.objects.get_or_create(
                round=month,
                scorer_id=place,
                defaults={
                    "state": "published" if month.published_at else "decided",
                    "opened_at": month.scored_at,
                    "self_assessment_due_at": month.closed_at,
                    "self_assessed_at": month.closed_at,
                    "verification_due_at": month.closed_at,
                    "verified_at": month.closed_at,
                    "appeal_due_at": month.closed_at,
                    "publication_due_at": month.closed_at,
                    "decided_at": month.closed_at,
                    "published_at": month.published_at,
                },
            )
            cards.filter(scorer=scorer).update(proceeding=made)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0006_course")]
    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]
