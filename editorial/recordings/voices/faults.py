"""What an engine says where it cannot speak."""


class EngineFailed(Exception):
    """Nothing was spoken; it may be tried again."""
