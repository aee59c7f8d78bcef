// The story of what is chosen on a drawing, brought beside it; its own address stays in the bar.
export async function openStory(root, key, address) {
  const asTable = root.classList.contains("as-table");
  const url = new URL(address, location.href);
  if (asTable) url.searchParams.set("vue", "tableau");
  await window.htmx.ajax("GET", url.pathname + url.search, { target: "#story", select: "#story", swap: "outerHTML" });
  choose(root, key);
  history.replaceState(history.state, "", `?element=${encodeURIComponent(key)}${asTable ? "&vue=tableau" : ""}`);
  const story = document.getElementById("story");
  story?.focus({ preventScroll: true });
  const beside = matchMedia("(min-width: 64rem)").matches;
  if (!beside) story?.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
}

export function choose(root, key) {
  for (const node of root.querySelectorAll("[data-item]")) {
    if (node.dataset.item === key) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
  }
}

// What had the focus may be gone with what it did: then what was acted upon takes it.
export function keepFocus(root) {
  if (document.activeElement !== document.body) return;
  const boxes = [...root.querySelectorAll("[data-item][aria-current]")];
  boxes.find((box) => box.getClientRects().length)?.focus({ preventScroll: true });
}
