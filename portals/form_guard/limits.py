"""How much is taken: of one text from everywhere, and of everything from one network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class GuardLimit:
    """Of what is counted alike within `window` of the first, the `held_from`-th and later ones are held, and from

    `refused_from` refused; `refused_unsolved_from` where no task was solved, so that who has no script is held first.
    """

    window: timedelta
    held_from: int
    refused_from: int
    refused_unsolved_from: int

    def refuses(self, count: int, *, solved: bool) -> bool:
        return count >= (self.refused_from if solved else self.refused_unsolved_from)

    def times(self, factor: int) -> GuardLimit:
        """Return the same, for so many times as much."""
        return GuardLimit(
            self.window,
            self.held_from * factor,
            self.refused_from * factor,
            self.refused_unsolved_from * factor,
        )


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """A village shares one IPv4 address: of a network far more is taken than of one text.

    Short texts are alike by chance, and `short_times` as many of them are taken. `site_times` is for all networks (/64)
    that one customer of IPv6 may have (/48). `mail` is for one mail address, over all forms: whoever types
    another's has that one mailed.
    """

    text: GuardLimit = GuardLimit(timedelta(hours=24), 4, 10, 6)
    short_times: int = 5
    network: GuardLimit = GuardLimit(timedelta(hours=1), 401, 2001, 1001)
    site_times: int = 4
    mail: GuardLimit = GuardLimit(timedelta(hours=24), 6, 11, 6)
