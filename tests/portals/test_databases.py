"""The fixtures that every other test relies on."""

import subprocess

import django_rq
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection

ADDED = "made-by-a-test"


def add_row() -> None:
    ContentType.objects.create(app_label=ADDED, model=ADDED)


def added_rows() -> int:
    return ContentType.objects.filter(app_label=ADDED).count()


class TestCommittingTests:
    @pytest.mark.parametrize("_", [1, 2])
    def test_a_committing_test_starts_from_the_migrated_rows_alone(self, _, transactional_db):
        assert added_rows() == 0
        assert ContentType.objects.count() > 0
        add_row()

    @pytest.mark.parametrize("_", [1, 2])
    def test_jobs_and_cache_entries_end_with_their_test(self, _, db):
        assert django_rq.get_queue("bulk").count == 0
        assert cache.get(ADDED) is None
        cache.set(ADDED, 1)
        django_rq.get_queue("bulk").connection.rpush("rq:queue:bulk", "job")

    def test_a_job_waits_for_the_commit(self, db, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            django_rq.get_queue().enqueue(len, [])
            assert django_rq.get_queue().count == 0
        assert django_rq.get_queue().count == 1


class TestScratchDatabase:
    def test_a_process_commits_there_and_nowhere_else(
        self, db, scratch_database, readied_on_scratch
    ):
        code = (
            "from django.contrib.contenttypes.models import ContentType as C;"
            f"C.objects.create(app_label='{ADDED}', model='{ADDED}');"
            f"print(C.objects.filter(app_label='{ADDED}').count())"
        )
        done = readied_on_scratch.manage("shell", "--no-imports", "-c", code)
        assert done.stdout.strip() == "1", done.stderr
        assert added_rows() == 0
        assert scratch_database.name != connection.settings_dict["NAME"]

    def test_a_process_tells_how_it_ended(self, readied_on_scratch, tmp_path):
        def shell(code):
            return readied_on_scratch.manage("shell", "--no-imports", "-c", code)

        failed = shell("raise LookupError('gone')")
        assert failed.returncode == 1
        assert "LookupError: gone" in failed.stderr
        assert [shell(f"raise SystemExit({code})").returncode for code in (0, 3)] == [0, 3]
        log = tmp_path / "killed.log"
        waiting = ("shell", "--no-imports", "-c", "import time; time.sleep(600)")
        with readied_on_scratch.running(*waiting, log=log) as killed:
            assert killed.poll() is None
            killed.kill()
        assert killed.returncode == -9
        with pytest.raises(subprocess.TimeoutExpired):
            readied_on_scratch.manage(*waiting, timeout=0.1)
