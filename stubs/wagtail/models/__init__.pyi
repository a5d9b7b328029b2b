from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest

# There is no such module, and what mypy cannot find is Any to it (`ignore_missing_imports`). Unlike a variable of that
# type it may stand where a class does.
from wagtail.models.without_types import (
    Collection as Collection,
)
from wagtail.models.without_types import (
    GroupCollectionPermission as GroupCollectionPermission,
)
from wagtail.models.without_types import (
    GroupPagePermission as GroupPagePermission,
)
from wagtail.models.without_types import (
    ModelLogEntry as ModelLogEntry,
)
from wagtail.models.without_types import (
    Orderable as Orderable,
)
from wagtail.models.without_types import (
    PageLogEntry as PageLogEntry,
)
from wagtail.models.without_types import (
    PagePermissionTester as PagePermissionTester,
)
from wagtail.models.without_types import (
    ReferenceIndex as ReferenceIndex,
)
from wagtail.models.without_types import (
    Revision as Revision,
)
from wagtail.models.without_types import (
    Site as Site,
)
from wagtail.models.without_types import (
    Task as Task,
)
from wagtail.models.without_types import (
    TaskState as TaskState,
)
from wagtail.models.without_types import (
    Workflow as Workflow,
)
from wagtail.models.without_types import (
    WorkflowState as WorkflowState,
)
from wagtail.models.without_types import (
    get_page_content_types as get_page_content_types,
)

# Its columns and what we ask of it. Without a `__getattr__`: a name that is misspelt is found.
class Page(models.Model):
    is_creatable: bool
    id: int
    path: str
    depth: int
    numchild: int
    title: str
    draft_title: str
    slug: str
    url_path: str
    seo_title: str
    search_description: str
    live: bool
    has_unpublished_changes: bool
    expired: bool
    locked: bool
    locked_at: datetime | None
    show_in_menus: bool
    # Those of a page that is public are there, and nearly all whom we ask are.
    first_published_at: Any
    last_published_at: Any
    latest_revision_created_at: datetime | None
    go_live_at: datetime | None
    expire_at: datetime | None
    translation_key: UUID
    owner: Any
    owner_id: int | None
    locked_by: Any
    locked_by_id: int | None
    locale: Any
    locale_id: int
    content_type: ContentType
    content_type_id: int
    latest_revision: Any
    latest_revision_id: Any
    live_revision: Any
    live_revision_id: int | None
    alias_of: Any
    alias_of_id: int | None

    objects: ClassVar[Any]
    steplen: ClassVar[int]
    alphabet: ClassVar[str]
    base_form_class: ClassVar[Any]
    copy_form_class: ClassVar[Any]
    private_page_options: list[str]

    # Of the page's own class, which is known only when the program runs.
    specific: Any
    specific_class: Any
    specific_deferred: Any
    cached_content_type: ContentType
    page_type_display_name: str
    status_string: str
    full_url: Any
    url: Any
    @classmethod
    def clean_parent_page_models(cls) -> list[type[Page]]: ...
    @property
    def has_workflow(self) -> bool: ...
    workflow_in_progress: bool
    current_workflow_state: Any
    current_workflow_task_state: Any
    current_workflow_task: Any
    @property
    def preview_sizes(self) -> Any: ...
    approved_schedule: bool
    # Of a subclass: the row of this table.
    page_ptr: Any
    page_ptr_id: int
    preview_modes: Any
    default_preview_mode: str
    revisions: Any
    workflow_states: Any
    aliases: Any
    sites_rooted_here: Any

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None: ...
    def get_url(
        self, request: HttpRequest | None = None, current_site: Any = None
    ) -> str | None: ...
    def get_full_url(self, request: HttpRequest | None = None) -> str | None: ...
    def set_url_path(self, parent: Page | None) -> str: ...
    def get_parent(self, update: bool = False) -> Any: ...
    def get_children(self) -> Any: ...
    def get_descendants(self, inclusive: bool = False) -> Any: ...
    def get_ancestors(self, inclusive: bool = False) -> Any: ...
    def get_siblings(self, inclusive: bool = True) -> Any: ...
    def get_last_child(self) -> Any: ...
    def get_first_child(self) -> Any: ...
    def is_descendant_of(self, node: Page) -> bool: ...
    def is_root(self) -> bool: ...
    def add_child(self, *, instance: Any = None, **fields: Any) -> Any: ...
    def add_sibling(self, pos: str | None = None, *, instance: Any = None) -> Any: ...
    def move(self, target: Page, pos: str | None = None, user: Any = None) -> None: ...
    def copy(self, **options: Any) -> Any: ...
    def publish(self, revision: Any, **options: Any) -> None: ...
    def unpublish(self, **options: Any) -> None: ...
    def save_revision(self, **options: Any) -> Any: ...
    def get_latest_revision(self) -> Any: ...
    def get_latest_revision_as_object(self) -> Any: ...
    def get_workflow(self) -> Any: ...
    def permissions_for_user(self, user: Any) -> Any: ...
    def get_admin_display_title(self) -> str: ...
    def get_site(self) -> Any: ...
    def get_lock(self) -> Any: ...
    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]: ...
    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any: ...
    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any: ...
    def make_preview_request(
        self, original_request: Any = None, preview_mode: Any = None
    ) -> Any: ...
    def with_content_json(self, content: dict[str, Any]) -> Any: ...
    def serializable_data(self) -> dict[str, Any]: ...
    def minimal_clean(self) -> None: ...
    def get_specific(self, deferred: bool = False) -> Any: ...
    @classmethod
    def get_first_root_node(cls) -> Any: ...
    @classmethod
    def get_root_nodes(cls) -> Any: ...
    @classmethod
    def numconv_obj(cls) -> Any: ...
    @classmethod
    def get_edit_handler(cls) -> Any: ...
    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], **options: Any) -> Self: ...
