"""Breaks when Django commits by another name: the bench would count no commit, and measure too little."""

import pytest
from django.db import connection

from portals.framework_patches.commits import wrapped_commits


@pytest.mark.django_db
def test_each_commit_goes_through_what_wraps_it():
    commits = []

    def wrap(commit):
        def noted():
            commits.append("")
            commit()

        return noted

    apart = connection.copy()
    try:
        apart.connect()
        apart.set_autocommit(False)
        with wrapped_commits(apart, wrap):
            apart.commit()
        assert commits, "Django commits by another method now: wrapped_commits sees none."
        apart.commit()
        assert len(commits) == 1
    finally:
        apart.close()
