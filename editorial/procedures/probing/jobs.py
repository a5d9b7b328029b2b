"""Asking by the clock. It asks the database what is due, and is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from .checking import check_service_links


def check_services() -> int:
    return check_service_links(now=timezone.now())
