"""Tell the views that were counted before apart by kind and section, so that totals of days have them too."""

from django.db import migrations

# Only stories were counted; days that have shares by kind already were counted as they are now. Where the reader came from was not asked, nor the hour or the device.
SHARES = """
WITH seen AS (
    SELECT counted.portal_id, counted.day, counted.views, placed.kind, placed.section_id
      FROM visits_pageviews AS counted
      LEFT JOIN (
          SELECT DISTINCT ON (portal_id, story_id) portal_id, story_id, kind, section_id
            FROM editorial_placement ORDER BY portal_id, story_id, removed_at DESC NULLS FIRST, id DESC
      ) AS placed ON placed.portal_id = counted.portal_id AND placed.story_id = counted.page_id
     WHERE NOT EXISTS (
        SELECT FROM visits_dayshare AS told
         WHERE told.portal_id = counted.portal_id AND told.day = counted.day AND told.aspect = 'kind'
     )
)
INSERT INTO visits_dayshare (portal_id, day, aspect, value, views)
SELECT portal_id, day, 'kind', coalesce(kind, 'view'), sum(views) FROM seen GROUP BY 1, 2, 4
UNION ALL
SELECT portal_id, day, 'section', section_id::text, sum(views)
  FROM seen WHERE section_id IS NOT NULL GROUP BY 1, 2, 4
UNION ALL
SELECT portal_id, day, 'referrer', 'unknown', sum(views) FROM seen GROUP BY 1, 2
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0063_synonyms_in_short"),
        ("visits", "0002_counted_by_kind_and_hour"),
    ]

    operations = [migrations.RunSQL(SHARES, migrations.RunSQL.noop)]
