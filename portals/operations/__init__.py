"""What an operator asks of a running process: is it well, what does it do, what did it do."""

# Where browsers report what the content security policy kept back; every host answers there.
POLICY_REPORTS = "/-/csp"
# What follows is a secret of one person, and stands in no log.
SECRET_PATHS = ("/password_reset/", "/loi-moi/", "/theo-doi/")


def without_secret(path: str) -> str:
    """Return the path of an address as it may stand in a log."""
    return next((secret for secret in SECRET_PATHS if path.startswith(secret)), path)
