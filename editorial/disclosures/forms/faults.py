"""What is wrong with the data of a form."""

from __future__ import annotations

from collections.abc import Sequence

# Where in the file, and what is amiss there.
type FormFault = tuple[str, str]


class BadForm(Exception):
    """A form that cannot be used. `faults`: a sentence for each thing to mend; `place` and `words` are the first's."""

    def __init__(self, found: Sequence[FormFault]) -> None:
        self.found = tuple(found)
        self.faults = tuple(f"{place} {words}." for place, words in self.found)
        super().__init__("\n".join(self.faults))
        self.place, self.words = self.found[0]
