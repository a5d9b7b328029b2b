"""What the log must know of a page before it is gone."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import PageLogEntry

from portals.models import Portal

from .queries import HOME_PATH


@receiver(pre_save, sender=PageLogEntry, dispatch_uid="journal_deletion_names_portal")
def name_portal_of_deletion(instance: PageLogEntry, **_kwargs: Any) -> None:
    """Write the portal into the line of a deletion, whoever deletes and how: by it the board finds the page's lines.

    Wagtail writes the line just before it deletes the page, so the page is still there.
    """
    if not instance.deleted or "portal" in instance.data:
        return
    home = instance.page.path[:HOME_PATH]
    portal_id = Portal.objects.filter(root__path=home).values_list("pk", flat=True).first()
    if portal_id is not None:
        instance.data["portal"] = portal_id
