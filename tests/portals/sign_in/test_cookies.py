"""The cookies of the admin host, as an install sets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.factories import make_member, make_portal, make_user
from tests.portals.settings.test_settings import COMPLETE
from tests.support.processes import ROOT
from tests.walls import desk_client

from .test_sign_in import PASSWORD

pytestmark = pytest.mark.django_db


def said_in_production() -> dict[str, Any]:
    """What production settings say of cookies, asked of a process that has them."""
    code = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in dir(s)"
        " if n.startswith(('SESSION_COOKIE', 'CSRF_COOKIE'))}))"
    )
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portals.settings.production"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env | COMPLETE, capture_output=True, text=True
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


class TestInProduction:
    @pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4")
    def test_every_cookie_is_bound_to_the_host(self) -> None:
        """Secure, closed to scripts, not sent along from elsewhere, and set by no other name of the domain."""
        person = make_user()
        make_member(make_portal(), user=person)
        client = desk_client(None)
        page = reverse("account_login")
        with override_settings(**said_in_production()):
            client.get(page, secure=True)
            answer = client.post(
                page, {"username": person.username, "password": PASSWORD}, secure=True
            )
        assert answer.status_code == 302
        assert set(client.cookies) == {"__Host-session", "__Host-csrf", "__Host-device"}
        for cookie in client.cookies.values():
            assert cookie["secure"], cookie.key
            assert cookie["httponly"], cookie.key
            assert cookie["samesite"] == "Lax", cookie.key
            assert (cookie["path"], cookie["domain"]) == ("/", ""), cookie.key
