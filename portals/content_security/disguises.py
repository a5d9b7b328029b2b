"""Signs that pass for others, and signs that nobody sees."""

from __future__ import annotations

import re

LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһӏвкмнтАВЕКМНОРСТУХαενικορτυχΑΒΕΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhlbkmhtABEKMHOPCTYXaevikoptuxABEHIKMNOPTYX",  # pragma: allowlist secret
)
# Characters of format (soft hyphens, joiners, marks of direction, tags) and fillers without a shape.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
