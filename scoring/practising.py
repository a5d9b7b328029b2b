"""What of scores is not practised with: who from an office outside confirmed the province's own card."""

from __future__ import annotations

from portals.database.cloned import overwrite

# Teams of auditors stay away, so a card of practice is one that nobody confirmed: public once its days were over.
_AFTER_ITS_DAYS = (
    "CASE WHEN published_at <= due_at THEN due_at + interval '1 second' ELSE published_at END"
)


def leave_auditors_out() -> None:
    overwrite(
        "scoring_owncard",
        confirmed_by_id="NULL",
        confirmed_at="NULL",
        published_at=_AFTER_ITS_DAYS,
    )
