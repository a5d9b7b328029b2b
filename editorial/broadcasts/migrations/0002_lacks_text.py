from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("broadcasts", "0001_bulletins")]

    operations = [
        migrations.AddField(
            model_name="broadcastpage",
            name="lacks_text",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
