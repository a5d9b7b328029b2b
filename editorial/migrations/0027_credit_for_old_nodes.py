"""Nodes of the release before do not know the column: the database writes it for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0026_images_published_so_far"),
    ]

    operations = [
        migrations.AlterField(
            model_name="portalimage",
            name="credit",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Who took or drew it, and for whom; shown below the picture.",
                max_length=150,
                verbose_name="photo credit",
            ),
        ),
    ]
