"""What must hold of rights: derived from posts and from nothing else. Asked by `check_rights` and by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

RIGHTS_CHECKS = (
    Check(
        "rights.groups",
        "every group carries the rights of one portal; the framework's own are gone",
        """
        SELECT 'group ' || auth_group.name FROM auth_group
        LEFT JOIN boards_rightsgroup rights ON rights.group_id = auth_group.id
        WHERE rights.id IS NULL
        """,
    ),
    Check(
        "rights.publishing",
        "no group may publish or delete in bulk",
        """
        SELECT 'group ' || auth_group.name || ': ' || permission.codename
        FROM wagtailcore_grouppagepermission given
        JOIN auth_group ON auth_group.id = given.group_id
        JOIN auth_permission permission ON permission.id = given.permission_id
        WHERE permission.codename IN ('publish_page', 'bulk_delete_page')
        """,
    ),
    Check(
        "rights.portal",
        "the rights of a portal's groups reach its own pages and files only",
        """
        SELECT 'group ' || rights.group_id || ': page ' || given.page_id
        FROM boards_rightsgroup rights JOIN portals_portal portal ON portal.id = rights.portal_id
        JOIN wagtailcore_grouppagepermission given ON given.group_id = rights.group_id
        WHERE given.page_id IS DISTINCT FROM portal.root_id
        UNION ALL
        SELECT 'group ' || rights.group_id || ': collection ' || given.collection_id
        FROM boards_rightsgroup rights JOIN portals_portal portal ON portal.id = rights.portal_id
        JOIN wagtailcore_groupcollectionpermission given ON given.group_id = rights.group_id
        WHERE given.collection_id IS DISTINCT FROM portal.collection_id
        """,
    ),
    Check(
        "rights.members",
        "whoever's rights count today has the groups of their posts, and no others",
        """
        SELECT 'user ' || coalesce(has.user_id, should.user_id) || ': ' || CASE
            WHEN should.user_id IS NULL THEN 'should not have group ' ELSE 'lacks group ' END
            || coalesce(has.group_id, should.group_id)
        FROM (
            SELECT member.user_id, member.group_id FROM boards_user_groups member
            JOIN boards_user person ON person.id = member.user_id
            WHERE person.rights_valid_until > %(today)s
        ) has FULL JOIN (
            SELECT DISTINCT post.user_id, rights.group_id FROM boards_boardmember post
            JOIN boards_user person ON person.id = post.user_id
            JOIN boards_editorialboard board ON board.id = post.board_id
            JOIN boards_rightsgroup rights ON rights.portal_id = board.portal_id
                AND rights.kind = CASE WHEN post.position = ANY(%(editors)s)
                    THEN 'edit' ELSE 'contribute' END
            WHERE post.period @> %(today)s::date AND person.rights_valid_until > %(today)s
        ) should ON should.user_id = has.user_id AND should.group_id = has.group_id
        WHERE has.user_id IS NULL OR should.user_id IS NULL
        """,
    ),
    Check(
        "rights.superusers",
        "nobody on a board is a superuser",
        """
        SELECT DISTINCT 'user ' || person.username FROM boards_user person
        JOIN boards_boardmember post ON post.user_id = person.id
        WHERE person.is_superuser AND post.period @> %(today)s::date
        """,
    ),
    Check(
        "rights.permissions",
        "nobody has a permission of their own, past what the groups of their posts give",
        """
        SELECT 'user ' || person.username || ': ' || permission.codename
        FROM boards_user_user_permissions given
        JOIN boards_user person ON person.id = given.user_id
        JOIN auth_permission permission ON permission.id = given.permission_id
        """,
    ),
    Check(
        "rights.reach",
        "a group enters the admin and may do nothing else outside its portal's pages and files",
        """
        SELECT 'group ' || auth_group.name || ': ' || permission.codename
        FROM auth_group_permissions given
        JOIN auth_group ON auth_group.id = given.group_id
        JOIN auth_permission permission ON permission.id = given.permission_id
        WHERE permission.codename <> 'access_admin'
        """,
    ),
    Check(
        "rights.pages",
        "the groups of a portal add and change pages as their kind says",
        """
        SELECT 'group ' || rights.group_id || ': ' || rights.kind || ' has '
            || coalesce(string_agg(permission.codename, ' ' ORDER BY permission.codename), 'nothing')
        FROM boards_rightsgroup rights
        LEFT JOIN wagtailcore_grouppagepermission given ON given.group_id = rights.group_id
        LEFT JOIN auth_permission permission ON permission.id = given.permission_id
        GROUP BY rights.id, rights.group_id, rights.kind
        HAVING coalesce(string_agg(permission.codename, ' ' ORDER BY permission.codename), '')
            <> CASE rights.kind WHEN 'edit' THEN 'add_page change_page' ELSE 'add_page' END
        """,
    ),
    Check(
        "rights.boards",
        "every portal has a board and both kinds of groups",
        """
        SELECT 'portal ' || portal.code || ': ' || CASE
            WHEN board.id IS NULL THEN 'no board' ELSE count(rights.id) || ' groups' END
        FROM portals_portal portal
        LEFT JOIN boards_editorialboard board ON board.portal_id = portal.id
        LEFT JOIN boards_rightsgroup rights ON rights.portal_id = portal.id
        GROUP BY portal.id, portal.code, board.id
        HAVING board.id IS NULL OR count(rights.id) <> 2
        """,
    ),
    Check(
        "rights.workflow",
        "no workflow and no task of a fresh Wagtail is left",
        """
        SELECT 'task ' || task.name || ': ' || kind.app_label || '.' || kind.model
        FROM wagtailcore_task task JOIN django_content_type kind ON kind.id = task.content_type_id
        WHERE kind.app_label = 'wagtailcore'
        UNION ALL
        SELECT 'workflow ' || workflow.name || ': no task of our own' FROM wagtailcore_workflow workflow
        WHERE NOT EXISTS (
            SELECT FROM wagtailcore_workflowtask step
            JOIN wagtailcore_task task ON task.id = step.task_id
            JOIN django_content_type kind ON kind.id = task.content_type_id
            WHERE step.workflow_id = workflow.id AND kind.app_label <> 'wagtailcore'
        )
        """,
    ),
)
