"""The text of a ruling may be right from its very moment on: where it was taken down before."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("accountability", "0013_petition_results")]
    operations = [
        migrations.RemoveConstraint(
            model_name="correctionruling", name="ruling_applied_after_it_was_made"
        ),
        migrations.AddConstraint(
            model_name="correctionruling",
            constraint=models.CheckConstraint(
                condition=Q(applied_at=None) | Q(applied_at__gte=F("ruled_at")),
                name="ruling_applied_not_before_it_was_made",
            ),
        ),
    ]
