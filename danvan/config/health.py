"""Is it well? `/healthz` for a load balancer, `/metrics` for the machine's own collector."""

import ipaddress
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from danvan.accounts.models import User
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.notices import selectors as notices
from danvan.petitions.models import Petition
from danvan.reports.models import Report

STARTED = time.monotonic()


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and holds every migration; 503 with the reason otherwise. Tells nothing else."""
    problem = trouble()
    return JsonResponse({"status": problem or "ok"}, status=503 if problem else 200)


def trouble() -> str:
    """The first thing that is wrong, or nothing."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return "database does not answer"
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations are not applied" if waiting else ""


COUNTS: dict[str, tuple[str, Callable[[], int]]] = {
    "danvan_petitions_open": ("Petitions still owed something", lambda: Petition.objects.open().count()),
    "danvan_petitions_overdue": ("Open petitions past their due date", lambda: Petition.objects.overdue(clock.today()).count()),
    "danvan_reports": ("Reports of any state", lambda: Report.objects.count()),
    "danvan_audit_entries": ("Lines of the log", lambda: Entry.objects.count()),
    "danvan_notices_waiting": ("Notices to be sent", lambda: notices.queue_now().waiting),
    "danvan_notices_behind_seconds": ("How late the oldest due notice is", lambda: notices.queue_now().behind),
    "danvan_notices_failed": (
        "Notices given up within a day",
        lambda: sum(number for _channel, _reason, number in notices.failed_since(clock.now() - timedelta(days=1))),
    ),
    "danvan_users": ("Accounts that may log in", lambda: User.objects.filter(is_active=True).count()),
}


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """A few gauges as plain text, to callers on this machine only; everybody else gets 404."""
    if not is_local(request):
        raise Http404
    lines = ["# HELP danvan_uptime_seconds Since this process started", "# TYPE danvan_uptime_seconds gauge"]
    lines.append(f"danvan_uptime_seconds {time.monotonic() - STARTED:.0f}")
    for name, (meaning, count) in COUNTS.items():
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", f"{name} {count()}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def is_local(request: HttpRequest) -> bool:
    """The caller sits on this machine and no proxy forwarded the request for somebody else."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and "HTTP_X_FORWARDED_FOR" not in request.META
