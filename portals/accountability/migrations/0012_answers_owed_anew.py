"""Questions of councils whose answer was taken out of view before are owed another from now on, in two weeks."""

from django.db import migrations

# As it is kept at each withdrawal since: a review that was decided before says nothing of the answer that is gone.
OWE_ANEW = """
    INSERT INTO accountability_casereview AS review (case_id, request_id, due_at)
    SELECT DISTINCT ON (petition.case_id) petition.case_id, taken.id, now() + interval '14 days'
    FROM accountability_councilpetition petition
    JOIN accountability_citizencase citizen ON citizen.id = petition.case_id
    JOIN accountability_caseevent taken ON taken.case_id = citizen.id AND taken.step = 'unreleased'
    WHERE petition.result = '' AND citizen.outcome = 'answered' AND citizen.released_at IS NULL
      AND citizen.erased_at IS NULL
    ORDER BY petition.case_id, taken.sequence DESC
    ON CONFLICT (case_id) DO UPDATE
    SET request_id = excluded.request_id, due_at = excluded.due_at, decided_at = NULL, decided_by_id = NULL,
        changed = NULL
    WHERE review.decided_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("accountability", "0011_demands_met_by_erasing")]
    operations = [migrations.RunSQL(OWE_ANEW, migrations.RunSQL.noop)]
