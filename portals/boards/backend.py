"""Signing in by password, with the rights that posts give."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class RightsFromPosts(ModelBackend):
    """Rights come from groups, and those from posts: a right given to one person by hand counts for nothing."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return super().get_user_permissions(user_obj, obj) if user_obj.is_superuser else set()

    async def aget_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if user_obj.is_superuser:
            return await super().aget_user_permissions(user_obj, obj)
        return set()
