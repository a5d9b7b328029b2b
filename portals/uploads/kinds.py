"""Kinds of files, by ending. What is not named here is not taken by any form."""

MB = 1024 * 1024

# What the content of a file must claim to be (`claims.py`).
CLAIMS = {
    "pdf": "pdf",
    "docx": "zip",
    "xlsx": "zip",
    "pptx": "zip",
    "odt": "zip",
    "ods": "zip",
    "odp": "zip",
    "doc": "ole",
    "xls": "ole",
    "ppt": "ole",
    "rtf": "rtf",
    "txt": "text",
    "csv": "text",
    "jsonl": "text",
    "yaml": "text",
    "yml": "text",
    "mp3": "mp3",
    "mp4": "mp4",
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "png": "png",
    "gif": "gif",
    "webp": "webp",
    "avif": "avif",
    "heic": "heif",
    "heif": "heif",
    "zip": "zip",
}
