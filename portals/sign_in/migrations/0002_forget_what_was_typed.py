"""What django-axes kept of failed sign-ins: whole forms, and names that are none. It counts anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("door", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
    ]

    operations = [
        migrations.RunSQL(
            [
                "DELETE FROM axes_accessattemptexpiration",
                "DELETE FROM axes_accessattempt",
                "DELETE FROM axes_accesslog",
            ],
            migrations.RunSQL.noop,
        ),
    ]
