"""Prices that stand already are told apart, and segments are indexed by one row of each."""

from django.db import migrations, models

# What a node of the release before writes meanwhile stays false, and is found all the same.
TELL_APART = """
    UPDATE land_landprice AS price SET is_further = TRUE
    FROM (SELECT page_id, "row", min(position) AS position FROM land_landprice GROUP BY page_id, "row") AS first
    WHERE price.page_id = first.page_id AND price."row" = first."row" AND price.position > first.position
        AND NOT price.is_further
"""


class Migration(migrations.Migration):
    # Built beside whoever publishes a table.
    atomic = False

    dependencies = [("land", "0002_further_positions")]

    operations = [
        migrations.RunSQL(TELL_APART, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS land_price_of_segment"
                    " ON land_landprice (page_id, commune_key, line) WHERE NOT is_further",
                    "DROP INDEX CONCURRENTLY IF EXISTS land_price_of_segment",
                )
            ],
            state_operations=[
                migrations.AddIndex(
                    "landprice",
                    models.Index(
                        fields=["page", "commune_key", "line"],
                        condition=models.Q(is_further=False),
                        name="land_price_of_segment",
                    ),
                )
            ],
        ),
    ]
