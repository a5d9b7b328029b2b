"""Lines of the log for acts whose time under locks counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import get_active_log_context, registry
from wagtail.models import Page, PageLogEntry

if TYPE_CHECKING:
    from portals.boards.models import User


def log_page_act(*, page: Page, action: str, actor: User | None, data: dict[str, Any]) -> None:
    """Log what was done to `page`, as Wagtail's `log` does, by one statement instead of four.

    Wagtail asks whether person, page and type exist. The caller has just read or locked them: this is for verbs
    that hold up others meanwhile, such as sending to all portals.
    """
    registry.scan_for_actions()
    if not registry.action_exists(action):
        raise ValueError(f"no such action of the log: {action}")
    context = get_active_log_context()
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page=page,
                content_type=ContentType.objects.get_for_model(page, for_concrete_model=False),
                label=PageLogEntry.objects.get_instance_title(page),
                action=action,
                timestamp=timezone.now(),
                user=actor or context.user,
                uuid=context.uuid,
                data=data,
            )
        ]
    )
