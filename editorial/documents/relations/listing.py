"""Listing the provisions of a document, and the days from which single ones apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.documents.provision_names import provision_name
from editorial.documents.relations.checking import UnableToSay, check_list, kept_by
from editorial.documents.relations.states import renew_after
from editorial.models import DocumentProvision, OfficialDocumentPage

if TYPE_CHECKING:
    from portals.boards.models import User


def list_provisions(
    *,
    page: OfficialDocumentPage,
    provisions: Sequence[tuple[str, date | None]],
    actor: User,
    now: datetime,
) -> None:
    """Write down which provisions a document has, in their order, with the days of those that apply from another.

    What encloses a provision is listed with it. An empty list says that nobody knows what there is. For whoever may
    edit the document.
    """
    with transaction.atomic():
        locked = OfficialDocumentPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        kept_by(locked, actor, now)
        days = dict(provisions)
        paths = check_list(locked, days)
        _check_starts(locked, days)
        before = list(locked.provisions.order_by("position").values_list("path", flat=True))
        locked.provisions.all().delete()
        DocumentProvision.objects.bulk_create(
            DocumentProvision(
                page=locked, path=path, position=position, commences_on=days.get(path)
            )
            for position, path in enumerate(paths)
        )
        log(
            instance=locked,
            action="editorial.list_provisions",
            user=actor,
            data={
                "before": before,
                "provisions": paths,
                "days": {path: day.isoformat() for path, day in days.items() if day},
            },
        )
        renew_after([locked.pk], now=now)


def _check_starts(page: OfficialDocumentPage, days: dict[str, date | None]) -> None:
    for path, day in days.items():
        if day and day < page.issued_on and not page.is_retroactive:
            raise UnableToSay(
                _(
                    "%(provision)s would apply before the document was issued. If it says so itself, tick "
                    "that among its days first."
                )
                % {"provision": provision_name(path)}
            )
