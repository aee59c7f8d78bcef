// The plan: goals and steps moved by hand, finger or arrow keys. Menus say « Monter » and « Descendre » without script.
import "./styles/plan.scss";

const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const siblings = (row) => [...row.parentElement.children].filter((each) => each.dataset.place);
const news = (words) => { document.querySelector("[data-place-news]").textContent = words; };

async function keep(row) {
  const place = siblings(row).indexOf(row);
  const answer = await fetch(row.dataset.place, {
    method: "POST", body: new URLSearchParams({ place }), headers: { "X-CSRFToken": csrf(), "X-Dragged": "1" },
  }).catch(() => null);
  if (answer?.ok) news(`Déplacé : place ${place + 1} sur ${siblings(row).length}.`);
  else location.reload();
}

// Several arrow presses in a row are one move.
const later = new WeakMap();
function keepSoon(row) {
  clearTimeout(later.get(row));
  later.set(row, setTimeout(() => keep(row), 500));
}

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const row = handle.closest("[data-place]");
  const rows = siblings(row);
  const other = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!other) return;
  if (event.key === "ArrowDown") other.after(row);
  else other.before(row);
  handle.focus();
  keepSoon(row);
});

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || event.button) return;
  event.preventDefault();
  const row = handle.closest("[data-place]");
  const before = siblings(row).indexOf(row);
  handle.setPointerCapture(event.pointerId);
  row.classList.add("moving");
  const move = ({ clientY }) => {
    for (const other of siblings(row)) {
      if (other === row) continue;
      const { top, height } = other.getBoundingClientRect();
      const middle = top + height / 2;
      const isAfter = Boolean(row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (isAfter && clientY > middle) other.after(row);
      if (!isAfter && clientY < middle) { other.before(row); break; }
    }
  };
  const drop = () => {
    handle.removeEventListener("pointermove", move);
    row.classList.remove("moving");
    if (siblings(row).indexOf(row) !== before) keep(row);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", drop, { once: true });
});
