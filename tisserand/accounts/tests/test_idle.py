"""The idle lock: nothing is shown, nothing typed is lost, and only its owner opens it again."""

from __future__ import annotations

from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, World, client_of
from tisserand.accounts import idle
from tisserand.accounts.models import User

PROFILE = {"first_name": "Anne", "last_name": "Essai", "job_title": "écrivaine « publique »", "phone": ""}


@pytest.fixture(autouse=True)
def _no_memory_of_attempts(db: None) -> None:
    cache.clear()


def leave(client: Client, minutes: int) -> Client:
    """Let time pass for this session."""
    session = client.session
    session[idle.SEEN] = time() - minutes * 60
    session.save()
    return client


def left_alone(user: User, minutes: int = 21) -> Client:
    client = client_of(user)
    client.get(reverse("accounts:profile"))
    return leave(client, minutes)


def back(password: str = PASSWORD, **fields: Any) -> dict[str, Any]:
    return {idle.ANSWER: "1", idle.PASSWORD: password} | fields


def test_a_session_left_alone_shows_nothing_of_the_page(world: World) -> None:
    answer = left_alone(world.cast.referent).get(reverse("accounts:profile"))
    assert answer.status_code == 423
    assert world.cast.referent.email not in answer.content.decode()
    assert "CCAS d’essai" not in answer.content.decode()


def test_a_session_in_use_stays_open(world: World) -> None:
    assert left_alone(world.cast.referent, 19).get(reverse("accounts:profile")).status_code == 200


def test_a_page_that_refreshes_itself_keeps_nobody_awake(world: World) -> None:
    client = left_alone(world.cast.referent, 19)
    assert client.get(reverse("accounts:profile"), headers={"X-Background": "1"}).status_code == 200
    leave(client, 21)
    assert client.get(reverse("accounts:profile"), headers={"X-Background": "1"}).status_code == 423
    assert client.get(reverse("accounts:profile")).status_code == 423


def test_once_locked_it_stays_locked_whatever_the_clock_says(world: World) -> None:
    client = left_alone(world.cast.referent)
    client.get(reverse("accounts:profile"))
    assert leave(client, 0).get(reverse("accounts:profile")).status_code == 423


def test_after_a_read_page_the_password_leads_back_to_it(world: World) -> None:
    client = left_alone(world.cast.referent)
    page = client.get(reverse("accounts:job_list") + "?page=2")
    assert (page.context["action"], page.context["back"]) == (reverse("accounts:unlock"), "/travaux/?page=2")
    assert client.post(reverse("accounts:unlock"), back(next="/travaux/?page=2")).url == "/travaux/?page=2"
    assert client.get(reverse("accounts:job_list")).status_code == 200


def test_what_was_being_sent_arrives_after_the_password(world: World) -> None:
    client = left_alone(world.cast.referent)
    page = client.post(reverse("accounts:profile"), PROFILE)
    assert page.status_code == 423
    assert dict(page.context["fields"]) == PROFILE
    assert User.objects.get(pk=world.cast.referent.pk).first_name == "Referent"

    again = client.post(page.context["action"], dict(page.context["fields"]) | back("faux"))
    assert again.status_code == 423
    assert idle.WRONG in again.content.decode()
    assert dict(again.context["fields"]) == PROFILE

    assert client.post(again.context["action"], dict(again.context["fields"]) | back()).status_code == 302
    saved = User.objects.get(pk=world.cast.referent.pk)
    assert (saved.first_name, saved.job_title) == ("Anne", PROFILE["job_title"])


def test_a_stranger_site_cannot_slip_fields_into_the_lock(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast.referent)
    leave(client, 21)
    assert client.post(reverse("accounts:profile"), PROFILE).status_code == 403


def test_too_much_to_carry_is_said(world: World) -> None:
    client = left_alone(world.cast.referent)
    page = client.post(reverse("accounts:profile"), PROFILE | {"job_title": "x" * (idle.CARRIED_AT_MOST + 1)})
    assert (page.context["fields"], page.context["is_too_long"]) == ([], True)
    assert "trop long" in page.content.decode()


def test_scripts_get_423_and_unlock_by_json(world: World) -> None:
    client = left_alone(world.cast.referent)
    assert client.get(reverse("accounts:profile"), headers={"HX-Request": "true"}).status_code == 423
    script = {"X-Requested-With": "fetch"}
    address = reverse("accounts:unlock")
    refused = client.post(address, {"password": "faux"}, headers=script)
    assert (refused.status_code, refused.json()) == (403, {"refusal": idle.WRONG})
    assert client.post(address, {"password": PASSWORD}, headers=script).json() == {"unlocked": True}
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_page_locks_the_server_with_it(world: World) -> None:
    client = client_of(world.cast.referent)
    assert client.post(reverse("accounts:lock"), headers={"X-Requested-With": "fetch"}).status_code == 204
    assert client.get(reverse("accounts:profile")).status_code == 423


def test_another_proof_given_since_the_lock_opens_it(world: World) -> None:
    user = world.cast.referent
    Authenticator.objects.filter(user=user).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = left_alone(user)
    page = client.post(reverse("accounts:profile"), PROFILE)
    (way,) = page.context["ways"]
    asked = client.get(way["url"])
    assert user.get_full_name() not in asked.content.decode(), "the frame of nobody"
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    following = parse_qs(urlsplit(way["url"]).query)["next"][0]
    door = way["url"].partition("?")[0]
    wrong = client.post(door, {"code": "000000", "next": following})
    assert wrong.status_code == 200
    assert client.get(reverse("accounts:profile")).status_code == 423
    proved = client.post(door, {"code": code, "next": following})
    resumed = client.get(proved.headers["Location"])
    assert client.post(resumed.context["waiting"]["address"], dict(resumed.context["fields"])).url
    assert User.objects.get(pk=user.pk).job_title == PROFILE["job_title"]


def test_guessing_is_limited(world: World) -> None:
    client = left_alone(world.cast.referent)
    script = {"X-Requested-With": "fetch"}
    answers = [
        client.post(reverse("accounts:unlock"), {"password": "faux"}, headers=script) for _ in range(6)
    ]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert client.post(reverse("accounts:unlock"), {"password": PASSWORD}, headers=script).status_code == 429


def test_one_may_leave_from_the_lock(world: World) -> None:
    client = left_alone(world.cast.referent)
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_people_of_the_demonstration_come_back_in_one_click(world: World, settings: Any) -> None:
    world.cast.referent.is_demonstration = True
    world.cast.referent.save()
    client = left_alone(world.cast.referent)
    assert "Je suis de retour" in client.get(reverse("accounts:profile")).content.decode()
    settings.DEMO = False
    assert client.post(reverse("accounts:unlock"), {idle.ANSWER: "1"}).status_code == 423
    settings.DEMO = True
    assert client.post(reverse("accounts:unlock"), {idle.ANSWER: "1"}).status_code == 302
