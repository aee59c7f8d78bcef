// What is said to those who do not see, and to everybody.
export function say(words) {
  const place = document.querySelector("[data-says]");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = words; });
}

export const toast = (words) => document.dispatchEvent(new CustomEvent("toast", { detail: { value: words } }));

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
