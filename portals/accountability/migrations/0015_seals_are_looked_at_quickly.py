"""The same is asked of sealed columns in a sixth of the time: see `portals.sealing.sealed.FORM`."""

from django.db import migrations


def ask_anew(apps, schema_editor):
    quoted = schema_editor.quote_name
    for model in apps.get_app_config("accountability").get_models():
        table = model._meta.db_table
        for field in model._meta.local_fields:
            if type(field).__name__ != "SealedTextField":
                continue
            name = quoted(f"{table}_{field.column}_check")
            asked = field.db_check(schema_editor.connection)
            # Rows are held against it only after the lock of the table is gone.
            schema_editor.execute(
                f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {name},"
                f" ADD CONSTRAINT {name} CHECK ({asked}) NOT VALID",
                params=None,
            )
            schema_editor.execute(
                f"ALTER TABLE {quoted(table)} VALIDATE CONSTRAINT {name}", params=None
            )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accountability", "0014_rulings_of_what_was_down")]
    operations = [migrations.RunPython(ask_anew, migrations.RunPython.noop)]
