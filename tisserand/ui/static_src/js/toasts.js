// Short news of what was just done: announced, dismissed by hand, gone by itself when it says nothing serious.
const STAY = 8000;

function dismissible(toast) {
  toast.querySelector("[data-dismiss]")?.addEventListener("click", () => toast.remove());
  if (toast.hasAttribute("data-stays")) return;
  let timer = setTimeout(() => toast.remove(), STAY);
  for (const pause of ["pointerenter", "focusin"]) toast.addEventListener(pause, () => clearTimeout(timer));
  for (const resume of ["pointerleave", "focusout"])
    toast.addEventListener(resume, () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), STAY); });
}

export function say(words, { serious = false } = {}) {
  const model = document.getElementById("toast-model");
  const place = document.querySelector(".toasts");
  if (!model || !place) return;
  const toast = model.content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-words]").textContent = words;
  toast.classList.toggle("terracotta", serious);
  toast.toggleAttribute("data-stays", serious);
  place.append(toast);
  dismissible(toast);
}

document.querySelectorAll(".toasts > .toast").forEach(dismissible);

// A view may answer a fragment with HX-Trigger: {"toast": "Étape cochée."}
document.addEventListener("toast", ({ detail }) => say(detail.value ?? detail));
document.addEventListener("htmx:sendError", () => say("Pas de réseau\u00a0: rien n’est perdu, réessayez dans un instant.", { serious: true }));
// 503: the database or the disk gives way; the server says which, in one sentence.
const OUTAGE = "Tisserand ne répond pas. Ce n’est pas enregistré\u00a0: réessayez dans un instant.";
const isSentence = (xhr) => xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (xhr.status === 423) return;
  const words = xhr.status === 503 ? (isSentence(xhr) ? xhr.responseText : OUTAGE) : "Cela n’a pas marché. Ce que vous avez écrit est toujours là.";
  say(words, { serious: true });
});
