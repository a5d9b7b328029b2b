"""Catalogues that this process wrote before: a page of that of all takes a second of a core.

What is to be said is asked anew each time, and only what was never said is written. So nothing outlives a withdrawal.
"""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from hashlib import blake2b

from .catalogue import Catalogue, write_catalogue

# All pages of a province in both forms, and those that changed meanwhile; compressed, some 100 KB each.
MOST_KEPT = 40


class WrittenCatalogues:
    """Texts by a digest of all that they say; the ones that were not asked for longest go first."""

    def __init__(self) -> None:
        self._held, self._writing = threading.Lock(), threading.Lock()
        self._texts: OrderedDict[bytes, bytes] = OrderedDict()

    def text_of(self, catalogue: Catalogue, form: str) -> bytes:
        key = blake2b(repr((catalogue, form)).encode(), digest_size=16).digest()
        text = self._kept(key)
        if text is None:
            # What many ask for at once is written once.
            with self._writing:
                text = self._kept(key)
                if text is None:
                    text = zlib.compress(write_catalogue(catalogue, form).encode())
                    self._keep(key, text)
        return zlib.decompress(text)

    def _kept(self, key: bytes) -> bytes | None:
        with self._held:
            if key in self._texts:
                self._texts.move_to_end(key)
            return self._texts.get(key)

    def _keep(self, key: bytes, text: bytes) -> None:
        with self._held:
            self._texts[key] = text
            if len(self._texts) > MOST_KEPT:
                self._texts.popitem(last=False)


written = WrittenCatalogues()
