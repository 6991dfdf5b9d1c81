"""Settings, typed, from the environment. Without a variable the embedded default is used; nothing is detected by chance."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import environ
import structlog
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR: Path = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key given, else one made once for this machine and kept beside the embedded database."""
    given: str = env.str("SECRET_KEY", default="")
    if given:
        return given
    kept = VAR_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
HTTPS = urlsplit(SITE_URL).scheme == "https"
DEMO = env.bool("DEMO", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "standard_site.apps.SiteConfig",
    "standard_site.files",
    "standard_site.accounts",
    "rules",
    "energyplus_runs",
    "assessments",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "standard_site.middleware.PrivatePages",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "standard_site.middleware.UploadSizeMiddleware",
    "standard_site.middleware.StorageErrors",
]

ROOT_URLCONF = "standard_site.urls"
FORM_RENDERER = "standard_site.lib.forms.SiteFormRenderer"
CSRF_FAILURE_VIEW = "standard_site.views.csrf_failure"
WSGI_APPLICATION = "standard_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "standard_site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "standard_site.context.site",
            ],
        },
    },
]

# database
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True, ATOMIC_REQUESTS=False)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "db.sqlite3",
            "OPTIONS": {
                # Writers queue at BEGIN instead of failing half-way; WAL lets pages be read while a worker writes.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# broker and workers
EMBEDDED_BROKER_SOCKET = VAR_DIR / "broker.sock"
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{EMBEDDED_BROKER_SOCKET}"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True  # the database row is the result
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A process that has grown with the models it read is replaced. Not after a number of tasks: the sweeps are tasks too, and a
# worker stands still for some seconds while one of its processes is replaced.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.int("WORKER_MAX_MEMORY_MB", default=768) * 1024  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="standard")
CELERY_TIMEZONE = "UTC"
RUN_WALL_LIMIT_S = env.int("RUN_WALL_LIMIT_S", default=3600)
RUN_CPU_LIMIT_S = env.int("RUN_CPU_LIMIT_S", default=3600)
RUN_MEMORY_LIMIT_MB = env.int("RUN_MEMORY_LIMIT_MB", default=4096)
RUN_FILE_LIMIT_MB = env.int("RUN_FILE_LIMIT_MB", default=2048)
RUN_LEASE_S = env.int("RUN_LEASE_S", default=30)
RUN_MAX_ATTEMPTS = env.int("RUN_MAX_ATTEMPTS", default=3)
SWEEP_EVERY_S = env.int("SWEEP_EVERY_S", default=5)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the longest run, else the broker hands out a task that is still being worked on.
    "visibility_timeout": RUN_WALL_LIMIT_S + 600,
    # kombu looks for lost messages only every hundred seconds or so by itself.
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_BEAT_SCHEDULE = {
    app: {"task": f"{app}.tasks.sweep", "schedule": SWEEP_EVERY_S, "options": {"expires": SWEEP_EVERY_S * 2}}
    for app in ("energyplus_runs", "assessments")
}
CELERY_BEAT_SCHEDULE["tidy"] = {
    "task": "assessments.tasks.tidy",
    "schedule": 3600,
    "options": {"expires": 3600},
}

# files and models
STORAGE_URL = env.str("STORAGE_URL", default="") or f"file://{VAR_DIR / 'storage'}"
_storage = urlsplit(STORAGE_URL)
if _storage.scheme not in ("file", "s3"):
    raise ImproperlyConfigured(f"STORAGE_URL must be a file:// or s3:// address; got '{STORAGE_URL}'.")
# What arrives is measured and hashed here first; with a bucket, only until it is kept there.
STORAGE_DIR = Path(_storage.path) if _storage.scheme == "file" else VAR_DIR / "incoming"
_options = dict(parse_qsl(_storage.query))
STORAGE_BUCKET = (
    (
        _storage.netloc,
        f"{_storage.path.strip('/')}/".lstrip("/"),
        _options.get("endpoint", ""),
        _options.get("region", ""),
    )
    if _storage.scheme == "s3"
    else None
)
RUN_FILES_KEPT_DAYS = env.int("RUN_FILES_KEPT_DAYS", default=90)
RUNS_DIR = VAR_DIR / "runs"
WEATHER_DIR = (
    VAR_DIR / "weather"
)  # files of the weather library as the engine reads them; made anew when lost
ENERGYPLUS_DIR: Path | None = (
    Path(env.str("ENERGYPLUS_DIR")) if env.str("ENERGYPLUS_DIR", default="") else None
)
TRUST_MODELS_WITHOUT_SANDBOX = env.bool("TRUST_MODELS_WITHOUT_SANDBOX", default=False)
MODEL_MAX_BYTES = env.int("MODEL_MAX_MB", default=20) * 1024 * 1024
MODEL_MAX_OBJECTS = env.int("MODEL_MAX_OBJECTS", default=200_000)
ATTACHMENTS_MAX_BYTES = env.int("ATTACHMENTS_MAX_MB", default=20) * 1024 * 1024  # all of a design together
TAKE_OFF_MAX_BYTES = env.int("TAKE_OFF_MAX_MB", default=10) * 1024 * 1024
TAKE_OFF_MAX_LINES = env.int("TAKE_OFF_MAX_LINES", default=20_000)
TAKE_OFF_READING_MAX_BYTES = env.int("TAKE_OFF_READING_MAX_MB", default=40) * 1024 * 1024  # by a worker
TAKE_OFF_READING_MAX_LINES = env.int("TAKE_OFF_READING_MAX_LINES", default=200_000)
DECLARED_MAX_BYTES = 1024 * 1024
IFC_MAX_BYTES = env.int("IFC_MAX_MB", default=200) * 1024 * 1024  # of a model, unpacked
IFC_TIME_LIMIT_S = env.int("IFC_TIME_LIMIT_S", default=300)
IFC_MEMORY_LIMIT_MB = env.int("IFC_MEMORY_LIMIT_MB", default=3072)
RUNS_PER_USER_MAX = env.int("RUNS_PER_USER_MAX", default=10)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # without one, only operators read /metrics/
RUNS_WAITING_MAX = env.int("RUNS_WAITING_MAX", default=500)
EDITIONS_DIR = BASE_DIR / "rules" / "editions"
DEFAULT_EDITION = "island-2026-r1"
EDITION_CHECKS = [
    "assessments.annexes.check_annexes"
]  # of what an edition holds for other parts than its own engine
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "standard_site.files.upload_handlers.LimitedUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_BYTES = MODEL_MAX_BYTES + ATTACHMENTS_MAX_BYTES + TAKE_OFF_MAX_BYTES + DECLARED_MAX_BYTES

# people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "assessments:projects"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "standard_site.accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="optional")
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Island 1.5 °C"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "standard_site.accounts.sign_in.counted_name"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@localhost")

