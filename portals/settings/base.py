"""Settings shared by development, tests and production.

What differs between installs comes from the environment (`portals/settings/environment.py`); what
differs between kinds of install is in the module of that kind.
"""

import os
from pathlib import Path

from django.utils.csp import CSP

from portals.database.roles import EMBEDDED
from portals.operations import POLICY_REPORTS
from portals.services import address

from . import environment, practice
from .backends import (
    caches,
    databases,
    mailers,
    media_storage,
    owner_database,
    queues,
    sign_on_origins,
    single_sign_on,
)
from .logs import logging_settings

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = practice.without_ways_out(environment.read())

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key

# Hosts: every portal is a name below the base domain, and the admin is one of them ---------------
PORTALS_BASE_DOMAIN = ENVIRONMENT.base_domain
PORTALS_ADMIN_HOST = f"quantri.{PORTALS_BASE_DOMAIN}"
PORTALS_SCHEME = ENVIRONMENT.scheme
# None where it is the scheme's own port, which addresses leave out.
PORTALS_PORT = ENVIRONMENT.port
# Where our own fetches of our own pages connect to; the Host header says which portal is meant.
PORTALS_FRONT_ADDRESS = ENVIRONMENT.front_address
# The base domain with a dot in front also means the base domain itself.
ALLOWED_HOSTS = [f".{PORTALS_BASE_DOMAIN}", *ENVIRONMENT.extra_hosts]

# Practice (docs/practice.md) ---------------------------------------------------------------------
# The origin of the real desk, on its practice install; empty on all others.
PORTALS_PRACTICE_OF = ENVIRONMENT.practice_of
# The origin of the practice install's desk, where there is one beside this install.
PORTALS_PRACTICE_URL = ENVIRONMENT.practice_url

# Servers: those that the environment names, else the embedded ones ------------------------------
DATABASES = databases(
    ENVIRONMENT.database_url or address("postgres"),
    pool_size=ENVIRONMENT.database_pool_size,
    pooler=ENVIRONMENT.database_pooler,
)
PORTALS_DATABASE_POOLER = ENVIRONMENT.database_pooler
# Whom the commands of the owner connect as (portals/database/owner.py); None where nobody said.
PORTALS_DATABASE_OWNER = owner_database(
    ENVIRONMENT.database_owner_url
    or ("" if ENVIRONMENT.database_url else address("postgres", role=EMBEDDED.owner))
)
CACHES = caches(ENVIRONMENT.cache_url or address("cache"), key_prefix=ENVIRONMENT.key_prefix)
# Jobs go to the queue when the transaction that asked for them commits (django-rq's own default).
RQ_QUEUES = queues(ENVIRONMENT.queue_url or address("queue"))
RQ = {"COMMIT_MODE": "on_db_commit", "QUEUE_CLASS": "portals.jobs.queueing.NudgingQueue"}
# Wagtail's own tasks, from the commit on (docs/decisions/0007).
TASKS = {"default": {"BACKEND": "portals.jobs.tasks.OnCommitQueue"}}
MAILERS = mailers(ENVIRONMENT.email_url)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
# Who is mailed what is amiss with the install, if anybody.
PORTALS_OPERATOR_MAIL = ENVIRONMENT.operator_mail
# Where backups are looked for, and how old the newest may be (docs/backup.md).
PORTALS_BACKUP_FOLDER = ENVIRONMENT.backup_folder
PORTALS_BACKUP_HOURS = ENVIRONMENT.backup_hours
PORTALS_RETURNED_MAIL = ENVIRONMENT.returned_mail
# Stands first in the security.txt of all portals; without it that of each portal does.
PORTALS_SECURITY_CONTACT = ENVIRONMENT.security_contact
LOGGING = logging_settings(level=ENVIRONMENT.log_level, as_json=False)
# A line for each request; a proxy's own log is the other way.
PORTALS_ACCESS_LOG = False
# Web processes watch the servers they stand on, and ask nothing of a database that is away (docs/operations.md).
PORTALS_WATCHES_SERVERS = True
# Whoever sends it may read /metrics from elsewhere than this machine.
PORTALS_METRICS_TOKEN = ENVIRONMENT.metrics_token
# Where the web processes of this node count together; prometheus_client looks for it as soon as it is imported.
if ENVIRONMENT.metrics_folder:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = ENVIRONMENT.metrics_folder
# Signs recall certificates; None derives the key from SECRET_KEY. What former keys signed stays verifiable.
CERTIFICATE_KEY = ENVIRONMENT.certificate_key
CERTIFICATE_FORMER_KEYS = ENVIRONMENT.certificate_former_keys
# Signs the ledger's checkpoints; empty where another machine does.
LEDGER_KEY = ENVIRONMENT.ledger_key
# Seal personal data: the first seals, all open (docs/sealing.md).
SEALING_KEYS = ENVIRONMENT.sealing_keys
# How often witnesses are sent the newest checkpoint, and when it is told that one does not answer.
PORTALS_WITNESS_HOURS = ENVIRONMENT.witness_hours
PORTALS_WITNESS_SILENT_DAYS = ENVIRONMENT.witness_silent_days

