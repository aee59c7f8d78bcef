"""Addresses of this room."""

from django.urls import path

from tisserand.coordination.urls import conferences, referrals
from tisserand.coordination.views import gestures, keeping, thread_start, threads

PERSON = "personnes/<uuid:person_id>/messages"
OPENING = "partages/<uuid:grant_id>/messages"
THREAD = "messages/<uuid:thread_id>"
MESSAGE = f"{THREAD}/<uuid:message_id>"

app_name = "coordination"
urlpatterns = [
    path("messages/", threads.thread_list, name="thread_list"),
    path("messages/combien/", threads.thread_count, name="thread_count"),
    path("messages/apercu/", threads.thread_panel, name="thread_panel"),
    path(f"{PERSON}/", threads.person_thread_list, name="person_thread_list"),
    path(f"{PERSON}/nouveau/", thread_start.thread_start, name="thread_start"),
    path(f"{OPENING}/", threads.opening_thread_list, name="opening_thread_list"),
    path(f"{OPENING}/nouveau/", thread_start.opening_thread_start, name="opening_thread_start"),
    path(f"{THREAD}/", threads.thread_detail, name="thread_detail"),
    path(f"{THREAD}/lu/", gestures.thread_read, name="thread_read"),
    path(f"{THREAD}/non-lu/", gestures.thread_unread, name="thread_unread"),
    path(f"{THREAD}/suivre/", gestures.thread_follow, name="thread_follow"),
    path(f"{THREAD}/clore/", gestures.thread_close, name="thread_close"),
    path(f"{THREAD}/rouvrir/", gestures.thread_reopen, name="thread_reopen"),
    path(f"{MESSAGE}/reprendre/", gestures.message_take_back, name="message_take_back"),
    path(f"{MESSAGE}/note/", keeping.message_keep_note, name="message_keep_note"),
    path(f"{MESSAGE}/etape/", keeping.message_keep_step, name="message_keep_step"),
    *conferences.urlpatterns,
    *referrals.urlpatterns,
]
