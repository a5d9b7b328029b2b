"""Who wrote a text, by the byline that readers see and the account that wrote it. Pure."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"\s*(?:[,;/&–—]|\s-\s|\svà\s)\s*", re.IGNORECASE)
# "Bài và ảnh: Nguyễn Văn A", "Tin: Trần Thị B".
_BEFORE_NAMES = re.compile(r"^[^:]{1,30}:\s*")


def guests_in(byline: str, own_name: str) -> list[str] | None:
    """Return the full names in `byline`, each once; None where it tells nothing but who has the account.

    Initials ("S.T") and a single word are a signature of whoever wrote, not the name of somebody else.
    """
    names: list[str] = []
    for part in _BETWEEN.split(_BEFORE_NAMES.sub("", byline.strip())):
        name = " ".join(part.split())
        if " " in name and "." not in name and name not in names:
            names.append(name)
    if not names or [name.casefold() for name in names] == [own_name.casefold()]:
        return None
    return names
