// The box of the journal: colleagues suggested after an @.
import "./journal.scss";

const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const TYPED = /(?:^|[\s(])@([\p{L}'’-]{1,40})$/u;

/** The list of colleagues under a text area, one at a time. */
class Mentions {
  constructor(area) {
    this.area = area;
    this.list = document.createElement("ul");
    Object.assign(this.list, { className: "mention-list", id: `${area.id}-mentions`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Collègues");
    area.after(this.list);
    area.addEventListener("input", () => this.look());
    area.addEventListener("keydown", (event) => this.press(event));
    area.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.take(event.target.closest("[data-name]"));
    });
  }

  get options() {
    return [...this.list.children];
  }

  async look() {
    const typed = this.area.value.slice(0, this.area.selectionStart).match(TYPED);
    if (!typed) return this.close();
    const asked = (this.asked = typed[1]);
    const answer = await fetch(this.area.dataset.mentions, {
      method: "POST",
      body: new URLSearchParams({ q: asked }),
      headers: { "X-CSRFToken": csrf(), "X-Requested-With": "fetch" },
    });
    if (!answer.ok || asked !== this.asked) return;
    this.list.innerHTML = await answer.text();
    this.list.hidden = !this.list.children.length;
    this.area.setAttribute("aria-controls", this.list.id);
    this.options.forEach((option, index) => { option.id = `${this.list.id}-${index}`; });
    this.mark(this.options[0]);
  }

  mark(option) {
    this.options.forEach((other) => other.setAttribute("aria-selected", other === option));
    if (option) this.area.setAttribute("aria-activedescendant", option.id);
    else this.area.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (this.list.hidden) return;
    const at = this.options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.mark(this.options.at((at + steps[event.key]) % this.options.length));
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.options[at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  take(option) {
    if (!option) return;
    const end = this.area.selectionStart;
    const start = this.area.value.lastIndexOf("@", end);
    this.area.setRangeText(`@${option.dataset.name} `, start, end, "end");
    this.close();
    this.area.focus();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.asked = null;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.area.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("textarea[data-mentions]").forEach((area) => area.dataset.mentions && new Mentions(area));
