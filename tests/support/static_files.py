"""Style sheets, scripts and fonts, found once a process: each client of a test has middleware of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware

# What decides which files are found, and with what headers they are sent.
DECISIVE = (
    *(
        "STATIC_URL",
        "STATICFILES_DIRS",
        "STATICFILES_FINDERS",
        "STORAGES",
        "INSTALLED_APPS",
        "DEBUG",
    ),
    *("WHITENOISE_MAX_AGE", "WHITENOISE_IMMUTABLE_FILE_TEST", "WHITENOISE_MIMETYPES"),
    *("WHITENOISE_STATIC_PREFIX", "WHITENOISE_ADD_HEADERS_FUNCTION", "WHITENOISE_CHARSET"),
    *("WHITENOISE_ALLOW_ALL_ORIGINS", "WHITENOISE_INDEX_FILE", "FORCE_SCRIPT_NAME"),
)


@contextmanager
def found_once() -> Iterator[None]:
    """Let middleware that looks for files with the settings of another before it take what that one found."""
    look = WhiteNoiseMiddleware.add_files_from_finders
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", _once(look))
        yield


def _once(look: Callable[[Any], None]) -> Callable[[Any], None]:
    found: dict[str, dict[str, Any]] = {}

    def add(self: Any) -> None:
        if self.files:
            look(self)
            return
        key = repr([getattr(settings, name, None) for name in DECISIVE])
        if key not in found:
            look(self)
            found[key] = dict(self.files)
        self.files.update(found[key])

    return add
