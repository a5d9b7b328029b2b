"""More synonyms, for the province to change; and the words of tables are searched: those rows are made anew."""

from pathlib import Path

from django.db import migrations
from django.utils import timezone

from editorial.search.syllables import folded_key

TABLE = Path(__file__).parents[1] / "search" / "data" / "synonyms_by_ear.txt"
# Kinds that show tables beside their text. Rounds write what has no publication anew, the newest first.
ANEW = """
UPDATE editorial_searchthing SET published_at = NULL
 WHERE kind IN ('consultation', 'land', 'disclosure', 'statement', 'conclusion', 'reward')
"""


def enter(apps, schema_editor):
    synonym = apps.get_model("editorial", "Synonym")
    now = timezone.now()
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        one_way = " > " in line
        term, meaning = (part.strip() for part in line.split(" > " if one_way else " = "))
        rows.append(
            synonym(
                term=term,
                meaning=meaning,
                term_key=folded_key(term),
                meaning_key=folded_key(meaning),
                is_one_way=one_way,
                changed_at=now,
            )
        )
    synonym.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0064_shares_of_views_so_far")]

    operations = [
        migrations.RunPython(enter, migrations.RunPython.noop),
        migrations.RunSQL(ANEW, migrations.RunSQL.noop),
    ]
