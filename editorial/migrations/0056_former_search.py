"""The rows of the former search are no models any more. Nodes of the release before write them still."""

from django.db import migrations

# So that what is deleted meanwhile by nodes of this release is held back by none of them.
LOOSEN = """
    DO $$ DECLARE held record; BEGIN
        FOR held IN SELECT conname, conrelid::regclass::text AS place FROM pg_constraint
            WHERE contype = 'f'
              AND conrelid IN ('editorial_storytext'::regclass, 'editorial_informationtext'::regclass)
        LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', held.place, held.conname); END LOOP;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0055_search"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="InformationText"),
                migrations.DeleteModel(name="StoryText"),
            ],
            database_operations=[migrations.RunSQL(LOOSEN, migrations.RunSQL.noop)],
        ),
    ]
