"""Users, and the counters that slow down guessing."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """In: a user name, a password (none: may not log in) and further fields. Out: the saved user."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who may log in. What they may do comes from the posts they hold (room `units`)."""

    username = models.CharField(_("tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    email = models.EmailField(_("thư điện tử"), blank=True)
    is_active = models.BooleanField(_("được đăng nhập"), default=True)
    joined_at = models.DateTimeField(_("ngày tạo"), auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")

    def __str__(self) -> str:
        return self.full_name


class Attempt(models.Model):
    """One try at something guessable (a password, a receipt code). `who` is a keyed hash, never an address."""

    scope = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("lần thử")
        verbose_name_plural = _("lần thử")
        indexes = (models.Index(fields=("scope", "who", "at"), name="attempt_lookup"),)

    def __str__(self) -> str:
        return f"{self.scope} {self.at}"
