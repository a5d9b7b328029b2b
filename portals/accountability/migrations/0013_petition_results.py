"""What leads from the result that came by a council's sheet to its entry of the ledger."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accountability", "0012_answers_owed_anew")]
    operations = [
        migrations.AddField(
            model_name="councilpetition",
            name="result_commitment",
            field=models.CharField(blank=True, db_default="", default="", max_length=67),
        ),
        migrations.AddField(
            model_name="councilpetition",
            name="result_salt",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="councilpetition",
            constraint=models.CheckConstraint(
                condition=Q(result_salt="", result_commitment="")
                | (~Q(result="") & ~Q(result_salt="") & ~Q(result_commitment="")),
                name="petitions_commitment_has_salt_and_words",
            ),
        ),
    ]
