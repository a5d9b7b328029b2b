"""What people send us as files: the one place where it is examined before anything is kept of it.

A form takes a file by `CheckedFileField(accepts=...)` (in `fields`), or hands it to `examined` itself; where a row can
keep it until a job has looked at it, to `begun`. All judge by content, whatever the name says, and raise or show
`UploadRefused` in words for the person who chose the file. See `docs/uploads-and-scans.md`.
"""

from .accepts import (
    ARCHIVES,
    CATALOGUES,
    DOCUMENTS,
    PHOTOS,
    PICTURES,
    RUBRICS,
    SHEETS,
    TABLES,
    WORD,
    Accepts,
)
from .examining import Examined, begun, examined
from .refusal import UploadRefused

__all__ = [
    "ARCHIVES",
    "CATALOGUES",
    "DOCUMENTS",
    "PHOTOS",
    "PICTURES",
    "RUBRICS",
    "SHEETS",
    "TABLES",
    "WORD",
    "Accepts",
    "Examined",
    "UploadRefused",
    "begun",
    "examined",
]
