"""Wagtail's tasks wait for the commit, go once, and are not lost with the queue."""

import django_rq
import pytest
from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.tasks import update_reference_index_task

from portals.jobs.tasks import QUEUE, run
from portals.settings import backends
from tests.factories import make_image, make_portal, make_story

BACKEND = {"default": {"BACKEND": "portals.jobs.tasks.OnCommitQueue"}}


@pytest.fixture
def queue(settings):
    settings.TASKS = BACKEND
    return django_rq.get_queue(QUEUE)


def ask(pk: int = 1) -> None:
    update_reference_index_task.enqueue("editorial", "articlepage", pk)


@pytest.mark.django_db(transaction=True)
class TestOnCommitQueue:
    def test_sends_at_the_commit_and_each_task_once(self, queue):
        with transaction.atomic():
            ask(), ask(), ask(2)
            assert queue.count == 0
        assert queue.count == 2

    def test_sends_nothing_of_what_was_rolled_back(self, queue):
        with transaction.atomic():
            with transaction.atomic():
                ask(), ask(2)
                transaction.set_rollback(True)
            ask()
        assert queue.count == 1

    def test_saving_a_page_asks_once_for_each_index(self, queue):
        portal = make_portal()
        queue.empty()
        with transaction.atomic():
            story = make_story(portal)
            story.save()
        paths = [job.args[0] for job in queue.jobs if str(story.pk) in job.args[1]]
        assert len(paths) == len(set(paths)) > 0

    def test_runs_at_once_where_the_queue_is_away(self, settings, queue, monkeypatch):
        ran = []
        monkeypatch.setattr("portals.jobs.tasks.run", lambda *call: ran.append(call))
        settings.RQ_QUEUES = backends.queues("redis://127.0.0.1:1/0")
        ask()
        assert len(ran) == 1


@pytest.mark.django_db
class TestTask:
    def test_is_done_where_the_row_is_gone(self):
        run("wagtail.tasks.update_reference_index_task", '[["editorial", "articlepage", 0], {}]')

    def test_updates_the_index(self):
        portal = make_portal()
        image = make_image(portal)
        story = make_story(portal, lead_image=image, lead_image_alt="Ảnh")
        ReferenceIndex.objects.all().delete()
        run(
            "wagtail.tasks.update_reference_index_task",
            f'[["editorial", "articlepage", {story.pk}], {{}}]',
        )
        assert ReferenceIndex.get_references_to(image).exists()
