// Drafts: what is typed in a form is kept on the server within seconds, and offered back where it was typed.
// Nothing of it is left in the browser. The page makes a token for each form it touches; the form sends the token
// along when it is saved, and the server then forgets the draft.
import htmx from "htmx.org";
import { csrfToken } from "./htmx.js";

const drafts = document.body.dataset.drafts;
const PAUSE = 1000; // after the last key
const AT_MOST = 4000; // between two keepings, for someone who never pauses
const KEEPALIVE = 60000; // bytes a browser still sends while the page goes
const SKIPPED = new Set(["csrfmiddlewaretoken", "draft_token", "_once"]);
const CARRIED = /(^|-)(revision|seen)$/; // hidden, but they say which version one was reading
const TYPED = "textarea, select, input:not([type=hidden]):not([type=file]):not([type=submit]):not([type=search])";
const state = new WeakMap();

const path = (address) => new URL(address, location.href).pathname;
// What one looks for is never kept: neither the form of a search, nor the search inside a form.
const isKept = (form) => form?.method === "post" && !form.hasAttribute("data-no-draft") && !form.closest("dialog#idle-lock, search, [role=search]")
  && form.querySelector(TYPED) && !form.querySelector("input[type=password], input[autocomplete=one-time-code]");

// The same form keeps the same name from one visit to the next: where it posts, and its rank among those.
function nameOf(form) {
  const to = path(form.getAttribute("action") || location.href);
  const same = [...document.forms].filter((other) => isKept(other) && path(other.getAttribute("action") || location.href) === to);
  return `${to}#${same.indexOf(form)}`;
}

function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Which open page types: of two that took up the same draft, the second goes on and the first begins another.
const PAGE = token();

function draftOf(form) {
  if (!state.has(form)) state.set(form, { token: token(), from: "", timer: 0, since: 0, sending: null, isSent: false, kept: "" });
  return state.get(form);
}

function sayToken(form, known) {
  let field = form.elements.draft_token;
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "draft_token" });
    form.append(field);
  }
  field.value = `${known.token} ${nameOf(form)} ${PAGE}`;
}

// Free text is read again in the list of drafts, under the label it was typed at; a choice is not.
function wordsOf(control) {
  if (!control.matches("textarea, input[type=text], input[type=tel], input[type=email], input[type=url]")) return "";
  return (control.labels?.[0]?.textContent ?? control.getAttribute("aria-label") ?? control.name).replace(/\s+/g, " ").trim();
}

function fieldsOf(form) {
  const fields = [];
  for (const control of form.elements) {
    if (!control.name || control.disabled || SKIPPED.has(control.name) || control.type === "file") continue;
    if (control.type === "hidden" && !CARRIED.test(control.name)) continue;
    if (["checkbox", "radio"].includes(control.type) && !control.checked) continue;
    if (["submit", "button", "reset", "fieldset", "output", "search"].includes(control.type)) continue;
    if (control.multiple) for (const option of control.selectedOptions) fields.push([control.name, option.value, ""]);
    else fields.push([control.name, control.value, wordsOf(control)]);
  }
  return fields;
}

function tell(form, words, isSerious = false) {
  let place = form.querySelector(".draft-note");
  if (!place) {
    place = Object.assign(document.createElement("p"), { className: "draft-note" });
    const actions = [...form.querySelectorAll(".actions")].at(-1);
    actions ? actions.after(place) : form.append(place);
  }
  place.textContent = words;
  place.classList.toggle("terracotta", isSerious);
}

async function keep(form, { leaving = false } = {}) {
  const known = draftOf(form);
  clearTimeout(known.timer);
  known.timer = known.since = 0;
  const fields = JSON.stringify(fieldsOf(form));
  if (known.isSent || known.kept === fields || !document.contains(form)) return;
  known.sending?.abort();
  known.sending = new AbortController();
  const body = new URLSearchParams({
    token: known.token, address: location.pathname, form: nameOf(form), title: document.title, fields, page: PAGE, taken_from: known.from,
  });
  let answer;
  try {
    answer = await fetch(`${drafts}garder/`, {
      method: "POST", body, redirect: "manual", signal: known.sending.signal,
      keepalive: leaving && String(body).length < KEEPALIVE,
      headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
    });
  } catch (error) {
    if (error.name !== "AbortError") tell(form, "Pas de réseau\u00a0: ce texte n’est gardé que dans cette page.", true);
    return;
  }
  if (answer.ok) {
    known.kept = fields;
    form.removeAttribute("data-touched"); // leaving loses nothing any more
    const { kept_at: at } = await answer.json();
    return tell(form, `Brouillon gardé à ${at}, pour vous seul·e.`);
  }
  if (answer.status === 409) {
    // Saved already (one came back to this page), or taken up elsewhere: what is typed here is a draft of its own.
    if (known.isSent) return;
    Object.assign(known, { token: token(), from: "" });
    sayToken(form, known);
    return keep(form, { leaving });
  }
  if (answer.type === "opaqueredirect") tell(form, "Votre session est terminée. Reconnectez-vous dans un autre onglet\u00a0: ce texte reste ici.", true);
  else if (answer.status !== 423) tell(form, "Ce texte n’a pas pu être gardé en brouillon. Enregistrez-le dès que possible.", true);
}

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!drafts || !target.matches?.(TYPED) || !isKept(form)) return;
  const known = draftOf(form);
  known.isSent = false;
  sayToken(form, known);
  known.since ||= Date.now();
  clearTimeout(known.timer);
  known.timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, known.since + AT_MOST - Date.now())), form);
});

