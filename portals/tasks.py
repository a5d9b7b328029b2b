"""For one release: where jobs of Wagtail's tasks that were queued before it say their function is."""

from portals.jobs.tasks import run as run
