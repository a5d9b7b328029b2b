"""The roots of the trees of pages and of files are named as the desk speaks: Wagtail calls both "Root"."""

from django.db import migrations

PAGES, FILES, WAGTAILS = "Tất cả các Cổng", "Kho tệp chung", "Root"


def rename(page_from, page_to, files_from, files_to, apps):
    # Whoever gave them a name of their own keeps it.
    roots = apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title=page_from)
    roots.update(title=page_to, draft_title=page_to)
    files = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name=files_from)
    files.update(name=files_to)


def name_them(apps, schema_editor):
    rename(WAGTAILS, PAGES, WAGTAILS, FILES, apps)


def as_wagtail_does(apps, schema_editor):
    rename(PAGES, WAGTAILS, FILES, WAGTAILS, apps)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0053_sections_that_moved")]

    operations = [migrations.RunPython(name_them, as_wagtail_does)]
