"""What a stranger needs to check the ledger, to take home: both verifiers and the format, below `/so-cai/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import Http404, HttpResponse

VERIFIER = Path(__file__).parent / "verifier"
FORMAT = Path(__file__).parents[2] / "docs"
TYPES = {
    "verify.html": "text/html; charset=utf-8",
    "verify.py": "text/x-python; charset=utf-8",
    "ledger-format.md": "text/markdown; charset=utf-8",
    "ledger-format.vi.md": "text/markdown; charset=utf-8",
}
# They change with a release.
AN_HOUR = "public, max-age=3600"


def download(name: str) -> HttpResponse:
    """Answer with a verifier or a document of the format, as a file to be saved."""
    content = released_content(name)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=TYPES[name])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = AN_HOUR
    return response


def offered() -> list[str]:
    """Return the names of what can be taken home."""
    return [name for name in TYPES if released_content(name) is not None]


@cache
def released_content(name: str) -> bytes | None:
    """Return the file as this release has it, or None where it has none."""
    file = (VERIFIER if name.startswith("verify.") else FORMAT) / name
    return file.read_bytes() if name in TYPES and file.is_file() else None
