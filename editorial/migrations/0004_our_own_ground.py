"""Remove what a fresh Wagtail brings (welcome page, default site, two groups, their workflow); set our workflow.

Stock groups hold rights on the whole tree and the stock workflow asks them: both would undo the walls between boards.
"""

from django.db import migrations


def remove_stock(apps, schema_editor):
    page = apps.get_model("wagtailcore", "Page")
    for model in ("WorkflowPage", "WorkflowTask", "Workflow", "GroupApprovalTask", "Task"):
        apps.get_model("wagtailcore", model).objects.all().delete()
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    apps.get_model("wagtailcore", "GroupPagePermission").objects.all().delete()
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.all().delete()
    apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Editors"]).delete()
    page.objects.filter(depth=2, slug="home").delete()
    page.objects.filter(depth=1).update(numchild=0)


def create_workflow(apps, schema_editor):
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="editorial", model="boardreviewtask"
    )[0]
    task = apps.get_model("editorial", "BoardReviewTask").objects.create(
        name="Trưởng ban, Phó Trưởng ban duyệt", active=True, content_type=content_type
    )
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(
        name="Duyệt tin, bài", active=True
    )
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("wagtailcore", "WorkflowPage").objects.create(workflow=workflow, page=root)


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0003_section_taxonomy"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]
    operations = [
        migrations.RunPython(remove_stock, migrations.RunPython.noop),
        migrations.RunPython(create_workflow, migrations.RunPython.noop),
    ]
