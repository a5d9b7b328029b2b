"""Files are published by pages of every kind, not by stories alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0006_own_placements_index")]
    operations = [
        migrations.RemoveConstraint("publishedfile", "published_file_once"),
        migrations.RenameField("publishedfile", "story", "page"),
        migrations.AlterField(
            "publishedfile",
            "page",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="published_files",
                to="wagtailcore.page",
                verbose_name="page",
            ),
        ),
        migrations.AddConstraint(
            "publishedfile",
            models.UniqueConstraint(fields=["page", "document"], name="published_file_once"),
        ),
    ]