# Through which the web outside is asked; empty: straight.
PORTALS_OUTGOING_PROXY = ENVIRONMENT.outgoing_proxy
# Whether pages of portals' social accounts are asked for.
PORTALS_SOCIAL_PROBES = ENVIRONMENT.social_probes
# Whether approved posts leave for these services, and the apps by which their tokens are renewed (docs/social.md).
PORTALS_SOCIAL_POSTING = ENVIRONMENT.social_posting
PORTALS_FACEBOOK_APP = ENVIRONMENT.facebook_app
PORTALS_ZALO_APP = ENVIRONMENT.zalo_app
PORTALS_FACEBOOK_URL = "https://graph.facebook.com/v23.0"
PORTALS_ZALO_URL = "https://openapi.zalo.me"
PORTALS_ZALO_SIGN_IN_URL = "https://oauth.zaloapp.com/v4"
# Where bulletins are handed to loudspeakers, and with which key; empty: nowhere (docs/bulletins.md).
PORTALS_SOURCE_SYSTEM_URL = ENVIRONMENT.source_system_url
PORTALS_SOURCE_SYSTEM_KEY = ENVIRONMENT.source_system_key

# Pages kept in the cache (docs/page-cache.md) ---------------------------------------------------
# How long a page is shown without asking whether it still holds; 0 keeps none.
PORTALS_PAGE_SECONDS = 60
# How old may be what a process knows of addresses, ties and menus, on pages that are not stored.
PORTALS_KNOWN_SECONDS = 30
# The names of queries that each public view reads, by the name of its address. It sees no others, since others make no
# other page; a view that is not named here sees none.
_REGISTER_QUERY = {
    *("q", "loai", "co-quan", "linh-vuc", "nam", "tu-ngay", "den-ngay", "qppl", "hieu-luc"),
    "tinh-trang",
    "sap-xep",
}
PORTALS_PAGE_QUERY = {
    "portal_list": {"q", "cap", "trang"},
    "search": {
        *(
            "q",
            "sap-xep",
            "pham-vi",
            "loai",
            "muc",
            "cong",
            "linh-vuc",
            "tu-ngay",
            "den-ngay",
            "xem",
        ),
        "trang",
    },
    "search_feed": {"q", "pham-vi", "loai", "muc", "cong", "linh-vuc", "tu-ngay", "den-ngay"},
    "search_suggestions": {"q"},
    "section_feed": {"loai"},
    # One section is the register of documents, one the list of procedures, one the leaders' weeks.
    "section": {"truoc", "sau", "thang", "trang", "su-kien", "tuan", "lanh-dao"} | _REGISTER_QUERY,
    "service_points": {"q", "trang"},
    "land_prices": {"q", "xa", "vi-tri", "loai-dat", "dien-tich", "trang"},
    "land_prices_file": {"q", "xa", "vi-tri", "loai-dat"},
    "answers": {"q", "loai", "chu-de", "nam", "trang"},
    "answers_of_topic": {"trang"},
    "petitions": {"ky-hop", "co-quan", "tinh-trang", "trang"},
    "answers_feed": {"chu-de"},
    "own_catalogue": {"trang"},
    "carried": {"trang"},
    "whole_catalogue": {"trang"},
    # A section as any other, where the portal has one at this address.
    "open_data": {"truoc", "sau", "thang"},
    "register_file": _REGISTER_QUERY,
    "document_by_number": {"ngay"},
    "follow_portal": {"theo", "q", "loai", "pham-vi"},
    "ask": {"ve"},
    "ask_want": {"ve"},
    "story": {"ngay"},
    "scores_of_month": {"xep", "cap", "cum", "trang"},
    "scores_best": {"cap"},
    "scores_file": {"don-vi"},
    # Never stored, and named for whoever tries what views read.
    "read_list": {
        *("fields", "lang", "limit", "cursor", "portal", "tier", "kind", "section", "topic"),
        *("placed_from", "placed_to", "answered_from", "month"),
    },
    "read_one": {"fields", "lang"},
}
# Files, pages of one person, and whatever else is never kept whole.
PORTALS_UNSTORED_PATHS = (
    *("/static/", "/tep/", "/am-thanh/", "/so-cai/", "/theo-doi/"),
    # Who asks there proves itself by a header.
    "/dai-truyen-thanh/he-thong/",
    # Each network is counted, and the answers have tags of their own.
    "/api/",
)
# Questions to the read API that one network may ask in a minute (docs/read-api.md).
PORTALS_READ_API_A_MINUTE = 600
# Where whoever has a secret link adds files.
PORTALS_LETTER_PATHS = ("/theo-doi/",)
# A page above such files, which is one as any other.
PORTALS_LEDGER_PAGE = "/so-cai/"

