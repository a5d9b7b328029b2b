"""A voice that an engine makes of a bulletin's text, for who cannot read it. It is no recording, and is never aired."""
