"""The product's settings with a test's environment: nothing from `.env`, nothing left behind, no slow password hash."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_var = Path(tempfile.mkdtemp(prefix="danvan-test-"))
atexit.register(shutil.rmtree, _var, ignore_errors=True)

os.environ.update(
    {
        "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": "",
        "DANVAN_TODAY": "",
        "DANVAN_VAR": str(_var),
        "DATABASE_URL": os.environ.get("TEST_POSTGRES", ""),
        "DEBUG": "False",
        "LOG_LEVEL": "ERROR",
        "NOTICE_MAIL": "off",
        "NOTICE_SMS": "off",
        "PLAIN_STATIC": "True",
        "PUBLIC_URL": "http://testserver",
        "SECRET_KEY": "only-for-tests-0123456789-0123456789-0123456789-0123456789",
    }
)
for _name in (
    "CODE_PEPPER",
    "DANVAN_FILES",
    "SECRET_KEY_FILE",
    "BEHIND_PROXY",
    "SSL_REDIRECT",
    "MAX_UPLOAD_MB",
    "NOTICE_WEBHOOK_SECRET",
    "NOTICE_WEBHOOK_PRIVATE",
):
    os.environ.pop(_name, None)

from danvan.config.settings import *  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# A file, not memory: threads of a live server and of a race each need a connection of their own.
if not os.environ["DATABASE_URL"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_var / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
