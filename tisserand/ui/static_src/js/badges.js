// The figure beside an entry of the navigation: asked for at most every two minutes, kept meanwhile for this tab.
const KEPT = "tisserand-badges";
const FRESH = 2 * 60000;
const badges = [...document.querySelectorAll("[data-badge]")];

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) || {};
  } catch {
    return {};
  }
}

function show(address, figure) {
  badges.filter((badge) => badge.dataset.badge === address).forEach((badge) => {
    badge.firstElementChild.textContent = figure;
    badge.hidden = !figure || figure === "0";
  });
}

async function ask(address) {
  try {
    const answer = await fetch(address, { redirect: "manual" });
    if (!answer.ok) return;
    const figure = (await answer.text()).trim();
    sessionStorage.setItem(KEPT, JSON.stringify({ ...kept(), [address]: { figure, at: Date.now() } }));
    show(address, figure);
  } catch {
    // Nobody waits for it: the next page asks again.
  }
}

// Where nobody is signed in, nothing of whoever was before stays; a locked page is told nothing.
const isLocked = document.querySelector("#idle-lock[data-locked]") !== null;
if (!badges.length) sessionStorage.removeItem(KEPT);
new Set(badges.map((badge) => badge.dataset.badge)).forEach((address) => {
  const known = kept()[address];
  if (known) show(address, known.figure);
  // Inside the room itself one has just read something.
  const inside = document.querySelector(`[data-badge="${address}"]`).closest("[aria-current]");
  if (!isLocked && (!known || inside || Date.now() - known.at > FRESH)) ask(address);
});
