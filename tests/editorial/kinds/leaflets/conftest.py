"""These tests run where the throw-away kind is installed; `test_adding_a_kind.py` starts them there."""

import pytest
from django.apps import apps
from django.core.management import call_command

collect_ignore_glob = [] if apps.is_installed("tests.editorial.kinds.leaflets") else ["test_*.py"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The databases of all tests, with the table of the kind."""
    with django_db_blocker.unblock():
        call_command("migrate", "leaflets", verbosity=0)
