// Tying two boxes: choose one, choose the other, say how.
import { say } from "../../../ui/static_src/picture/words.js";

export function listenToLinking(root) {
  const form = root.querySelector("[data-link-form]");
  const starter = root.querySelector("[data-start-link]");
  const linking = { active: false, source: null, start, choose, stop };
  if (!form) return { ...linking, choose: () => false };

  function start(node = null) {
    linking.active = true;
    root.classList.add("linking");
    starter?.setAttribute("aria-pressed", "true");
    take(node);
  }

  function take(node) {
    linking.source?.classList.remove("source");
    linking.source = node;
    node?.classList.add("source");
    say(node
      ? `« ${node.dataset.title} » agit sur… Choisissez l’autre élément avec les flèches ou Tab, puis Entrée. Échap pour renoncer.`
      : "Choisissez l’élément qui agit, puis celui sur lequel il agit. Échap pour renoncer.");
  }

  function stop(words = "Lien abandonné.") {
    linking.source?.classList.remove("source");
    linking.active = false;
    linking.source = null;
    root.classList.remove("linking");
    starter?.setAttribute("aria-pressed", "false");
    if (words) say(words);
  }

  // True when the press served to tie.
  function choose(node) {
    if (!linking.active) return false;
    if (!linking.source) take(node);
    else if (node === linking.source) stop();
    else ask(linking.source, node);
    return true;
  }

  function ask(source, target) {
    const dialog = document.getElementById("map-how");
    dialog.querySelector("[data-question]").textContent = `« ${source.dataset.title} » … « ${target.dataset.title} »`;
    dialog.returnValue = "";
    dialog.showModal();
    const likely = source.dataset.kind === "strength" ? "protects" : "worsens";
    dialog.querySelector(`[value=${likely}]`).focus();
    dialog.addEventListener("close", () => {
      const kind = dialog.returnValue;
      stop(kind ? "" : undefined);
      if (kind) submit(source, kind, target);
      else source.focus();
    }, { once: true });
  }

  function submit(source, kind, target) {
    form.elements.source.value = source.dataset.item;
    form.elements.kind.value = kind;
    form.elements.target.value = target.dataset.item;
    form.requestSubmit();
  }

  starter?.setAttribute("role", "button");
  starter?.setAttribute("aria-pressed", "false");
  starter?.addEventListener("click", (event) => {
    event.preventDefault();
    if (linking.active) stop();
    else start();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && linking.active) stop();
    const node = event.target.closest?.(".map-node[data-item]");
    if (node && event.key.toLowerCase() === "l" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      start(node);
    }
  });
  return linking;
}
