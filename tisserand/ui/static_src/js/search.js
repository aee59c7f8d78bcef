// The people search: `/` goes there, arrows walk through the results (ARIA combobox), Enter opens, Escape closes.
const field = document.getElementById("people-search");
const results = document.getElementById("people-results");
const options = () => [...results.querySelectorAll('[role="option"]')];

function mark(option) {
  options().forEach((other) => other.setAttribute("aria-selected", other === option));
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function close() {
  results.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function onKey(event) {
  const all = options();
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") close();
  else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    all[at].click();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(all[at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length]);
  }
}

function announce() {
  const all = options();
  all.forEach((option, index) => { option.id ||= `people-result-${index}`; option.tabIndex = -1; });
  const shown = results.childElementCount > 0;
  field.setAttribute("aria-expanded", String(shown && all.length > 0));
  const words = all.length > 1 ? `${all.length} personnes trouvées` : all.length ? "1 personne trouvée" : "Aucune personne trouvée";
  document.getElementById("people-search-news").textContent = shown ? words : "";
}

if (field && results) {
  field.addEventListener("keydown", onKey);
  field.addEventListener("input", () => { if (!field.value.trim()) close(); });
  results.addEventListener("htmx:afterSwap", announce);
  document.addEventListener("click", ({ target }) => { if (!target.closest(".topbar-search")) close(); });
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
