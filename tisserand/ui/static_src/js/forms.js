// Forms: text areas that grow, a warning before leaving what is not saved.

function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

document.addEventListener("input", ({ target }) => {
  if (target.matches("textarea")) grow(target);
  target.form?.setAttribute("data-touched", "");
});

// One submission: the server replays the first answer anyway, the button only shows that it was heard.
document.addEventListener("submit", (event) => {
  const form = event.target;
  form.removeAttribute("data-touched");
  if (form.method === "get" || form.hasAttribute("hx-post") || form.closest("search, [role=search]")) return;
  if (form.dataset.sent && Date.now() - form.dataset.sent < 3000) event.preventDefault();
  form.dataset.sent = Date.now();
});

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-keep][data-touched]")) event.preventDefault();
});

const ready = (root) => root.querySelectorAll?.("textarea").forEach(grow);
ready(document);
document.addEventListener("htmx:load", ({ target }) => ready(target));

// After a refused form, the summary of what is missing takes the focus.
document.querySelector(".form-errors:not(.gallery-stage *)")?.focus();
document.addEventListener("htmx:afterSwap", ({ target }) => target.querySelector?.(".form-errors")?.focus());
