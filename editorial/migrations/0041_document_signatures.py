"""What the signatures in documents' files say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0040_mentions_of_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("report", models.JSONField(null=True, verbose_name="report")),
                ("checked_at", models.DateTimeField(verbose_name="checked at")),
            ],
            options={
                "verbose_name": "signatures of a file",
                "verbose_name_plural": "signatures of files",
            },
        ),
    ]
