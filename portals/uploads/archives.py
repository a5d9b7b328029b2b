"""Archives: how much they may unpack to, and what may be in one that is offered for download."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _

from .budget import UploadBudget, too_large_unpacked
from .refusal import UploadRefused

# No honest text packs better; what does was made to fill a memory.
MOST_PACKED = 200
SMALL = 5 * 1024 * 1024
ENCRYPTED = 0x1
# What an archive for download may hold, beside what forms take by themselves.
LARGEST_PART = 50 * 1024 * 1024


@contextmanager
def opened(file: IO[bytes], budget: UploadBudget) -> Iterator[zipfile.ZipFile]:
    """Open an archive that unpacks to what is left of `budget`, and take that, or raise UploadRefused."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            refuse_bomb(archive, budget)
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError) as error:
        raise UploadRefused(damaged()) from error
    # Told by zlib and lzma themselves, and by zipfile for a part locked with a password.
    except (ValueError, RuntimeError, KeyError, NotImplementedError) as error:
        raise UploadRefused(damaged()) from error
    finally:
        file.seek(0)


def refuse_bomb(archive: zipfile.ZipFile, budget: UploadBudget) -> None:
    """Refuse what unpacks without end. No more than a part's declared size is ever unpacked of it."""
    parts = archive.infolist()
    budget.take_parts(len(parts), sum(part.file_size for part in parts))
    if any(
        part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1)
        for part in parts
    ):
        raise UploadRefused(too_large_unpacked())
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UploadRefused(
            _("The file is locked with a password, so it cannot be examined. Save it without one.")
        )


def damaged() -> str:
    return _("The file is damaged, or is not what its name says. Save it anew and try again.")
