"""How people get in: sign-in, the second factor, their devices and open sessions.

django-allauth does the work (docs/decisions/0006-the-door.md); what is here says whom it lets in and in which words.
"""
