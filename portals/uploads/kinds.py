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
    "m4a": "mp4",
    "ogg": "ogg",
    "oga": "ogg",
    "opus": "ogg",
    "wav": "wav",
    "webm": "webm",
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

# Sound alone, by ending, with what browsers and feeds are told of it. Python's own table says otherwise of some.
SOUND_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "webm": "audio/webm",
}
