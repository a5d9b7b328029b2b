"""Signing in by password, with the rights that posts give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portals.boards.models import User


class RightsFromPosts(ModelBackend):
    """Rights come from groups, and those from posts: a right given to one person by hand counts for nothing."""

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.none()
