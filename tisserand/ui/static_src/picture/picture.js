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
    this.moved = node.dataset.item;
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
    const body = new URLSearchParams({ ...this.body(), revision: this.root.dataset.revision });
    let answer;
    try {
      answer = await fetch(this.root.dataset.arrange, { method: "POST", body, keepalive: leaving, headers: { "X-CSRFToken": csrfToken() } });
      if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
    } catch {
      toast("La disposition n’a pas pu être enregistrée. Déplacez de nouveau pour réessayer.");
      this.root.dataset.saving = "failed";
      return;
    }
    const picture = await answer.json();
    this.root.dataset.revision = picture.revision;
    if (answer.status === 409) this.meet(picture);
    else if (!this.timer) this.take(picture);
    this.root.dataset.saving = this.timer ? "yes" : "done";
  }

  // Someone else rearranged meanwhile: theirs is shown, mine comes back with one more move.
  meet(picture) {
    this.take(picture);
    const words = this.root.dataset.met || "Quelqu’un d’autre vient de ranger cette image : voici sa disposition.";
    toast(words);
    say(words);
  }
}
