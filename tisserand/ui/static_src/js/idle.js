// The idle lock: after some minutes without a gesture the page hides behind a dialog that asks for the password.
// What was typed stays in the page. The server locks by itself and answers 423; the page then asks too, and tries again.
import htmx from "htmx.org";
import { csrfToken } from "./htmx.js";

const GESTURES = ["pointerdown", "keydown", "wheel", "touchstart", "input"];
const SHARED = "tisserand-seen"; // a gesture in one tab keeps the others awake
const dialog = document.getElementById("idle-lock");
const minutes = Number(document.body.dataset.idleMinutes || 0);
const PRESENCE = 3 * 60000;
const waiting = [];

const seen = () => Number(localStorage.getItem(SHARED) || 0);
let noted = 0;
let told = Date.now();
let lockedThere = false; // whether the server is known to be locked as well

function note() {
  const now = Date.now();
  if (dialog.open || now - noted < 5000) return;
  noted = now;
  localStorage.setItem(SHARED, String(now));
}

// `there`: the server is locked already, and said so.
function lock(there = false) {
  if (there) lockedThere = true;
  if (dialog.open) return;
  if (!there) lockServer();
  document.body.classList.add("locked");
  document.querySelectorAll("dialog[open]").forEach((other) => { other.dataset.wasOpen = ""; other.close(); });
  dialog.showModal();
}

function unlock() {
  dialog.querySelector("form")?.reset();
  document.body.classList.remove("locked");
  lockedThere = false;
  dialog.close();
  document.querySelectorAll("dialog[data-was-open]").forEach((other) => { delete other.dataset.wasOpen; other.showModal(); });
  noted = 0;
  note();
  waiting.splice(0).forEach((retry) => retry());
}

function refuse(words) {
  const place = dialog.querySelector("[data-refusal]");
  place.textContent = words;
  place.hidden = !words;
}

async function ask(event) {
  event.preventDefault();
  const form = event.target;
  refuse("");
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), redirect: "manual",
      headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch", Accept: "application/json" },
    });
  } catch {
    return refuse("Pas de réseau. Réessayez dans un instant.");
  }
  if (answer.ok) return unlock();
  if (answer.type === "opaqueredirect") return location.reload(); // the session itself is over
  const { refusal } = await answer.json().catch(() => ({}));
  refuse(refusal ?? "Cela n’a pas marché. Réessayez dans un instant.");
}

// Lock the server as well: a page left open must not be read by another road.
function lockServer() {
  return fetch(dialog.dataset.lockUrl, {
    method: "POST", headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
  }).then((answer) => { lockedThere = answer.ok; }).catch(() => {});
}

// Someone who writes for long without sending anything is there all the same: the server is told now and then.
async function tellServer() {
  if (noted <= told || Date.now() - told < PRESENCE) return;
  told = Date.now();
  const answer = await fetch(document.body.dataset.presence, {
    method: "POST", redirect: "manual", headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
  }).catch(() => null);
  if (answer?.status === 423) lock(true);
}

// Someone without a password shows who they are in another tab: back in this one, the server says whether it is open.
async function lookWhetherOpen() {
  if (!dialog.open || dialog.querySelector("form")) return;
  if (!lockedThere) return lockServer(); // it could not be told before: an open server proves nothing
  const answer = await fetch(document.body.dataset.presence, {
    method: "POST", redirect: "manual", headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
  }).catch(() => null);
  if (answer?.ok) unlock();
  else if (answer?.type === "opaqueredirect") location.reload(); // the session itself is over
}

function watch() {
  if (dialog.open) return;
  if (Date.now() - Math.max(seen(), noted) <= minutes * 60000) return tellServer();
  lock();
}

if (dialog?.showModal) {
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  // A second Escape closes a dialog without asking it.
  dialog.addEventListener("close", () => { if (document.body.classList.contains("locked")) dialog.showModal(); });
  dialog.querySelector("form")?.addEventListener("submit", ask);
  addEventListener("focus", lookWhetherOpen);
  document.querySelector("form[data-lock]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    event.target.closest("details")?.removeAttribute("open");
    lock();
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status !== 423) return;
    event.preventDefault();
    const { elt, requestConfig } = event.detail;
    waiting.push(() => htmx.ajax(requestConfig.verb.toUpperCase(), requestConfig.path, {
      source: elt, target: event.detail.target, values: Object.fromEntries(requestConfig.formData ?? []),
    }));
    lock(true);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && minutes && Date.now() - seen() > minutes * 60000) lock(); });
  if (minutes) {
    note();
    GESTURES.forEach((gesture) => addEventListener(gesture, note, { passive: true, capture: true }));
    setInterval(watch, 15000);
  }
  if (dialog.hasAttribute("data-locked")) lock(true);
}
