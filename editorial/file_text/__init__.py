"""The text of files, read once for all who need it: PDF, Office, OpenDocument, scans by OCR. `docs/file-text.md`."""
