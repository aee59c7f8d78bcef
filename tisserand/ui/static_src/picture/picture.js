// One drawing whose boxes move by hand, by finger or by keyboard, and which keeps where they were put. A room extends
// it: `route(node)` redraws the lines of what moves, `body()` says what to keep, `take(answer)` shows what was kept.
import { csrfToken, say, toast } from "./words.js";

const WAIT = 500;

export class Picture {
  constructor(svg, root) {
    this.svg = svg;
    this.root = root;
    this.width = svg.viewBox.baseVal.width;
    this.nodes = new Map([...svg.querySelectorAll("[data-item]")].map((node) => [node.dataset.item, node]));
    this.justMoved = false;
    this.changed = new Set(); // moved here, not kept yet
    this.mine = new Map(); // where I had put what someone else moved meanwhile
  }

  at(node) {
    return { x: +node.dataset.x, y: +node.dataset.y, width: +node.dataset.width, height: +node.dataset.height };
  }

  // A place of the screen, on the drawing.
  point({ clientX, clientY }) {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return { x, y };
  }

  farthest(width) { return this.width - width / 2; }

  move(node, x, y) {
    const { width, height } = this.at(node);
    this.put(node, Math.round(Math.min(Math.max(x, width / 2), this.farthest(width))), Math.round(Math.max(y, height / 2 + 2)));
    this.grow();
    this.route(node);
    this.changed.add(node.dataset.item);
    this.mine.delete(node.dataset.item);
  }

  put(node, x, y) {
    node.dataset.x = x;
    node.dataset.y = y;
    node.setAttribute("transform", `translate(${x} ${y})`);
  }

  grow(height = 0) {
    const bottoms = [...this.nodes.values()].map((node) => +node.dataset.y + node.dataset.height / 2 + 8);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${Math.max(height, ...bottoms)}`);
  }

  saveSoon() {
    clearTimeout(this.timer);
    if (this.refused) { this.meet(this.refused); return; }
    this.timer = setTimeout(() => this.save(), WAIT);
    this.root.dataset.saving = "yes";
  }

  // A page left at once still keeps the last move.
  saveNow() {
    if (this.root.dataset.saving !== "yes" || !this.timer) return;
    clearTimeout(this.timer);
    this.save({ leaving: true });
  }

  async save({ leaving = false } = {}) {
    this.timer = null;
    // One at a time: sent before the answer to the one before, it would be refused because of oneself.
    if (this.sending && !leaving) { this.saveSoon(); return; }
    this.sending = true;
    const sent = this.places(this.changed);
    const body = new URLSearchParams({ ...this.body(), revision: this.root.dataset.revision });
    let answer;
    try {
      answer = await fetch(this.root.dataset.arrange, { method: "POST", body, keepalive: leaving, headers: { "X-CSRFToken": csrfToken() } });
      if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
    } catch {
      toast("La disposition n’a pas pu être enregistrée. Déplacez de nouveau pour réessayer.");
      this.root.dataset.saving = "failed";
      return;
    } finally {
      this.sending = false;
    }
    const picture = await answer.json();
    this.root.dataset.revision = picture.revision;
    if (answer.status === 409) { this.meet(picture); return; }
    this.settle(sent);
    if (!this.timer) this.take(picture);
    this.root.dataset.saving = this.timer ? "yes" : "done";
  }

  places(keys) {
    return new Map([...keys].filter((key) => this.nodes.has(key)).map((key) => [key, this.at(this.nodes.get(key))]));
  }

  // What was sent is kept, but what has moved again since.
  settle(sent) {
    for (const [key, { x, y }] of sent) {
      const now = this.at(this.nodes.get(key));
      if (now.x === x && now.y === y) this.changed.delete(key);
    }
  }

  // Someone else rearranged meanwhile: theirs is shown, and one press puts mine back. The hand that holds a box first.
  meet(picture) {
    clearTimeout(this.timer);
    this.timer = null;
    this.refused = this.svg.querySelector(".dragged") ? picture : null;
    if (this.refused) return;
    this.mine = new Map([...this.mine, ...this.places(this.changed)]);
    this.changed.clear();
    const byKeyboard = this.svg.contains(document.activeElement) && document.activeElement.matches(":focus-visible");
    this.take(picture);
    this.root.dataset.saving = "done";
    this.offerMine(picture.met, byKeyboard);
  }

  offerMine(words, byKeyboard) {
    const notice = this.root.querySelector("[data-rearranged]");
    const [back, keep] = ["[data-mine]", "[data-theirs]"].map((button) => notice.querySelector(button));
    notice.querySelector("[data-words]").textContent = words;
    notice.hidden = false;
    say(words);
    const close = () => { notice.hidden = true; this.mine.clear(); };
    keep.onclick = close;
    back.onclick = () => { this.putMineBack(); close(); };
    if (byKeyboard) back.focus();
  }

  putMineBack() {
    for (const [key, { x, y }] of this.mine) {
      const node = this.nodes.get(key);
      if (!node) continue;
      this.put(node, x, y);
      this.changed.add(key);
      this.route(node);
    }
    this.grow();
    this.nodes.get([...this.mine.keys()].at(-1))?.focus({ preventScroll: true });
    this.saveSoon();
    say("Votre disposition est remise.");
  }
}
