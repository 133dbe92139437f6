"""Is a new password good enough? Django's validators decide; the words are ours where Django's Vietnamese has none."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from danvan.accounts.models import User


def check(password: str, user: User | None) -> None:
    """Raise ValidationError with one sentence for each thing that is wrong."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError([_in_our_words(one) for one in error.error_list]) from error


def _in_our_words(error: ValidationError) -> ValidationError:
    if error.code == "password_too_short":
        words = {"count": (error.params or {}).get("min_length")}
        return ValidationError(_("Mật khẩu quá ngắn: cần ít nhất %(count)s ký tự.") % words, code=error.code)
    return error
