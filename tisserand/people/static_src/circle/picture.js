// The drawing of a circle: only who was moved is kept, and the server draws every line anew.
import { Picture } from "../../../ui/static_src/picture/picture.js";

const ROOM = 160; // how far beyond its right edge the paper may grow in one move

const SMALLEST = 0.84;

export class CirclePicture extends Picture {
  scale = 1;

  farthest(width) { return this.width + ROOM - width / 2; }

  grow() {
    const ends = [...this.nodes.values()].map((node) => this.at(node));
    const width = Math.max(this.width, ...ends.map(({ x, width: wide }) => x + wide / 2 + 22));
    const height = Math.max(this.svg.viewBox.baseVal.height, ...ends.map(({ y, height: high }) => y + high / 2 + 22));
    this.size(width, height);
  }

  size(width, height) {
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("width", Math.round(width * this.scale));
    this.svg.setAttribute("height", Math.round(height * this.scale));
  }

  // A little smaller when that shows it whole, or nearly; words stay large enough to be read.
  fit(frame) {
    this.scale = Math.min(1, Math.max(SMALLEST, (frame.clientWidth - 2) / this.width));
    this.size(this.width, this.svg.viewBox.baseVal.height);
  }

  // Until the server answers, the lines that would be wrong step back.
  route() {
    this.svg.classList.add("waiting-lines");
  }

  body() {
    const places = [...this.places(this.changed)].map(([key, { x, y }]) => [key, [x, y]]);
    return { places: JSON.stringify(Object.fromEntries(places)) };
  }

  take({ svg }) {
    this.root.querySelector("[data-undo]").hidden = false; // there is something to undo from now on
    if (this.svg.querySelector(".dragged")) return;
    const focused = document.activeElement?.closest?.("[data-item]")?.dataset.item;
    const drawn = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
    this.svg.replaceChildren(...drawn.childNodes);
    this.width = drawn.viewBox.baseVal.width;
    this.size(this.width, drawn.viewBox.baseVal.height);
    this.svg.classList.remove("waiting-lines");
    this.nodes = new Map([...this.svg.querySelectorAll("[data-item]")].map((node) => [node.dataset.item, node]));
    if (focused) this.nodes.get(focused)?.focus({ preventScroll: true });
  }
}
