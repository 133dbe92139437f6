"""All settings, in one file, from the environment. `.env.example` lists what an operator may set."""

from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

from danvan.config.database import database
from danvan.config.environment import env_bool, env_choice, env_int, env_list, env_text
from danvan.lib import clock

# Django's forms, views and fields take their types in brackets at run time too, as the checker reads them.
django_stubs_ext.monkeypatch()

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "danvan"
load_dotenv(ROOT / ".env")
VAR = Path(env_text("DANVAN_VAR", str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env_text("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set; `make install` writes one into .env for development")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = env_text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")

ROOMS = [
    *("ui", "figures", "accounts", "audit", "files", "notices", "units", "documents", "sealed", "papers"),
    *("petitions", "reception", "reports", "desk", "portal", "api", "demo"),
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *[f"danvan.{room}" for room in ROOMS],
    "danvan.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "danvan.config.addresses.AddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "danvan.units.access.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "danvan.config.addresses.FormOnlyMiddleware",
]
ROOT_URLCONF = "danvan.config.urls"
WSGI_APPLICATION = "danvan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "danvan.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "danvan.config.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "danvan.ui.forms.Renderer"

DATABASES = {"default": database(env_text("DATABASE_URL"), var=VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}}

AUTHENTICATION_BACKENDS = ["danvan.accounts.backends.Backend"]
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The pepper for one-way hashes of codes and addresses: a stolen database alone must not allow guessing them.
CODE_PEPPER = env_text("CODE_PEPPER", SECRET_KEY)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
# Grouping is asked for by name (`|number`): done everywhere it would reach keys in addresses and forms, and years.
USE_THOUSAND_SEPARATOR = False
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
# Fetched by scripts/vendor.py; one folder serves every DANVAN_VAR of a checkout.
VENDOR = Path(env_text("DANVAN_VENDOR", str(ROOT / "var" / "vendor")))
STATICFILES_DIRS = [("vendor", VENDOR / "static")] if VENDOR.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env_bool("PLAIN_STATIC", default=False)
        else "danvan.ui.storage.Static"
    },
}
MEDIA_ROOT = Path(env_text("DANVAN_FILES", str(VAR / "files")))
MAX_UPLOAD_BYTES = env_int("MAX_UPLOAD_MB", default=10, low=1, high=200) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The sheet of a report without scripts sends seven fields for each of its rows; an office may ask for some hundreds.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Uploads of a form stay in memory: a scanned letter that is to be sealed must never lie on the disk in clear, not even for a moment.
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * MAX_UPLOAD_BYTES
FILE_UPLOAD_PERMISSIONS = 0o640

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "danvan.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS and env_bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
# Other names under the same domain are other people's business: W005, W021 ask to speak for them.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Messages out (room `notices`). What is off is not offered; what was queued for it stands in the ledger with the reason.
NOTICE_MAIL = env_choice("NOTICE_MAIL", "console" if DEBUG else "off", {"smtp", "files", "console", "off"})
NOTICE_MAIL_FOLDER = VAR / "mail"
NOTICE_SMS = env_choice("NOTICE_SMS", "console" if DEBUG else "off", {"webhook", "console", "off"})
NOTICE_SMS_URL = env_text("NOTICE_SMS_URL")
NOTICE_SMS_SECRET = env_text("NOTICE_SMS_SECRET")
NOTICE_WEBHOOK_SECRET = env_text("NOTICE_WEBHOOK_SECRET")
NOTICE_WEBHOOK_PRIVATE = env_bool("NOTICE_WEBHOOK_PRIVATE", default=False)
NOTICE_TIMEOUT: float = env_int("NOTICE_TIMEOUT", default=10, low=1, high=60)
NOTICE_KEEP_DAYS = env_int("NOTICE_KEEP_DAYS", default=30, low=1, high=365)
EMAIL_HOST = env_text("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", default=587, low=1, high=65535)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD")
_mail_security = env_choice("EMAIL_SECURITY", "starttls", {"starttls", "tls", "none"})
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail_security == "starttls", _mail_security == "tls"
DEFAULT_FROM_EMAIL = env_text("EMAIL_FROM")
if NOTICE_MAIL == "smtp" and not (EMAIL_HOST and "@" in DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured("NOTICE_MAIL=smtp needs EMAIL_HOST and EMAIL_FROM (an address)")
if EMAIL_HOST_PASSWORD and _mail_security == "none" and EMAIL_HOST not in {"localhost", "127.0.0.1", "::1"}:
    raise ImproperlyConfigured("EMAIL_SECURITY=none would show EMAIL_HOST_PASSWORD to everybody on the way; use starttls or tls")
if NOTICE_SMS == "webhook" and not (NOTICE_SMS_URL.startswith(("https://", "http://")) and NOTICE_SMS_SECRET):
    raise ImproperlyConfigured("NOTICE_SMS=webhook needs NOTICE_SMS_URL (http, https) and NOTICE_SMS_SECRET")

# The demonstration world stands still around one day; elsewhere today is today.
FIXED_TODAY = env_text("DANVAN_TODAY")
clock.fix(FIXED_TODAY)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "danvan.config.logs.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": env_text("LOG_LEVEL", "INFO")},
    "loggers": {"pikepdf": {"level": "WARNING"}},
}
