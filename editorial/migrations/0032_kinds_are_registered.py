from django.db import migrations, models


class Migration(migrations.Migration):
    """Which kinds there are is registered by code: a new one changes neither column. Nothing is done to the tables."""

    dependencies = [("editorial", "0031_inbox_moves_out")]

    operations = [
        migrations.AlterField(
            model_name="placement",
            name="kind",
            field=models.CharField(max_length=12, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="wordimport",
            name="kind",
            field=models.CharField(max_length=20),
        ),
    ]
