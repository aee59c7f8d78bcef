"""The pages of the essential account: who may read each block by name, one gesture each, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import World, client_of
from tests.reading import only_reading
from tisserand.common.clock import today
from tisserand.sharing.choices import BlockReach, ProposalState, ShareLevel, Topic
from tisserand.sharing.models import AccountBlock, Proposal
from tisserand.sharing.tests.factories import make_block, make_consent, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def referent(world: World) -> Client:
    return client_of(world.cast.referent)


@pytest.fixture
def partner(world: World) -> Client:
    return client_of(world.cast.partner)


def _page(client: Client, name: str, *args: object) -> str:
    with only_reading():
        answer = client.get(reverse(f"sharing:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_each_block_says_who_may_read_it(world: World, referent: Client) -> None:
    make_consent(world, topics=["housing"], user=world.cast.partner)
    make_consent(world, topics=["housing"], level=ShareLevel.KNOWS)
    make_consent(world, topics=["housing"], ends_on=today() - timedelta(days=1))
    make_block(world)
    make_block(world, Topic.HEALTH)
    make_block(world, Topic.MONEY, reach=BlockReach.TEAM)
    page = _page(referent, "account_detail", world.person.pk)
    assert page.count("lisible aussi par Partner Essai, Association d’essai<") == 1
    assert page.count("aucun accord ne l’ouvre aujourd’hui") == 1
    assert page.count("lisible par notre structure") == 1


def test_quiet_hints(world: World, referent: Client) -> None:
    make_block(world, read_over_on=today() - timedelta(days=200))
    make_block(world, Topic.HEALTH, read_over_on=today() - timedelta(days=90), text="a" * 601)
    make_block(world, Topic.MONEY)
    page = _page(referent, "account_detail", world.person.pk)
    assert page.count(": à relire<") == 1
    assert page.count("un peu long") == 1
    assert page.count("pas encore relu avec Nadia") == 1


def test_blocks_come_in_the_order_of_topics(world: World, referent: Client) -> None:
    for topic in (Topic.WORK, Topic.HOUSING, Topic.HEALTH):
        make_block(world, topic)
    page = _page(referent, "account_detail", world.person.pk)
    places = [page.index(f'id="theme-{topic}"') for topic in ("housing", "health", "work")]
    assert places == sorted(places)


def test_writing_by_choosing_a_topic(world: World, referent: Client) -> None:
    make_block(world)
    form = referent.get(reverse("sharing:account_detail", args=[world.person.pk])).context["new"]
    assert Topic.HOUSING not in dict(form.fields["topic"].choices)
    said = {"topic": "health", "text": "Diabétique.", "reach": "shareable", "revision": 0, "read_over": "on"}
    answer = referent.post(reverse("sharing:account_block_create", args=[world.person.pk]), said)
    assert answer.url.endswith("essentiel/#theme-health")
    assert AccountBlock.objects.get(topic="health").read_over_on == today()


def test_two_people_write_the_same_topic(world: World, referent: Client) -> None:
    address = reverse("sharing:account_block_create", args=[world.person.pk])
    theirs = {"topic": "health", "text": "Diabétique.", "reach": "team", "revision": 0}
    assert client_of(world.cast.colleague).post(address, theirs).status_code == 302
    mine = theirs | {"text": "Traitement le matin."}
    answer = referent.post(address, mine)
    assert answer.status_code == 409
    for words in ("Diabétique.", "Traitement le matin.", "Colleague Essai"):
        assert words in answer.content.decode()
    both = mine | {
        "text": "Diabétique, traitement le matin.",
        "revision": answer.context["form"]["revision"].value(),
    }
    assert referent.post(address, both).status_code == 302
    assert AccountBlock.objects.get().text == "Diabétique, traitement le matin."


def test_a_stale_page_shows_both_versions(world: World, referent: Client) -> None:
    block = make_block(world)
    address = reverse("sharing:account_block_edit", args=[world.person.pk, block.pk])
    first = {"text": "Un délai.", "reach": "team", "revision": 1}
    assert client_of(world.cast.colleague).post(address, first).status_code == 302
    answer = referent.post(address, first | {"text": "Une audience."})
    assert answer.status_code == 409
    assert "Un délai." in answer.content.decode()


def test_taken_off_then_put_back_in_one_press(world: World, referent: Client) -> None:
    block = make_block(world)
    answer = referent.post(
        reverse("sharing:account_block_remove", args=[world.person.pk, block.pk]), follow=True
    )
    back = reverse("sharing:account_block_restore", args=[world.person.pk, block.pk])
    assert answer.content.decode().count(f'action="{back}"') == 2, "in the notice, and among those taken off"
    referent.post(back)
    assert AccountBlock.objects.get().pk == block.pk


def test_read_over_one_then_all_then_not(world: World, referent: Client) -> None:
    block = make_block(world)
    make_block(world, Topic.HEALTH)
    address = reverse("sharing:account_read_over", args=[world.person.pk])
    read = AccountBlock.objects.filter(read_over_on=today())
    referent.post(address, {"block": block.pk, "topic": "housing"})
    assert read.get() == block
    referent.post(address)
    assert read.count() == 2
    referent.post(address, {"block": block.pk, "undo": "1"})
    assert read.count() == 1
    assert referent.post(address, {"block": "n’importe quoi"}).status_code == 302
    assert read.count() == 1


def test_the_panel_is_for_those_around(world: World, referent: Client) -> None:
    make_block(world)
    assert "Expulsion prévue" in _page(referent, "account_panel", world.person.pk)
    assert _page(client_of(world.cast.reception), "account_panel", world.person.pk) == ""


def test_the_paper_is_for_the_person(world: World, referent: Client) -> None:
    make_consent(world)
    make_block(world)
    page = _page(referent, "account_print", world.person.pk)
    assert "avec votre accord, par Association d’essai" in page


def test_a_partner_proposes_and_reads_the_answer(world: World, partner: Client, referent: Client) -> None:
    grant = make_consent(world, topics=["housing", "health"]).grants.get()
    address = reverse("sharing:proposal_create", args=[grant.pk])
    choices = dict(partner.get(address).context["form"].fields["topic"].choices)
    assert choices.keys() == {"", "housing", "health"}
    assert partner.post(address, {"topic": "work", "text": "Un emploi."}).status_code == 200
    partner.post(address, {"topic": "housing", "text": "Un délai est accordé."})
    opening = reverse("sharing:opening_detail", args=[grant.pk])
    assert "pas encore lue" in partner.get(opening).content.decode()
    assert "Partner Essai" in _page(client_of(world.cast.colleague), "proposal_panel")
    proposal = Proposal.objects.get()
    decide = reverse("sharing:proposal_decide", args=[world.person.pk, proposal.pk])
    assert "Un délai est accordé." in referent.get(decide).content.decode()
    assert referent.post(decide, {"decision": "decline", "answer": ""}).status_code == 200, "a word is due"
    referent.post(decide, {"decision": "decline", "answer": "Déjà su, merci."})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DECLINED
    assert "Déjà su, merci." in partner.get(opening).content.decode()
    assert _page(client_of(world.cast.colleague), "proposal_panel") == ""
    assert "Déjà su, merci." in _page(referent, "proposal_decide", world.person.pk, proposal.pk)


def test_a_proposal_taken_up_from_its_page(world: World, referent: Client) -> None:
    block = make_block(world)
    proposal = make_proposal(world)
    decide = reverse("sharing:proposal_decide", args=[world.person.pk, proposal.pk])
    referent.post(decide, {"text": "Délai accordé.", "how": "join", "revision": 1})
    block.refresh_from_db()
    assert block.text == "Expulsion prévue au printemps.\n\nDélai accordé."
    again = referent.post(decide, {"text": "Encore.", "how": "join", "revision": 2})
    assert again.status_code == 409
    for words in ("déjà répondu", "Encore."):
        assert words in again.content.decode(), "what was typed is still there to be copied"


def test_in_the_place_of_words_that_changed_meanwhile(world: World, referent: Client) -> None:
    block = make_block(world)
    proposal = make_proposal(world)
    AccountBlock.objects.filter(pk=block.pk).update(text="Audience en mai.", revision=2)
    decide = reverse("sharing:proposal_decide", args=[world.person.pk, proposal.pk])
    answer = referent.post(decide, {"text": "Délai accordé.", "how": "replace", "revision": 1})
    assert answer.status_code == 409
    assert "Audience en mai." in answer.content.decode()


def test_as_many_queries_whatever_is_told(
    world: World, referent: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def count() -> int:
        with django_assert_max_num_queries(200) as queries:
            for name in ("account_detail", "account_panel", "sharing_detail"):
                referent.get(reverse(f"sharing:{name}", args=[world.person.pk]))
            referent.get(reverse("sharing:proposal_panel"))
        return len(queries)

    make_proposal(world)
    make_block(world)
    count()
    few = count()
    for topic in list(Topic)[1:11]:
        make_block(world, topic)
        make_proposal(world, topic=topic)
    assert count() == few
