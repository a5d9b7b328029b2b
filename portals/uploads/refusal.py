"""The refusal of a file."""

from portals.refusals import Refusal


class UploadRefused(Refusal):
    """The file is not taken; the words say why and what helps."""
