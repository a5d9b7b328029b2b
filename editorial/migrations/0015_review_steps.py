"""The steps before approval. A text that waits now goes on waiting for its approval: they count as passed for it."""

from datetime import timedelta

from django.db import migrations

STEPS = {"edit": "Biên tập viên biên tập", "complete": "Thư ký hoàn thiện"}


def add_steps(apps, schema_editor):
    get_or_create = apps.get_model("contenttypes", "ContentType").objects.get_or_create
    task_type = get_or_create(app_label="editorial", model="boardreviewtask")[0]
    state_type = get_or_create(app_label="editorial", model="boardreviewstate")[0]
    task_model = apps.get_model("editorial", "BoardReviewTask")
    state_model = apps.get_model("editorial", "BoardReviewState")
    link = apps.get_model("wagtailcore", "WorkflowTask")
    approval = task_model.objects.get(step="approve")
    workflow_id = (
        link.objects.filter(task_id=approval.pk).values_list("workflow", flat=True).first()
    )
    link.objects.filter(task_id=approval.pk).update(sort_order=len(STEPS))
    tasks = []
    for order, (step, name) in enumerate(STEPS.items()):
        task = task_model.objects.create(name=name, active=True, step=step, content_type=task_type)
        link.objects.create(workflow_id=workflow_id, task_id=task.pk, sort_order=order)
        tasks.append(task)
    under_way = apps.get_model("wagtailcore", "WorkflowState").objects.filter(
        status__in=["in_progress", "needs_changes"], current_task_state__isnull=False
    )
    for state in under_way.select_related("current_task_state"):
        current = state.current_task_state
        for task in tasks:
            passed = state_model.objects.create(
                workflow_state=state,
                task_id=task.pk,
                revision_id=current.revision_id,
                status="skipped",
                finished_at=current.started_at,
                content_type=state_type,
            )
            # Written by itself as now; the step that waits must stay the last.
            state_model.objects.filter(pk=passed.pk).update(
                started_at=current.started_at - timedelta(seconds=1)
            )


def remove_steps(apps, schema_editor):
    apps.get_model("editorial", "BoardReviewTask").objects.exclude(step="approve").delete()


class Migration(migrations.Migration):
    dependencies = [("editorial", "0014_board_workflow")]
    operations = [migrations.RunPython(add_steps, remove_steps)]
