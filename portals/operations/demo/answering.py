"""Every portal answers under its own name, and so does the way in to the desk."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portals.models import Portal

from .registry import DemoCheck, Result
from .running import Address, RunningDemo


def answers(demo: RunningDemo) -> Iterator[Result]:
    hosts = Portal.objects.filter(closed_on=None).values_list("site__hostname", flat=True)
    yield demo.expect(
        "home_pages", [Address(host, "/") for host in hosts.order_by("pk")], HTTPStatus.OK
    )
    sign_in = Address(settings.PORTALS_ADMIN_HOST, "/login/")
    yield demo.expect("admin_sign_in", [sign_in], HTTPStatus.OK)


ANSWERING = DemoCheck(
    {"home_pages": _("Home pages"), "admin_sign_in": _("Admin sign-in")}, answers, rank=10
)
