"""A StreamField whose blocks stay out of migrations: changing a block is not a change of schema."""

from typing import Any

from wagtail.fields import StreamField


class QuietStreamField(StreamField):
    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
