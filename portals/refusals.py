"""Refusals: an act that is not allowed or not possible, said in words for the person who tried it."""


class Refusal(Exception):
    """Base of all refusals. Its text is shown to people, so it is a translated sentence that says what to do."""


class NotYourOffice(Refusal):
    """The person holds no post that may take this step."""
