"""What must hold of alerts. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

CHECKS = (
    Check(
        "alerts.written",
        "no mail of alerts and no run of digests waits for more than an hour",
        """
        SELECT 'mail ' || id || ': since ' || written_at FROM alerts_alertmailing
        WHERE queued_at IS NULL AND written_at < %(now)s - interval '1 hour'
        UNION ALL
        SELECT 'run ' || name || ': since ' || due_at FROM alerts_digestrun
        WHERE ended_at IS NULL AND due_at < %(now)s - interval '1 hour'
        """,
    ),
    Check(
        "alerts.forgotten",
        "no address is kept that nobody confirmed within a week",
        """
        SELECT 'subscriber ' || subscriber.id FROM alerts_subscriber subscriber
        WHERE subscriber.asked_at < %(now)s - interval '9 days' AND NOT EXISTS (
            SELECT FROM alerts_follow follow
            WHERE follow.subscriber_id = subscriber.id
              AND (follow.confirmed_at IS NOT NULL OR follow.asked_at > %(now)s - interval '9 days')
        )
        """,
    ),
    Check(
        "alerts.taken_back",
        "nothing that was taken back waits in a mail for more than an hour",
        """
        SELECT 'item ' || item.id FROM alerts_alertitem item
        JOIN alerts_alerttold told ON told.item_id = item.id
        JOIN alerts_alertmailing mailing ON mailing.id = told.mailing_id
        JOIN mail_outgoingmail mail ON mail.id = mailing.id AND mail.state = 'handing'
        WHERE item.taken_back_at < %(now)s - interval '1 hour'
        """,
    ),
)
