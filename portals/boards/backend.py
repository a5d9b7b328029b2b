"""Signing in by password, with the rights that posts give."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.utils import timezone

from portals.auditors.queries import audits_of

from .models import User

# The one right of an auditor: to come in. What they read there says `portals/auditors/middleware.py`.
OF_AUDITORS = frozenset({"wagtailadmin.access_admin"})
# Where a person keeps what their groups give.
KNOWN = "rights_of_groups"
# As `posts_of`, asked by every page of the desk, and so written once.
RIGHTS = """
    SELECT DISTINCT kind.app_label || '.' || permission.codename
    FROM boards_user_groups AS held
    JOIN auth_group_permissions AS given ON given.group_id = held.group_id
    JOIN auth_permission AS permission ON permission.id = given.permission_id
    JOIN django_content_type AS kind ON kind.id = permission.content_type_id
    WHERE held.user_id = %s
"""


class RightsFromPosts(ModelBackend):
    """Rights come from groups, and those from posts: a right given to one person by hand counts for nothing.

    Auditors are in no group: they may come in on the days of their decision, which is asked each time.
    """

    def get_user(self, user_id: Any) -> User | None:
        columns = _columns()
        with connection.cursor() as cursor:
            cursor.execute(_person_statement(), [user_id])
            row = cursor.fetchone()
        person = User.from_db(connection.alias, columns, row) if row else None
        return person if person and self.user_can_authenticate(person) else None

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if user_obj.is_superuser or user_obj.is_anonymous or not user_obj.is_active or obj:
            return super().get_group_permissions(user_obj, obj)
        known: set[str] | None = getattr(user_obj, KNOWN, None)
        if known is None:
            with connection.cursor() as cursor:
                cursor.execute(RIGHTS, [user_obj.pk])
                known = {right for (right,) in cursor.fetchall()}
            setattr(user_obj, KNOWN, known)
        return known

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if user_obj.is_superuser:
            return super().get_user_permissions(user_obj, obj)
        return set(OF_AUDITORS) if audits_of(user_obj, timezone.now()) else set()

    async def aget_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if user_obj.is_superuser:
            return await super().aget_user_permissions(user_obj, obj)
        return set()


@cache
def _columns() -> list[str]:
    return [field.attname for field in User._meta.concrete_fields]


@cache
def _person_statement() -> str:
    columns = ", ".join(f'"{field.column}"' for field in User._meta.concrete_fields)
    return f"SELECT {columns} FROM boards_user WHERE id = %s"