# Requests that Django works on at once in each web process (docs/decisions/0011) -----------------
PORTALS_WEB_THREADS = ENVIRONMENT.web_threads
# Forms of the admin host that hash a password, one at a time in each process: a flood of them leaves threads to others.
PORTALS_HASHING_PATHS = (
    "/login/",
    "/bao-mat/xac-nhan/",
    "/password_reset/confirm/",
    "/loi-moi/",
)

# Apps: the four floors, then the framework -----------------------------------------------------
INSTALLED_APPS = [
    "scoring",
    "scoring.probes",
    "syndication.adaptations",
    "syndication.recalls",
    "syndication.shared_store",
    "syndication",
    "editorial",
    "editorial.answers",
    "editorial.appearance.home_links",
    "editorial.conclusions",
    "editorial.consultations",
    "editorial.content_scan",
    "editorial.integrity_watch",
    "editorial.land",
    "editorial.broadcasts",
    "editorial.press",
    "editorial.procedures",
    "editorial.reception",
    "editorial.recordings",
    "editorial.remarks",
    "editorial.schedules",
    "editorial.social_posts",
    "editorial.spoken",
    "editorial.stations",
    "editorial.plans",
    "editorial.royalties",
    "portals.calendar",
    "portals.inbox",
    "portals.boards",
    "portals.organisation",
    "portals.visits",
    "portals.sign_in",
    "portals.mail",
    "portals.alerts",
    "portals.audit_log",
    "portals.witnesses",
    "portals.initiatives",
    "portals.social",
    "portals.workload",
    "portals.auditors",
    "portals.duties",
    "portals.learning",
    "portals.learning.skills",
    "portals.practice",
    "portals.backups",
    "portals.reforms",
    "portals.accountability",
    "portals.ledger",
    "portals",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "editorial.wagtail_patches.admin_app.QuietAdminConfig",
    "wagtail.contrib.typed_table_block",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_rq",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    *(["portals.practice.middleware.PracticeBand"] if PORTALS_PRACTICE_OF else []),
    "django.middleware.security.SecurityMiddleware",
    "portals.serving.static_files.StaticFiles",
    # Around the choice of host, which says what policy the answer gets.
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portals.middleware.PortalHost",
    "portals.legible.Legible",
    "portals.site_roots.SiteRootsOfRequest",
    "portals.middleware.AdminSession",
    "django.middleware.common.CommonMiddleware",
    "portals.middleware.AdminCsrf",
    "portals.middleware.AdminAuthentication",
    # Looks at no session of its own accord, so public hosts may pass through it.
    "allauth.account.middleware.AccountMiddleware",
    "portals.sign_in.middleware.Devices",
    "portals.boards.middleware.CurrentRights",
    "editorial.tenancy.middleware.Walls",
    "portals.operations.failures.WordsForWrongWays",
    "portals.middleware.AdminMessages",
    "portals.sign_in.middleware.SecondFactor",
    "portals.auditors.middleware.AuditorsWay",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portals.middleware.AdminLockOut",
]

