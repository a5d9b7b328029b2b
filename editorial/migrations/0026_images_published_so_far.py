"""Record the images of pages that were published before."""

from django.db import migrations

# A story's images are in front and in its body; a page that was never published has none.
IMAGES = """
INSERT INTO editorial_publishedimage (page_id, image_id)
SELECT shown.page_id, image.id FROM (
    SELECT page.id AS page_id, story.lead_image_id AS image_id
      FROM editorial_storypage AS story JOIN wagtailcore_page AS page ON page.id = story.page_ptr_id
     WHERE page.first_published_at IS NOT NULL AND story.lead_image_id IS NOT NULL
    UNION
    SELECT page.id, found.id::text::bigint
      FROM editorial_storypage AS story JOIN wagtailcore_page AS page ON page.id = story.page_ptr_id,
           jsonb_path_query(story.body, '$.**.image ? (@.type() == "number")') AS found(id)
     WHERE page.first_published_at IS NOT NULL
    UNION
    SELECT page.id, found.id::text::bigint
      FROM editorial_informationpage AS told JOIN wagtailcore_page AS page ON page.id = told.page_ptr_id,
           jsonb_path_query(told.body, '$.**.image ? (@.type() == "number")') AS found(id)
     WHERE page.first_published_at IS NOT NULL
) AS shown JOIN editorial_portalimage AS image ON image.id = shown.image_id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("editorial", "0025_published_images")]

    operations = [migrations.RunSQL(IMAGES, migrations.RunSQL.noop)]
