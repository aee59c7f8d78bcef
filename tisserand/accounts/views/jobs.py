"""My long works, and how far one of them has got."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.jobs import NotResumable, Progress, resume_job
from tisserand.accounts.queries import jobs_of
from tisserand.common.clock import now


@require_GET
@login_required
def job_list(request: HttpRequest) -> HttpResponse:
    """Everything I asked for, latest first."""
    page = Paginator(jobs_of(request.actor), 20).get_page(request.GET.get("page"))
    works = [Progress(job, now()) for job in page]
    return render(request, "accounts/job_list.html", {"page": page, "works": works})


@require_GET
@login_required
def job_detail(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One work, followed live."""
    job = get_object_or_404(jobs_of(request.actor), pk=job_id)
    return render(request, "accounts/job_detail.html", {"work": Progress(job, now())})


@require_GET
@login_required
def job_progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The part of the page that moves."""
    job = get_object_or_404(jobs_of(request.actor), pk=job_id)
    return render(request, "accounts/_job_progress.html", {"work": Progress(job, now())})


@require_POST
@login_required
def job_resume(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Take it up again."""
    job = get_object_or_404(jobs_of(request.actor), pk=job_id)
    try:
        resume_job(actor=request.actor, job=job, now=now())
    except NotResumable:
        messages.warning(request, "Ce travail n’est pas à reprendre.")
    return redirect("accounts:job_detail", job_id=job.pk)
