"""A removed placement keeps the title the public knew: a withdrawn story's page may be rewritten as a draft."""

from django.db import migrations, models

REMEMBER = """
    UPDATE editorial_placement AS placement SET removal_title = page.title
    FROM wagtailcore_page AS page
    WHERE page.id = placement.story_id AND placement.removed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("editorial", "0007_files_of_any_page")]
    operations = [
        migrations.AddField(
            "placement",
            "removal_title",
            models.CharField(
                blank=True, db_default="", max_length=255, verbose_name="title when it was removed"
            ),
        ),
        migrations.RunSQL(REMEMBER, migrations.RunSQL.noop),
    ]
