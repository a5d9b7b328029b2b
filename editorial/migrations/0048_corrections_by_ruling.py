from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0047_lists_of_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="request_number",
            field=models.BigIntegerField(
                blank=True, null=True, verbose_name="number of the request"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("request_number", None), ("published_at__isnull", False), _connector="OR"
                ),
                name="correction_by_ruling_is_public",
            ),
        ),
    ]
