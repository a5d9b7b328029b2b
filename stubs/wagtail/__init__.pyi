# What we use of Wagtail, as far as it is worth saying; all else is Any.
from typing import Any

def __getattr__(name: str) -> Any: ...
