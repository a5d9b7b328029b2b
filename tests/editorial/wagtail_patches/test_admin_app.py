"""Breaks when Wagtail mails about reviews from another place, or by other signals."""

from wagtail import signals
from wagtail.admin import signal_handlers

from tests.support.contracts import lines_with

REVIEWS = (
    "task_submitted",
    "task_approved",
    "task_rejected",
    "task_cancelled",
    "workflow_submitted",
    "workflow_approved",
    "workflow_rejected",
    "workflow_cancelled",
)


def test_nothing_of_the_admin_hears_what_happens_in_a_review():
    heard = [
        (name, receiver)
        for name in REVIEWS
        for (_ids, receiver, *_) in getattr(signals, name).receivers
        if "wagtail" in str(receiver)
    ]
    assert not heard, "Wagtail answers a step of a review again: does it mail at once?"


def test_wagtail_mails_about_reviews_from_there_only():
    import wagtail

    callers = {
        file
        for file, line in lines_with(wagtail, "EmailNotifier(")
        if not line.startswith("class ")
    }
    assert callers == {"admin/signal_handlers.py"}, (
        "Wagtail sends mail about reviews from elsewhere too: see what QuietAdminConfig must stop."
    )
    assert signal_handlers.register_signal_handlers
