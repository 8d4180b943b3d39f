"""Settings of Zhicheng. Every variable read here is described in docs/operator/settings.md."""

import os
from pathlib import Path

import pghistory
from csp.constants import NONE, SELF

from zhicheng.portal import environment, installation, postgres

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
VAR = Path(os.environ.get("ZHICHENG_VAR") or ROOT / "var")
DEFINITIONS_DIR = PACKAGE / "definitions"
CARRIED_DIR = PACKAGE / "carried"
MAPS_DIR = VAR / "maps"
DOCUMENTS_DIR = VAR / "documents"
# The patents, and the index derived from them: losing the index costs only the time to build it again.
LAKE_DIR = Path(os.environ.get("ZHICHENG_LAKE") or VAR / "lake")
PATENT_INDEX_DIR = VAR / "index"
# A folder of the server in which the operator lays files too large to upload; officers choose among them.
PATENT_FOLDER = Path(os.environ["ZHICHENG_PATENT_FOLDER"]) if os.environ.get("ZHICHENG_PATENT_FOLDER") else None
DEMONSTRATION_PATENTS = 20_000
DEMONSTRATION_APPLICATIONS = 300
DEMONSTRATION_CITIES = 10

DEMONSTRATION = environment.flag("ZHICHENG_DEMONSTRATION", default="on")
DEBUG = environment.flag("ZHICHENG_DEBUG", default="off")
# A key of the installation's own folder is enough on one machine; several machines share one by ZHICHENG_SECRET_KEY(_FILE).
SECRET_KEY = environment.text("ZHICHENG_SECRET_KEY", "") or installation.installation_key(VAR)
# The key under releases (PEM); the installation makes one of its own with its first release.
SIGNING_KEY = environment.text("ZHICHENG_SIGNING_KEY", "")
ALLOWED_HOSTS = environment.words("ZHICHENG_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = environment.words("ZHICHENG_ORIGINS", "")
HTTPS = environment.flag("ZHICHENG_HTTPS", default="off")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "django_cotton",
    "django_htmx",
    "zhicheng.base.ui",
    "zhicheng.base.regions",
    "zhicheng.base.parties",
    "zhicheng.base.accounts",
    "zhicheng.base.audit",
    "zhicheng.base.records",
    "zhicheng.base.documents",
    "zhicheng.base.notices",
    "zhicheng.base.jobs",
    "zhicheng.base.calendars",
    "zhicheng.services.patentinfo",
    "zhicheng.services.standards",
    "zhicheng.services.cultivation",
    "zhicheng.services.outlets",
    "zhicheng.services.counties",
    "zhicheng.services.contacts",
    "zhicheng.services.training",
    "zhicheng.services.hall",  # after the services whose facts, outcomes and programmes its items name
    "zhicheng.governance.indicators",
    "zhicheng.governance.plans",
    "zhicheng.governance.strength",
    "zhicheng.governance.rounds",
    "zhicheng.governance.assessment",
    "zhicheng.governance.support",
    "zhicheng.governance.releases",
    "zhicheng.base.definitions",  # after the apps whose kinds it discovers: order of loading is order of apps
    "zhicheng.portal.site",
    "zhicheng.portal.cockpit",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhicheng.base.ui.middleware.TextSizeMiddleware",
    "zhicheng.base.ui.middleware.DatabaseDownMiddleware",
    "zhicheng.portal.freshness.FreshPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "zhicheng.base.accounts.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhicheng.base.ui.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "zhicheng.portal.urls"
WSGI_APPLICATION = "zhicheng.portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "zhicheng.base.ui.templatetags.zhicheng",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhicheng.base.ui.context.shell",
            ],
        },
    }
]

# A thread keeps its connection; one that the server closed meanwhile is noticed and replaced.
DATABASES = {"default": {**postgres.database_settings(VAR), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}

# What takes long to count is kept for all web processes of a machine.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR / "cache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "zhicheng.base.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "workbench"
IDLE_LOGOUT_MINUTES = environment.number("ZHICHENG_IDLE_MINUTES", default=30)
# A measure of the year's plan without a progress note for longer is shown as silent.
PLAN_STALE_DAYS = environment.number("ZHICHENG_PLAN_STALE_DAYS", default=30)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page names a time; it must hold
AXES_LOCKOUT_CALLABLE = "zhicheng.base.accounts.throttle.locked_page"
AXES_DISABLE_ACCESS_LOG = True  # sign-ins stand in the platform's own log
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "知城"

# Every tracked table keeps what was inserted, changed and deleted; its history can only grow.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "zhicheng.base.ui.views.form_expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    ("tabler", ROOT / "node_modules" / "@tabler" / "core" / "dist" / "css"),
    ("echarts", ROOT / "node_modules" / "echarts" / "dist"),
    ("htmx", ROOT / "node_modules" / "htmx.org" / "dist"),
]
STATICFILES_FINDERS = [
    "zhicheng.portal.static.PageFilesFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# What pages load of these packages; a file named here is found under the same address.
PAGE_FILES = {
    "tabler/tabler.min.css",
    "tabler/tabler.min.css.map",
    "echarts/echarts.min.js",
    "htmx/htmx.min.js",
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DOCUMENTS_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DOCUMENT_MAX_BYTES = 50 * 2**20

EMAIL_HOST = environment.text("ZHICHENG_MAIL_HOST", "")
EMAIL_PORT = environment.number("ZHICHENG_MAIL_PORT", default=25)
EMAIL_HOST_USER = environment.text("ZHICHENG_MAIL_USER", "")
EMAIL_HOST_PASSWORD = environment.text("ZHICHENG_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 10  # seconds: mail goes out within the request that caused it
DEFAULT_FROM_EMAIL = environment.text("ZHICHENG_MAIL_FROM", "zhicheng@localhost")

# What the footer of a government site must say (《政府网站发展指引》): set by the office that runs the platform.
SITE = {
    "name": environment.text("ZHICHENG_SITE_NAME", "知城知识产权服务平台"),
    "short_name": environment.text("ZHICHENG_SITE_SHORT_NAME", "知识产权示范城市"),
    "host": environment.text("ZHICHENG_SITE_HOST", ""),
    "contact": environment.text("ZHICHENG_SITE_CONTACT", ""),
    "icp": environment.text("ZHICHENG_SITE_ICP", ""),
    "police": environment.text("ZHICHENG_SITE_POLICE", ""),
    "code": environment.text("ZHICHENG_SITE_CODE", ""),
    "map_approval": environment.text("ZHICHENG_MAP_APPROVAL", ""),
}

# What `zhicheng setup` does, in order; each is safe to repeat.
ZHICHENG_SETUP_STEPS = [
    ("行政区划与示范单位", "zhicheng.base.regions.setup:load"),
    ("定义", "zhicheng.base.definitions.setup:load"),
    ("称号名录", "zhicheng.services.cultivation.setup:load"),
    ("演示账户", "zhicheng.base.accounts.demonstration:load"),
    ("专利数据", "zhicheng.services.patentinfo.setup:load"),
    ("服务大厅演示", "zhicheng.portal.demonstration.setup:load"),
    ("统计数据", "zhicheng.governance.indicators.setup:load"),
    ("专利实力评价", "zhicheng.governance.strength.setup:load"),
    ("年度工作演示", "zhicheng.portal.demonstration.governance:load"),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
ZHICHENG_NAVIGATION = "zhicheng.portal.navigation:items"
