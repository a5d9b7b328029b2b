from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside whoever writes corrections.
    atomic = False

    dependencies = [("editorial", "0048_corrections_by_ruling")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_correction_a_request"
                    " ON editorial_correction (request_number) WHERE request_number IS NOT NULL",
                    "DROP INDEX CONCURRENTLY IF EXISTS one_correction_a_request",
                )
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="correction",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("request_number__isnull", False)),
                        fields=("request_number",),
                        name="one_correction_a_request",
                    ),
                )
            ],
        )
    ]
