"""Words that bind others and ask for nothing: they are not looked for where anything else is."""

from __future__ import annotations

from .lexemes import exact_lexeme
from .syllables import syllable

_WORDS = """
    cho của và là thì mà ở tại về với để bị được có các những một khi này kia tôi em mình con bà ông muốn xin hay hoặc
"""
SMALL = frozenset(exact_lexeme(syllable(one)) for one in _WORDS.split())
