"""django-helpdesk as its own documentation sets it up, with the settings that favour it: no mail, no debugging, the database tuned as ours."""

import os
from urllib.parse import parse_qs, unquote, urlsplit

SECRET_KEY = "only-for-the-bench"  # noqa: S105 - a server on the loopback address, gone after the bench
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.peer.urls"
WSGI_APPLICATION = "bench.peer.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
SITE_ID = 1
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
LANGUAGE_CODE = "en-us"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
STATIC_URL = "static/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGIN_URL = "/helpdesk/login/"
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_VIEW_A_TICKET_PUBLIC = True
HELPDESK_SUBMIT_A_TICKET_PUBLIC = True
LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"out": {"class": "logging.StreamHandler"}}}
LOGGING["root"] = {"handlers": ["out"], "level": "ERROR"}

_parts = urlsplit(os.environ["DATABASE_URL"])
if _parts.scheme == "sqlite":
    # As danvan opens its own: danvan/config/database.py.
    _pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON;"
    _options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _pragmas}
    _file = unquote(_parts.path)[1:]
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": _file, "CONN_MAX_AGE": 600, "OPTIONS": _options}}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _parts.path.lstrip("/"),
            "USER": _parts.username or "",
            "PASSWORD": _parts.password or "",
            "HOST": parse_qs(_parts.query).get("host", [_parts.hostname or ""])[0],
            "PORT": str(_parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": "-c jit=off"},
        }
    }
