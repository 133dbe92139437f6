"""`danvan user add|password NAME`: accounts from the shell. The password is typed or piped, never an argument."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from danvan.accounts import operators
from danvan.lib.refusal import Refused


class Command(BaseCommand):
    """Calls the services; arguments would show a password in the list of processes."""

    help = "Add a user, or give one a new password (typed, or read from standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The action, the user name and, for a new user, the full name."""
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="make a user")
        add.add_argument("username")
        add.add_argument("--full-name", required=True, help="as it stands in papers")
        add.add_argument("--email", default="")
        actions.add_parser("password", help="set a new password").add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the password, then call the service."""
        password = _password()
        try:
            if options["action"] == "add":
                operators.add_user(username=options["username"], full_name=options["full_name"], password=password, email=options["email"])
                self.stdout.write(_("Đã tạo người dùng %(name)s.") % {"name": options["username"]})
            else:
                operators.set_password(username=options["username"], password=password)
                self.stdout.write(_("Đã đặt mật khẩu mới cho %(name)s.") % {"name": options["username"]})
        except Refused as refused:
            raise CommandError(refused.message) from refused


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(_("Mật khẩu: "))
    if first != getpass.getpass(_("Nhập lại mật khẩu: ")):
        raise CommandError(_("Hai lần nhập không giống nhau."))
    return first
