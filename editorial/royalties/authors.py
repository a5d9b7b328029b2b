"""Who wrote a text, by the byline that readers see and the account that wrote it. Pure."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"\s*(?:[,;/&]|\svà\s)\s*", re.IGNORECASE)
_BY_DASH = re.compile(r"\s+[-–—]\s+")
# Bodies sign too; nobody of theirs is named by that.
_OFFICES = (
    *(
        "ban ",
        "bbt",
        "cổng ",
        "ubnd",
        "ủy ban",
        "uỷ ban",
        "hđnd",
        "hội đồng",
        "phòng ",
        "văn phòng",
    ),
    *(
        "sở ",
        "đài ",
        "trung tâm",
        "công an",
        "tổ ",
        "hội ",
        "đoàn thanh niên",
        "đoàn tncs",
        "đoàn đbqh",
        "đoàn xã",
        "đoàn phường",
        "trường ",
        "trạm ",
        "chi cục",
    ),
)
_BEFORE_NAMES = re.compile(r"^[^:]{1,30}:\s*")


def guests_in(byline: str, own_name: str) -> list[str] | None:
    """Return the full names in `byline`, each once; None where it tells nothing but who has the account.

    Initials ("S.T"), a single word and the name of a body are a signature of whoever wrote, not somebody else's name.
    """
    parts = _BETWEEN.split(_BEFORE_NAMES.sub("", byline.strip()))
    parts = [_BEFORE_NAMES.sub("", part.strip()) for part in parts]
    persons = [part for part in parts if not part.casefold().startswith(_OFFICES)]
    names: list[str] = []
    for part in (one for person in persons for one in _BY_DASH.split(person)):
        name = " ".join(part.split())
        if " " in name and "." not in name and name not in names:
            names.append(name)
    if not names or [name.casefold() for name in names] == [own_name.casefold()]:
        return None
    return names
