"""Which prices are of a further position, so that a list of segments looks at one row of each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("land", "0001_land")]

    operations = [
        migrations.AddField(
            model_name="landprice",
            name="is_further",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
