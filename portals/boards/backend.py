"""Signing in by password, with the rights that posts give."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from portals.auditors.queries import audits_of

# The one right of an auditor: to come in. What they read there says `portals/auditors/middleware.py`.
OF_AUDITORS = frozenset({"wagtailadmin.access_admin"})


class RightsFromPosts(ModelBackend):
    """Rights come from groups, and those from posts: a right given to one person by hand counts for nothing.

    Auditors are in no group: they may come in on the days of their decision, which is asked each time.
    """

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if user_obj.is_superuser:
            return super().get_user_permissions(user_obj, obj)
        return set(OF_AUDITORS) if audits_of(user_obj, timezone.now()) else set()

    async def aget_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if user_obj.is_superuser:
            return await super().aget_user_permissions(user_obj, obj)
        return set()
