"""What must hold of the texts of files. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

from .recognition import PACKAGES

# A night's bulk of scans may take that long, and an upload is read within minutes.
LATE = "1 day"

# What was uploaded before the install read files at all is read after the upgrade, as bulk.
BEGUN = """
    SELECT min(applied) FROM django_migrations WHERE app = 'editorial' AND name = '0039_file_texts'
"""

_LATE_FILES = f"""
    SELECT 'file ' || document.id || ': not read'
    FROM editorial_portaldocument document
    LEFT JOIN editorial_readfile linked ON linked.document_id = document.id
    LEFT JOIN editorial_filetext text ON text.id = linked.text_id
    WHERE document.examination = 'fine' AND document.scan_state <> 'infected'
        AND greatest(document.created_at, ({BEGUN})) < %(now)s - interval '{LATE}'
        AND (linked.document_id IS NULL OR text.state = 'waiting')
    UNION ALL
    SELECT 'scan ' || left(digest, 12) || ': not recognised'
    FROM editorial_filetext
    WHERE state = 'ocr_waiting' AND fault = '' AND seen_at < %(now)s - interval '{LATE}'
    UNION ALL
    SELECT count(*) || ' scans wait: install {PACKAGES}'
    FROM editorial_filetext
    WHERE state = 'ocr_waiting' AND fault = 'no_ocr'
    HAVING count(*) > 0
"""

CHECKS = (
    Check(
        "files.texts",
        f"uploaded files are read within {LATE}, and scans are recognised",
        _LATE_FILES,
    ),
)
