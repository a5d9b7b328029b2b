"""Django's way to a mail server, which also knows how far a mail got when the connection broke."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends import smtp

END_OF_MAIL = b"\r\n.\r\n"


class _Counting:
    """Notes when the server is told the end of the mail: from then on it may have taken it."""

    is_telling = False

    def mail(self, *args: Any, **kwargs: Any) -> Any:
        self.is_telling = False
        return super().mail(*args, **kwargs)  # type: ignore[misc]  # of the connection it is mixed into

    def send(self, s: Any) -> None:
        # Before the last line of the mail itself the server has nothing that it could keep.
        if s[-len(END_OF_MAIL) :] in (END_OF_MAIL, END_OF_MAIL.decode()):
            self.is_telling = True
        super().send(s)  # type: ignore[misc]  # of the connection it is mixed into


class PlainConnection(_Counting, smtplib.SMTP):
    pass


class TlsConnection(_Counting, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """`may_have_been_taken` says so of the last mail, after an error."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return TlsConnection if self.use_ssl else PlainConnection

    @property
    def may_have_been_taken(self) -> bool:
        return getattr(self.connection, "is_telling", False)
