"""One agreement, four people, four browsers: it is given, read, taken back; each learns what is theirs to know."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.conftest import Open
from tests.journeys.journey import DESK, PHONE
from tisserand.sharing.choices import ConsentState, Topic
from tisserand.sharing.tests.factories import make_block, make_consent, make_guest

pytestmark = pytest.mark.django_db(transaction=True)


def test_given_read_taken_back_and_told(world: World, browsers: Open) -> None:
    make_block(world, Topic.HOUSING, text="Audience le 3 décembre.")
    draft = make_consent(world, user=world.cast.partner, state=ConsentState.DRAFT)
    _, number, code = make_guest(world)
    about = f"/personnes/{world.person.pk}/partage/accords/{draft.pk}/"

    # The referent notes her yes.
    referent = browsers(world.cast.referent, DESK)
    referent.open(about)
    referent.page.get_by_role("link", name="Noter la réponse").click()
    for said in ("Oui, à tout", "lu ensemble", "la notice imprimée", "de vive voix"):
        referent.page.get_by_role("radio", name=said, exact=True).check()
    referent.page.get_by_role("button", name="Noter la réponse").click()
    expect(referent.page.get_by_text("C’est noté.")).to_be_visible()

    # The partner reads.
    partner = browsers(world.cast.partner, DESK)
    partner.open("/partages/")
    partner.page.get_by_role("link", name=str(world.person)).click()
    expect(partner.page.get_by_text("Audience le 3 décembre.")).to_be_visible()

    # She sees that they did, from her telephone, and takes it back.
    hers = browsers(None, PHONE)
    hers.open(f"/invite/#{number}")
    hers.page.get_by_label("Le code").fill(code)
    hers.page.get_by_role("button", name="Entrer").click()
    looked = hers.page.locator(".card", has=hers.page.get_by_role("heading", name="Qui a regardé"))
    expect(looked.get_by_text("Partner Essai").first).to_be_visible()
    hers.page.get_by_role("link", name="Je ne suis plus d’accord").click()
    hers.page.get_by_label("Si vous voulez dire quelque chose").fill("J’ai trouvé.")
    hers.page.get_by_role("button", name="Arrêter ce partage").click()
    expect(hers.page.get_by_text("Plus personne ne lit par cet accord.").first).to_be_visible()

    # The page that the partner had open refuses at the next click, and the list knows nobody.
    partner.expected_statuses.add(404)
    with partner.page.expect_response("**/partages/*/") as refused:
        partner.page.reload()
    assert refused.value.status == 404
    partner.open("/partages/")
    expect(partner.page.get_by_text(str(world.person))).to_have_count(0)

    # A colleague reads on the agreement what she said, and when.
    colleague = browsers(world.cast.colleague, DESK)
    colleague.open(about)
    expect(colleague.page.get_by_text("J’ai trouvé.").first).to_be_visible()
    expect(colleague.page.get_by_text("Partner Essai").last).to_be_visible()

    # And she reads the whole story: who read, by what right, the colleague too.
    hers.page.get_by_role("link", name="Tout voir").click()
    told = hers.page.get_by_role("table")
    for words in ("Referent Essai", "Partner Essai", "accord de partage", "Colleague Essai"):
        expect(told.get_by_text(words).first).to_be_visible()
    hers.by_day_and_by_night()
