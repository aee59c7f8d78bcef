// Moving boxes: by mouse, pen or finger, and with the arrows of the keyboard.
import { say } from "./words.js";

const STEP = 12;
const LONG_STEP = 48;
const FAR_ENOUGH = 5; // pixels before a press becomes a move
const HELD = 220; // a finger waits that long before it moves a box: before, it scrolls the page
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const WAYS = { ArrowLeft: "à gauche", ArrowRight: "à droite", ArrowUp: "en haut", ArrowDown: "en bas" };

export function listenToMoves(picture, linking = { active: false }) {
  const { svg } = picture;
  let hold = null;

  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    const node = event.target.closest("[data-item]");
    picture.justMoved = false;
    if (!node || event.button !== 0 || linking.active) return;
    const from = picture.point(event);
    const { x, y } = picture.at(node);
    hold = { node, id: event.pointerId, from, offset: { x: x - from.x, y: y - from.y }, screen: [event.clientX, event.clientY], moving: false };
    if (event.pointerType === "touch") hold.timer = setTimeout(() => take(), HELD);
  });

  function take() {
    if (!hold) return;
    hold.moving = true;
    try { svg.setPointerCapture(hold.id); } catch { /* the finger has just left */ }
    hold.node.classList.add("dragged");
    hold.node.parentNode.append(hold.node); // above the others
    navigator.vibrate?.(8);
  }

  svg.addEventListener("pointermove", (event) => {
    if (!hold || event.pointerId !== hold.id) return;
    const far = Math.hypot(event.clientX - hold.screen[0], event.clientY - hold.screen[1]) > FAR_ENOUGH;
    if (!hold.moving && far) {
      if (event.pointerType === "touch") { drop(); return; }
      take();
    }
    if (!hold?.moving) return;
    const point = picture.point(event);
    picture.move(hold.node, point.x + hold.offset.x, point.y + hold.offset.y);
  });

  function drop() {
    if (!hold) return;
    clearTimeout(hold.timer);
    if (hold.moving) {
      hold.node.classList.remove("dragged");
      picture.justMoved = true;
      picture.saveSoon();
      say(`« ${hold.node.dataset.title} » est déplacé.`);
    }
    hold = null;
  }
  svg.addEventListener("pointerup", drop);
  svg.addEventListener("pointercancel", drop);
  // While a box is held by a finger, the page does not scroll.
  svg.addEventListener("touchmove", (event) => { if (hold?.moving) event.preventDefault(); }, { passive: false });
  svg.addEventListener("contextmenu", (event) => { if (hold?.moving) event.preventDefault(); });

  svg.addEventListener("keydown", (event) => {
    const node = event.target.closest("[data-item]");
    const way = ARROWS[event.key];
    if (!node || !way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (linking.active) { nearest(picture, node, way)?.focus(); return; }
    const { x, y } = picture.at(node);
    const step = event.shiftKey ? LONG_STEP : STEP;
    picture.move(node, x + way[0] * step, y + way[1] * step);
    picture.saveSoon();
    if (!event.repeat) say(`Déplacé ${WAYS[event.key]}.`);
  });

  addEventListener("pagehide", () => picture.saveNow());
}

// The next box that way: near, and rather straight ahead.
function nearest(picture, node, [wx, wy]) {
  const here = picture.at(node);
  const ahead = [...picture.nodes.values()].flatMap((other) => {
    const there = picture.at(other);
    const along = (there.x - here.x) * wx + (there.y - here.y) * wy;
    const aside = Math.abs((there.x - here.x) * wy) + Math.abs((there.y - here.y) * wx);
    return other !== node && along > 4 ? [[along + 2 * aside, other]] : [];
  });
  return ahead.sort((a, b) => a[0] - b[0])[0]?.[1];
}
