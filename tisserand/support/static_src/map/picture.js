// The drawing of the map: its boxes are kept all together, in thousandths of its width; its lines are curves.
import { Picture } from "../../../ui/static_src/picture/picture.js";

const CLEARANCE = 4; // as in ui/drawing/lines.py

export class MapPicture extends Picture {
  constructor(svg, root) {
    super(svg, root);
    this.edges = [...svg.querySelectorAll(".map-edge")];
  }

  route(node) {
    for (const edge of this.edges) if ([edge.dataset.source, edge.dataset.target].includes(node.dataset.item)) this.bend(edge);
  }

  // The same curve as the server draws; the server then finds the bend that troubles the others least.
  bend(edge) {
    const [a, b] = [edge.dataset.source, edge.dataset.target].map((key) => this.at(this.nodes.get(key)));
    const bend = +edge.dataset.bend;
    const c = { x: (a.x + b.x) / 2 - (b.y - a.y) * bend, y: (a.y + b.y) / 2 + (b.x - a.x) * bend };
    const start = wayOut(a, c, 0);
    const end = wayOut(b, c, CLEARANCE);
    const middle = { x: (start.x + 2 * c.x + end.x) / 4, y: (start.y + 2 * c.y + end.y) / 4 };
    this.draw(edge, `M${start.x} ${start.y}Q${c.x} ${c.y} ${end.x} ${end.y}`, [middle.x, middle.y + 4]);
  }

  draw(edge, d, [x, y]) {
    edge.querySelector("path").setAttribute("d", d);
    const label = edge.querySelector("text");
    label.setAttribute("x", x);
    label.setAttribute("y", y);
  }

  // Every place is kept from the first move on: what was in front of one's eyes does not jump at the next visit.
  body() {
    const scale = 1000 / this.width;
    const places = Object.fromEntries([...this.nodes].map(([key, node]) => [key, [Math.round(node.dataset.x * scale), Math.round(node.dataset.y * scale)]]));
    return { drawing: this.svg.dataset.drawing, places: JSON.stringify(places) };
  }

  take({ nodes, edges, height }) {
    for (const [key, [x, y]] of Object.entries(nodes)) {
      const node = this.nodes.get(key);
      if (node) this.put(node, x, y);
    }
    for (const edge of this.edges) {
      const drawn = edges[`${edge.dataset.source}.${edge.dataset.target}`];
      if (drawn) { edge.dataset.bend = drawn.bend; this.draw(edge, drawn.d, drawn.at); }
    }
    this.grow(height);
  }
}

function wayOut(box, toward, clearance) {
  const [dx, dy] = [toward.x - box.x, toward.y - box.y];
  const scale = Math.min(1, (box.width / 2 + clearance) / (Math.abs(dx) || 1e-9), (box.height / 2 + clearance) / (Math.abs(dy) || 1e-9));
  return { x: Math.round(box.x + dx * scale), y: Math.round(box.y + dy * scale) };
}