# The admin host and the public hosts have different addresses; `PortalHost` chooses between them. Outside a
# request (mail, jobs) names resolve to the admin's.
ROOT_URLCONF = "portals.urls.admin"
# What `runserver` uses: Django alone, so a changed template shows at once. Granian serves `portals.asgi`.
WSGI_APPLICATION = None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portals.context_processors.portal_chrome",
            ],
        },
    },
]

# People ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "boards.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portals.boards.backend.RightsFromPosts",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The door (docs/security.md) -----------------------------------------------------------------
ACCOUNT_ADAPTER = "portals.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "portals.sign_in.forms.SignInForm",
    "reauthenticate": "portals.sign_in.forms.ConfirmPasswordForm",
}
# By account first; by address only where no office behind one address would ever come near. Each attempt costs a fifth
# of a second of a core. `_site` is the count of one customer of a provider on one account, who so uses up half of it.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "150/15m/ip,20/15m/key",
    "login_failed_site": "10/15m/key",
    "reauthenticate": "10/m/user",
    "reset_password": "60/m/ip,5/h/key",  # pragma: allowlist secret
    "reset_password_site": "10/h/key",  # pragma: allowlist secret
    "reset_password_mail": "30/h/key",  # pragma: allowlist secret
    "reset_password_slow": "1/15m/key",  # pragma: allowlist secret
}
MFA_ADAPTER = "portals.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "portals.sign_in.forms.OneTimeCodeForm",
    "reauthenticate": "portals.sign_in.forms.ConfirmCodeForm",
    "activate_totp": "portals.sign_in.forms.AddAppForm",
    "add_webauthn": "portals.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "portals.sign_in.forms.RenamePasskeyForm",
}
# Whether who approves must have a second factor.
PORTALS_SECOND_FACTOR_REQUIRED = ENVIRONMENT.second_factor
# A sign-on of the province by OpenID Connect, when the environment names one.
SOCIALACCOUNT_ADAPTER = "portals.sign_in.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = single_sign_on(ENVIRONMENT.sign_on_url)
SOCIALACCOUNT_ONLY = False
# What a person is told after a step waits in the session: no further cookie, none without `__Host-`.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "portals.operations.failures.forged"
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_TEMPLATE = "portals/sign_in/locked.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "portals.visitors.client_address"
AXES_USERNAME_CALLABLE = "portals.sign_in.guessing.name_to_count"
AXES_WHITELIST_CALLABLE = "portals.sign_in.guessing.is_of_known_device"
# Sign-ins are in the log of the province, which has an end.
AXES_DISABLE_ACCESS_LOG = True
# The proxies whose `X-Forwarded-For` is believed.
PORTALS_TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
# Its middleware runs on the admin host only, by a subclass that the check does not recognise.
SILENCED_SYSTEM_CHECKS = [
    "axes.W002",
    # Takes a fixed hour as a default for a mistaken "now", each day for the seconds in which it is that hour.
    "fields.W161",
]

# Language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
# Our own words first, a catalogue a floor, then our Vietnamese of the packages. What belongs to no floor, as the
# templates of packages, is the first's.
LOCALE_PATHS = [
    *(ROOT / floor / "locale" for floor in ("portals", "editorial", "syndication", "scoring")),
    ROOT / "portals" / "locale_wagtail",
]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
# Where thousands are set apart at all.
NUMBER_GROUPING = 3
DATE_FORMAT = "d/m/Y"
# Monday, also in the calendars of date fields.
FIRST_DAY_OF_WEEK = 1
DATETIME_FORMAT = "d/m/Y H:i"

# Links ---------------------------------------------------------------------------------------------
# Domains to which texts may link without the word of the head, with all names below them. The province adds
# others as data.
PORTALS_LINK_HOSTS = {
    *("gov.vn", "edu.vn", "chinhphu.vn", "quochoi.vn", "dangcongsan.vn", "vbpl.vn"),
    *("nhandan.vn", "vietnamplus.vn", "vtv.vn", "vov.vn", "qdnd.vn", "baochinhphu.vn"),
    *("youtube.com", "youtu.be", "facebook.com", "zalo.me", "openstreetmap.org"),
    *ENVIRONMENT.extra_hosts,
}

# Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
PORTALS_WORDS_FOLDER = ENVIRONMENT.words_folder
STATIC_ROOT: Path | None = Path(ENVIRONMENT.static_root or ROOT / "staticfiles")
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = ENVIRONMENT.media_root or ROOT / "var" / "media"
STORAGES = {
    "default": media_storage(ENVIRONMENT.storage_url, behind=ENVIRONMENT.practice_media),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Wagtail ---------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Liên Cổng"
WAGTAILADMIN_BASE_URL = ENVIRONMENT.origin_of(PORTALS_ADMIN_HOST)
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Ho_Chi_Minh"]
WAGTAILIMAGES_IMAGE_MODEL = "editorial.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "editorial.PortalDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "editorial.editor.file_forms.PortalImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "editorial.editor.file_forms.PortalDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp",
    "zip", "mp4", "mp3", "m4a", "ogg", "oga", "opus", "wav", "webm",
]  # fmt: skip
# In MB. The front and the scanner have bounds of their own (docs/operations.md).
PORTALS_LARGEST_RECORDING = ENVIRONMENT.largest_recording
WAGTAILDOCS_MAX_UPLOAD_SIZE = max(50, PORTALS_LARGEST_RECORDING) * 1024 * 1024
# What prepares recordings (docs/bulletins.md): the path of ffmpeg, or "none"; empty for the system's, else the wheel's.
PORTALS_FFMPEG = ENVIRONMENT.ffmpeg
# Whether captions are made: "none" makes none.
PORTALS_SPEECH = ENVIRONMENT.speech
# What makes synthetic voices of texts: the name of an engine, or "none".
PORTALS_VOICE_ENGINE = ENVIRONMENT.voice_engine
# After how many months the original of a published recording is deleted, while what is heard stays; 0 keeps it.
PORTALS_ORIGINAL_RECORDING_MONTHS = ENVIRONMENT.original_recording_months
# As `portals.uploads.accepts` takes them.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
# How long a request waits for the examination of what it brings, since a thread waits with it. What is not done by then
# goes on in a job (docs/uploads-and-scans.md).
PORTALS_UPLOAD_SECONDS = 0.8
# Whom signatures of PDFs are trusted by (docs/signatures.md); without it nobody.
PORTALS_SIGNATURE_ROOTS = ENVIRONMENT.signature_roots
PORTALS_NEIGHBOURS = ENVIRONMENT.neighbours
# The scanner of uploads; without one their state says so (docs/uploads-and-scans.md).
CLAMAV_ADDRESS = ENVIRONMENT.clamav_address
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# It would try an address against every site, by addresses that stories do not have.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "none"
WAGTAIL_AUTOSAVE_INTERVAL = 4000
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "editorial.review.finish.publish_reviewed"
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "editorial.search.backend",
        "SEARCH_CONFIG": "vi",
        "AUTO_UPDATE": True,
    }
}

# Safety ----------------------------------------------------------------------------------------
# Wagtail lets its own frame show a preview, view by view.
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    # Previews, which the admin shows in a frame, are pages of the admin host and get its policy.
    "frame-ancestors": [CSP.NONE],
    "report-uri": [POLICY_REPORTS],
}
# Beside what Django's own middleware sends, on answers of public hosts that say nothing else themselves.
PORTALS_PUBLIC_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Wagtail's admin sets up its choosers by inline script; this policy is sent on the admin host only.
ADMIN_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    # Browsers also ask it of where a form leads on to: the sign-on of the province.
    "form-action": [CSP.SELF, *sign_on_origins(ENVIRONMENT.sign_on_url)],
    "frame-ancestors": [CSP.SELF],
    "report-uri": [POLICY_REPORTS],
}
# Our own pages on the admin host that do without Wagtail's frame: nothing inline there either. `blob:` is a photo that
# was just taken, shown before it is sent; the worker opens the page of quick writing without a connection.
POCKET_CSP: dict[str, list[str]] = SECURE_CSP | {
    "img-src": [CSP.SELF, "blob:"],
    "worker-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
