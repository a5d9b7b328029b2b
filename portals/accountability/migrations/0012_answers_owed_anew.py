"""Questions of councils whose answer was taken out of view before are owed another from now on, in two weeks."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def owe_anew(apps, schema_editor):
    petition = apps.get_model("accountability", "CouncilPetition")
    event = apps.get_model("accountability", "CaseEvent")
    review = apps.get_model("accountability", "CaseReview")
    due_at = timezone.now() + timedelta(days=14)
    lost = petition.objects.filter(
        result="", case__outcome="answered", case__released_at=None, case__erased_at=None
    )
    for case_id in lost.values_list("case", flat=True):
        taken = event.objects.filter(case=case_id, step="unreleased").order_by("sequence").last()
        if taken is not None and not review.objects.filter(case=case_id).exists():
            review.objects.create(case_id=case_id, request=taken, due_at=due_at)


class Migration(migrations.Migration):
    dependencies = [("accountability", "0011_demands_met_by_erasing")]
    operations = [migrations.RunPython(owe_anew, migrations.RunPython.noop)]
