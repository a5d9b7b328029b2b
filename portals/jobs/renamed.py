"""Where the functions of jobs went that a queue may still hold under the name of the release before.

A line may go with the release after the one that brought it.
"""

from __future__ import annotations

RENAMED = {
    "editorial.guarding.jobs.": "editorial.content_scan.jobs.",
    "editorial.inbox.jobs.": "portals.inbox.jobs.",
    "portals.door.jobs.": "portals.sign_in.jobs.",
    "portals.tasks.": "portals.jobs.tasks.",
    "syndication.adapting.jobs.": "syndication.adaptations.jobs.",
    "syndication.proof.jobs.": "syndication.recalls.jobs.",
}


def present_path(path: str) -> str:
    """Return where the function is now that a job knows as `path`."""
    for former, present in RENAMED.items():
        if path.startswith(former):
            return present + path.removeprefix(former)
    return path
