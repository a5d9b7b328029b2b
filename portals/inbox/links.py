"""Links in mails: signed, for one person, for one use, for a week. Each opens one item and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from portals.refusals import Refusal

from .models import MailLink

if TYPE_CHECKING:
    from portals.boards.models import User

LIFE = timedelta(days=7)
_signer = Signer(salt="editorial.inbox.links")


class UnusableLink(Refusal):
    """The link was used, has expired, is another person's or was never made here."""


def make_links(*, user: User, urls: Sequence[str], now: datetime) -> list[str]:
    """Make a link for each of `urls`, which are paths of the admin host; return the whole addresses. One query."""
    links = [MailLink(user=user, url=url, expires_at=now + LIFE) for url in urls]
    MailLink.objects.bulk_create(links)
    return [
        settings.WAGTAILADMIN_BASE_URL + reverse("mail_link", args=[_signer.sign(str(link.pk))])
        for link in links
    ]


def use_link(*, signed: str, actor: User, now: datetime) -> str:
    """Use the link up; return the path that it opens. Raises UnusableLink, in words for `actor`.

    Of two clicks at once one opens it. The link is no session: whoever uses it has signed in.
    """
    try:
        link_id = UUID(_signer.unsign(signed))
    except (BadSignature, ValueError) as error:
        raise UnusableLink(
            _("This link is not one of ours, or it was cut off in the mail.")
        ) from error
    own = MailLink.objects.filter(pk=link_id, user=actor)
    if own.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        return own.values_list("url", flat=True).get()
    link = own.first()
    if link is not None and link.used_at is not None:
        raise UnusableLink(_("This link was used already; each opens its text once."))
    if link is not None:
        raise UnusableLink(_("This link has expired; links in mails hold for a week."))
    raise UnusableLink(_("This link was sent to somebody else, or it is too old to be known."))
