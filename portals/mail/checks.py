"""What must hold of mail: none is left lying. Asked by `doctor`."""

from __future__ import annotations

from django.conf import settings

from portals.operations.checking import Check

_CHECKS = (
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


def mail_checks() -> tuple[Check, ...]:
    """On practice no mail leaves, so none is late there."""
    return _CHECKS[1:] if settings.PORTALS_PRACTICE_OF else _CHECKS