# languages, time, static files
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "standard_site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    ("vendor/tabler", NODE_MODULES / "@tabler" / "core" / "dist"),
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/echarts", NODE_MODULES / "echarts" / "dist"),
    ("vendor/three", NODE_MODULES / "three" / "build"),
    ("vendor/three-addons", NODE_MODULES / "three" / "examples" / "jsm" / "controls"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

# security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],  # charts size their own canvas
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- API --------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "standard_site.lib.authentication.CsrfAwareSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["standard_site.lib.parsers.BoundedJsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "standard_site.lib.negotiation.OneRepresentation",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": "standard_site.lib.pagination.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "standard_site.lib.openapi.ProblemAwareSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_RATE_ANONYMOUS", default="120/min"),
        "user": env.str("API_RATE_PER_USER", default="1200/min"),
    },
    "NUM_PROXIES": 1 if env.bool("BEHIND_TLS_PROXY", default=False) else 0,
    "EXCEPTION_HANDLER": "standard_site.lib.problems.exception_handler",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Island 1.5 °C standard",
    "DESCRIPTION": (
        "Scores building designs against a versioned 1.5 °C carbon standard.\n\n"
        "Every error is a problem document (RFC 9457) with a stable `code`; title and detail follow "
        "`Accept-Language`. Lists come in pages, newest first: follow `next`. Units are part of the names."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_COERCE_PATH_PK_SUFFIX": True,
    "ENUM_NAME_OVERRIDES": {
        "AssessmentStatus": "assessments.models.AssessmentStatus",
        "SubmissionStatus": "assessments.models.SubmissionStatus",
        "RunStatus": "energyplus_runs.models.RunStatus",
        "EventVerb": "rules.models.EventVerb",
        "ChangeVerb": "rules.models.ChangeVerb",
        "LifeState": "rules.models.LifeState",
        "DraftState": "rules.models.DraftState",
        "CommentState": "rules.models.CommentState",
        "BackTestStatus": "assessments.backtest.models.BackTestStatus",
    },
}

# logs
_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer()
            if env.str("LOG_FORMAT", default="text") == "json"
            # No local variables in tracebacks: they hold people's designs.
            else structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}},
}
