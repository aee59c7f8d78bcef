"""How pages come up in a browser: when the largest thing is painted (kept, never judged), and whether anything jumps.

Kept in `test-results/vitals.json`: machines differ, and so does what else they do; what jumps does so everywhere.
"""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse

from config.env import ROOT
from tests.cast import World
from tests.journeys.journey import Journey, each_width

RESULTS = ROOT / "test-results" / "vitals.json"
MOST_SHIFT = 0.1  # what web.dev calls good

# What the browser has kept since the page began; what a gesture brought is no surprise.
VITALS = """() => new Promise(done => {
  const kept = {lcp: 0, shift: 0};
  new PerformanceObserver(list => list.getEntries().forEach(entry => { kept.lcp = entry.startTime; }))
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) kept.shift += entry.value;
  })).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(kept), 300);
})"""


@each_width
def test_nothing_jumps_as_a_page_comes_up(journey: Journey, world: World) -> None:
    journey.sign_in(world.cast.referent)
    dossier, person = world.dossier, world.person
    addresses = {
        "Aujourd’hui": reverse("support:today"),
        "Personnes": reverse("people:person_list"),
        "Une personne": reverse("people:person_detail", args=[person.pk]),
        "Dossiers": reverse("support:dossier_list"),
        "Dossier": reverse("support:dossier_detail", args=[dossier.pk]),
        "Carte": reverse("support:map_detail", args=[dossier.pk]),
        "Projet": reverse("support:plan_detail", args=[dossier.pk]),
        "Fil": reverse("support:journal_detail", args=[dossier.pk]),
    }
    seen = {}
    for name, address in addresses.items():
        journey.open(address)
        journey.page.wait_for_load_state("networkidle")
        seen[name] = journey.page.evaluate(VITALS)
    keep(journey.width.name, seen)
    assert {name: each["shift"] for name, each in seen.items() if each["shift"] >= MOST_SHIFT} == {}


def keep(width: str, seen: dict[str, Any]) -> None:
    """Beside what the other widths have left."""
    RESULTS.parent.mkdir(exist_ok=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[width] = {
        name: {"lcp_ms": round(each["lcp"]), "layout_shift": round(each["shift"], 4)}
        for name, each in seen.items()
    }
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n")
