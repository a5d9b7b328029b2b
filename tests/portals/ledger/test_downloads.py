"""What is taken home to check the ledger with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from portals.ledger.downloads import TYPES, offered
from tests.factories import make_portal
from tests.support.processes import ROOT

pytestmark = pytest.mark.django_db


def get(host: str, name: str) -> object:
    return Client().get(f"/so-cai/{name}", headers={"host": host})


@pytest.mark.parametrize("name", ["verify.html", "verify.py", "ledger-format.md"])
def test_is_a_file_to_be_saved(name: str) -> None:
    answer = get(make_portal("province").site.hostname, name)
    folder = "docs" if name.endswith(".md") else "portals/ledger/verifier"
    assert answer.content == (ROOT / folder / name).read_bytes()
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert name in offered()


def test_runs_where_it_was_saved(tmp_path: Path) -> None:
    saved = tmp_path / "verify.py"
    saved.write_bytes(get(make_portal("province").site.hostname, "verify.py").content)
    done = subprocess.run(
        [sys.executable, "-I", saved, ROOT / "docs/ledger-examples/ledger"], check=False
    )
    assert done.returncode == 0


def test_is_the_provinces() -> None:
    host = make_portal().site.hostname
    assert {get(host, name).status_code for name in TYPES} == {404}


def test_nothing_else_is_read_from_the_disk() -> None:
    host = make_portal("province").site.hostname
    for name in ("verify.pyc", "../views.py", "verifier/verify.py", "ledger.md"):
        assert get(host, name).status_code == 404
