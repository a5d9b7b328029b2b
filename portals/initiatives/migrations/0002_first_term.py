"""The term of the province's answer, until a document of the province sets it: provisional."""

from datetime import date

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange


def create_term(apps, schema_editor):
    apps.get_model("initiatives", "InitiativeTerm").objects.create(
        period=DateRange(date(2018, 1, 1), None), working_days=30, is_provisional=True,
        source="Quy chế hoạt động của cổng thông tin điện tử tỉnh",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initiatives")]
    operations = [migrations.RunPython(create_term, migrations.RunPython.noop)]
