"""What is registered of the inbox when the floors start: a line forgotten there is a thing nobody is told of."""

from __future__ import annotations

from portals.inbox import jobs
from portals.inbox.registry import sources
from portals.jobs.schedules import schedules

OF_PORTALS = {"staffing", "reform-to-confirm", "post-ends"}
OF_EDITORIAL = {
    *(
        "alteration",
        "suspicion",
        "later-check",
        "review",
        "returned",
        "refused-file",
        "draft",
        "scheduled",
        "stale",
    ),
}
OF_SYNDICATION = {
    *("received", "priority-story", "objection", "nudge", "offers", "failed-delivery", "proposal"),
    *(
        "urgent-to-confirm",
        "urgent-ends",
        "source-change",
        "unproven-recall",
        "unproven-correction",
    ),
}
OF_SCORING = {"broken-links", "fronts-down"}


def test_every_floor_puts_its_things_into_the_inbox() -> None:
    """Kinds are kept for ever: people have switched the mail about some of them off."""
    kinds = {source.kind for source in sources()}

    assert kinds >= OF_PORTALS | OF_EDITORIAL | OF_SYNDICATION | OF_SCORING


def test_the_clock_plans_its_mail_and_forgets_what_is_old() -> None:
    planned = {schedule.job for schedule in schedules()}

    assert planned >= {jobs.ensure_digests, jobs.tell_what_is_urgent, jobs.forget_what_is_old}
