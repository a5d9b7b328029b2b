"""A small grammar for texts: slots in braces, alternatives in brackets.

`{name}` takes a known word; `{homes:40-120/5}` draws a number, remembers it as `homes` and lets `{homes}` repeat it;
`{share:91-99%}` draws a percentage with one decimal. `[a|b|c]` takes one of the alternatives, which may hold slots
and further brackets; `[what=a|b]` remembers it, and `{what}` repeats it. Numbers are written as in Vietnamese: 1.250
and 96,5.

Percentages, sums of money and what is marked so (`{cases:20-60@}`) are figures of the unit and its month: drawn by
their name alone, they are the same in every story that tells them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random

SLOT = re.compile(
    r"\{(?P<name>\w+)(?::(?P<low>\d+)-(?P<high>\d+)(?:/(?P<step>\d+))?(?P<share>%)?(?P<monthly>@)?)?\}"
)
MONEY = re.compile(r" (?:tỷ|triệu|nghìn) đồng")
INNERMOST = re.compile(r"\[(?:(\w+)=)?([^\[\]]*\|[^\[\]]*)\]")


class Writer:
    """Writes the texts of one story: what a slot was filled with once stays so through the whole story.

    `month` names whose figures these are and of which month.
    """

    def __init__(self, words: Mapping[str, str], random: Random, *, month: str = "") -> None:
        self.words = dict(words)
        self.random = random
        self.month = month

    def write(self, template: str) -> str:
        """Return `template` with its alternatives chosen and its slots filled."""
        return self.fill(self.choose(template))

    def choose(self, template: str) -> str:
        """Return `template` with its alternatives chosen, its slots still open."""
        while INNERMOST.search(template):
            template = INNERMOST.sub(self._choose, template)
        return template

    def fill(self, template: str) -> str:
        return SLOT.sub(self._fill, template)

    def closest(self, variants: Sequence[str], subject: str) -> str:
        """Return the variant that shares most pairs of words with `subject`, any of them where several do.

        Both are templates: names and numbers in slots do not count, so what decides is what the texts are about.
        """
        pairs = _pairs(subject)
        shared = [len(pairs & _pairs(variant)) for variant in variants]
        most = max(shared)
        return self.random.choice(
            [variant for variant, count in zip(variants, shared, strict=True) if count == most]
        )

    def _choose(self, match: re.Match[str]) -> str:
        chosen = self.random.choice(match[2].split("|"))
        if match[1]:
            self.words[match[1]] = chosen
        return chosen

    def _fill(self, match: re.Match[str]) -> str:
        name = match["name"]
        if match["low"] and name not in self.words:
            self.words[name] = self._draw(match)
        # What was chosen may hold slots itself.
        return self.fill(self.words[name])

    def _draw(self, match: re.Match[str]) -> str:
        low, high = int(match["low"]), int(match["high"])
        random = Random(f"{self.month} {match['name']}") if is_monthly(match) else self.random
        if match["share"]:
            return decimal(random.randint(low * 10, high * 10))
        return with_thousands(random.randrange(low, high + 1, int(match["step"] or 1)))


def is_monthly(slot: re.Match[str]) -> bool:
    """Whether the slot takes a figure of the unit and its month."""
    return bool(
        slot["low"] and (slot["monthly"] or slot["share"] or MONEY.match(slot.string, slot.end()))
    )


def _pairs(template: str) -> set[tuple[str, str]]:
    words = re.findall(r"\w+", SLOT.sub(". ", template).lower())
    return set(pairwise(words))


def with_thousands(number: int) -> str:
    """Return 1250 as "1.250"."""
    return f"{number:,}".replace(",", ".")


def decimal(tenths: int) -> str:
    """Return 965 as "96,5" and 960 as "96"."""
    whole, part = divmod(tenths, 10)
    return f"{whole},{part}" if part else str(whole)
