"""What must hold of mail: none is left lying. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

CHECKS = (
    Check(
        "mail",
        "no mail waits for more than an hour",
        """
        SELECT kind || ' ' || id || ': since ' || written_at FROM mail_outgoingmail
        WHERE state IN ('waiting', 'handing') AND written_at < %(now)s - interval '1 hour'
        """,
    ),
    Check(
        "mail.attachments",
        "no attachment outlives its mail",
        """
        SELECT mail.kind || ' ' || mail.id || ': ' || name FROM mail_mailattachment
        JOIN mail_outgoingmail mail ON mail.id = mail_id
        WHERE mail.state NOT IN ('waiting', 'handing')
        """,
    ),
)
