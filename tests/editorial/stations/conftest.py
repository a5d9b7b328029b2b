"""The cast, once for each file."""

from __future__ import annotations

from tests.editorial.stations.cast import build
from tests.support.kept import once_a_file

built, radio = once_a_file(build)
