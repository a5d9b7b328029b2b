"""A session may have a title of its own, and says when it was changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("skills", "0001_training_record")]

    operations = [
        migrations.AddField(
            model_name="trainingsession",
            name="title",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=160, verbose_name="title"
            ),
        ),
        migrations.AddField(
            model_name="trainingsession",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="changed at"),
        ),
    ]
