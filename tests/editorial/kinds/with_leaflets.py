"""Settings of the tests with one kind of content more, as if somebody had added it."""

from portals.settings.test import *  # noqa: F403
from portals.settings.test import INSTALLED_APPS as INSTALLED

INSTALLED_APPS = [*INSTALLED, "tests.editorial.kinds.leaflets"]