// Saved, or on the way: a keeping that arrived later would bring the draft back.
document.addEventListener("submit", ({ target }) => {
  const known = state.get(target);
  if (!known) return;
  clearTimeout(known.timer);
  known.sending?.abort();
  known.isSent = true;
  sayToken(target, known);
});

// A fragment that was saved leaves an empty form on the page: what is typed next is another draft.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt?.closest?.("form");
  const known = form && state.get(form);
  if (!known || detail.requestConfig?.verb === "get" || detail.elt !== form) return;
  if (detail.successful) {
    state.delete(form);
    form.elements.draft_token?.remove();
    form.querySelector(".draft-note")?.remove();
  } else known.isSent = false;
});

const leave = () => { for (const form of document.forms) if (state.get(form)?.timer) keep(form, { leaving: true }); };
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });

// --- taken up again

function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || SKIPPED.has(control.name)) continue;
    const said = values.get(control.name);
    if (["checkbox", "radio"].includes(control.type)) control.checked = Boolean(said?.includes(control.value));
    else if (control.multiple) for (const option of control.options) option.selected = Boolean(said?.includes(option.value));
    else if (said) control.value = said.length > 1 ? said.shift() : said[0];
  }
  for (const control of form.elements) if (control.matches(TYPED)) control.dispatchEvent(new Event("change", { bubbles: true }));
}

async function resume(offer) {
  const answer = await fetch(`${drafts}${offer.dataset.draftOffer}/`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  const form = [...document.forms].find((one) => isKept(one) && nameOf(one) === offer.dataset.form);
  if (!answer?.ok || !form) return location.assign(drafts); // its form is not here any more: it is read on its own page
  const { fields, page } = await answer.json();
  form.closest("details")?.setAttribute("open", "");
  fill(form, fields);
  const known = draftOf(form);
  Object.assign(known, { token: offer.dataset.draftOffer, from: page, kept: "" });
  sayToken(form, known);
  offer.remove();
  const first = [...form.querySelectorAll(TYPED)].find((control) => control.offsetParent && control.value);
  first?.focus();
  first?.dispatchEvent(new Event("input", { bubbles: true }));
}

async function offer() {
  if (!drafts || ![...document.forms].some(isKept)) return;
  const answer = await fetch(`${drafts}ici/?${new URLSearchParams({ adresse: location.pathname })}`, {
    headers: { "X-Requested-With": "fetch", "X-Background": "1" },
  }).catch(() => null);
  if (!answer?.ok) return;
  const place = document.createElement("div");
  place.className = "draft-offers no-print";
  place.innerHTML = await answer.text();
  // What this very page still holds is not offered to it.
  for (const one of place.querySelectorAll("[data-draft-offer]")) if (held().has(one.dataset.draftOffer)) one.remove();
  if (!place.querySelector("[data-draft-offer]")) return;
  document.getElementById("content").prepend(place);
  htmx.process(place);
  for (const one of place.querySelectorAll("[data-resume]")) one.addEventListener("click", () => resume(one.closest("[data-draft-offer]")));
}

const held = () => new Set([...document.forms].map((form) => state.get(form)?.token).filter(Boolean));

// A refused form comes back with what was typed: it goes on with the draft it had.
function goOn() {
  const [known, name, from] = (document.body.dataset.draft ?? "").split(" ");
  const form = known && [...document.forms].find((one) => isKept(one) && nameOf(one) === name);
  if (!form) return;
  Object.assign(draftOf(form), { token: known, from: from ?? "" });
  sayToken(form, draftOf(form));
}

goOn();
offer();
