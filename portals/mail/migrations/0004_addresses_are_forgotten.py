"""Of news of a request the address is forgotten once they left: also of those that left before."""

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Replace


def forget(apps, schema_editor):
    mail = apps.get_model("mail", "OutgoingMail")
    left = mail.objects.filter(kind="request").exclude(state__in=["waiting", "handing"])
    left.exclude(address="").update(
        reason=Replace(F("reason"), F("address"), Value("…")), address=""
    )


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_request_mails")]
    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="address",
            field=models.EmailField(blank=True, max_length=254, verbose_name="mail address"),
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
