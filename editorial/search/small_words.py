"""Words that bind others and ask for nothing: they are not looked for where anything else is."""

from __future__ import annotations

from .lexemes import exact_lexeme
from .syllables import syllable

_WORDS = """
    cho của và là thì mà ở tại về với để bị được có các những một khi này kia tôi em mình con bà ông muốn xin hay hoặc
    gì nào sao không ạ hả vậy nhé ơi thế đâu ai đã đang sẽ rồi nên phải từ đến trong theo do vì nếu cũng đều chỉ
"""
_READ = [syllable(one) for one in _WORDS.split()]
SMALL = frozenset(exact_lexeme(one) for one in _READ)
# Without accents they may be others ("con", "cho", "khong gian"): left out only of what is typed so.
SMALL_BARE = frozenset(one.folded for one in _READ)
