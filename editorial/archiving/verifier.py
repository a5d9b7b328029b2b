"""The verifier that goes into each archive: the ledger's own and the part for archives, as one file."""

from __future__ import annotations

from pathlib import Path

from portals.ledger.downloads import VERIFIER

BEGINS = "# -- in the file that is given away these stand above"
ENDS = "# -- so far"
_MAIN = 'if __name__ == "__main__":\n'
# The part calls the ledger's verifier by the name of its module, which this file then is itself.
_ITSELF = "ledger = sys.modules[__name__]\n"
_FUTURE = "from __future__ import annotations\n"


def verifier_source() -> str:
    """Return the text of `verify.py`. It needs Python 3.11 and nothing else."""
    base = (VERIFIER / "verify.py").read_text(encoding="utf-8").partition(_MAIN)[0]
    part = (Path(__file__).parent / "archive_part.py").read_text(encoding="utf-8")
    head, _begins, rest = part.partition(BEGINS)
    tail = rest.partition(ENDS)[2].partition("\n")[2]
    return base + head.replace(_FUTURE, "") + _ITSELF + tail
