"""What people send us as files: the one place where it is examined before anything is kept of it.

A form takes a file by `CheckedFileField(accepts=...)`, or hands it to `examined` itself. Both judge by content,
whatever the name says, and raise or show `UploadRefused` in words for the person who chose the file. See
`docs/uploads-and-scans.md`.
"""

from .accepts import DOCUMENTS, PHOTOS, PICTURES, RUBRICS, SHEETS, TABLES, WORD, Accepts
from .examining import examined
from .fields import CheckedFileField
from .refusal import UploadRefused

__all__ = [
    "DOCUMENTS",
    "PHOTOS",
    "PICTURES",
    "RUBRICS",
    "SHEETS",
    "TABLES",
    "WORD",
    "Accepts",
    "CheckedFileField",
    "UploadRefused",
    "examined",
]
