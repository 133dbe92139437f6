"""What an operator does to accounts at the shell. The log hears of it by signal, since room `audit` stands above this one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from danvan.accounts import passwords
from danvan.accounts.models import User
from danvan.accounts.signals import password_changed
from danvan.lib.refusal import Refused


@transaction.atomic
def add_user(*, username: str, full_name: str, password: str, email: str = "") -> User:
    """Make a user who may log in. Refuses a name that is taken or empty, and a weak password."""
    name = User.normalize_username(username.strip())
    if not name or not full_name.strip():
        raise Refused(_("Cần tên đăng nhập và họ tên."), field="username")
    if User.objects.filter(username__iexact=name).exists():
        raise Refused(_("Tên đăng nhập %(name)s đã có người dùng.") % {"name": name}, field="username")
    _check_password(password, User(username=name, full_name=full_name))
    user = User.objects.create_user(name, password, full_name=full_name.strip(), email=email)
    password_changed.send(sender=User, user=user, by_operator=True)
    return user


@transaction.atomic
def set_password(*, username: str, password: str) -> User:
    """Give a user a new password at the shell. Refuses an unknown name and a weak password."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused(_("Không có người dùng %(name)s.") % {"name": username}, field="username")
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    password_changed.send(sender=User, user=user, by_operator=True)
    return user


def _check_password(password: str, user: User) -> None:
    try:
        passwords.check(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error
