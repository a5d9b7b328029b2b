"""Of which publication and of which files the words of a story are, and where it travels is never forgotten."""

from django.db import migrations, models

# What travelled once is taken for travelling as long as it stands: to find that it does no more would have the slices
# of one recall wait for each other.
KEPT = """
    CASE WHEN stands.portal_id IS NULL THEN '{}'::int[] WHEN stands.travels OR 0 = ANY(thing.places)
    THEN ARRAY[stands.portal_id::int, 0] ELSE ARRAY[stands.portal_id::int] END
"""
FOUND = """
    CASE WHEN stands.portal_id IS NULL THEN '{}'::int[] WHEN stands.travels
    THEN ARRAY[stands.portal_id::int, 0] ELSE ARRAY[stands.portal_id::int] END
"""
STAND = """
CREATE OR REPLACE FUNCTION editorial_search_stand(stories int[]) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE editorial_searchthing AS thing
    SET portal_id = stands.portal_id, places = {places}, at = coalesce(stands.at, thing.at),
        section_type = coalesce(stands.section_type, thing.section_type)
    FROM (
        SELECT wanted.story_id, origin.portal_id, origin.placed_at AS at, section.section_type_id AS section_type,
            EXISTS (SELECT FROM editorial_placement AS travelled WHERE travelled.story_id = wanted.story_id
                AND travelled.removed_at IS NULL AND travelled.role <> 'origin') AS travels
        FROM unnest(stories) AS wanted (story_id)
        LEFT JOIN editorial_placement AS origin ON origin.story_id = wanted.story_id
            AND origin.role = 'origin' AND origin.removed_at IS NULL
        LEFT JOIN editorial_sectionpage AS section ON section.page_ptr_id = origin.section_id
    ) AS stands
    WHERE thing.page_id = stands.story_id AND thing.source = 'stories'
      AND (thing.portal_id IS DISTINCT FROM stands.portal_id OR thing.places <> {places}
        OR thing.at IS DISTINCT FROM coalesce(stands.at, thing.at)
        OR thing.section_type <> coalesce(stands.section_type, thing.section_type))
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0057_first_synonyms"),
    ]

    operations = [
        migrations.AddField("searchthing", "published_at", models.DateTimeField(null=True)),
        migrations.AddField("searchthing", "files_at", models.DateTimeField(null=True)),
        migrations.RunSQL(STAND.replace("{places}", KEPT), STAND.replace("{places}", FOUND)),
    ]
