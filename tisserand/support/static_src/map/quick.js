// Adding while talking: suggestions follow the nature and the topic, the focus comes back after each one.
const MOST = 10;

export function listenToQuickAdding(root) {
  const form = root.querySelector("[data-quick]");
  if (!form) return;
  const hints = form.querySelector("[data-hints]");
  const options = [...form.querySelectorAll("#quick-suggestions option")];
  const { topic, title } = form.elements;

  function fitting() {
    const kind = form.elements.kind.value;
    return options.filter((option) => option.dataset.topic === topic.value && option.dataset.kinds.includes(kind));
  }

  function offer() {
    const chosen = topic.value ? fitting().slice(0, MOST) : [];
    hints.replaceChildren(...chosen.map(({ value }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = value;
      button.addEventListener("click", () => { title.value = value; title.focus(); });
      return button;
    }));
    hints.hidden = !chosen.length;
  }

  // A wording chosen among the suggestions brings its topic.
  function follow() {
    const known = options.find((option) => option.value === title.value);
    if (known && !topic.value) { topic.value = known.dataset.topic; offer(); }
  }

  form.addEventListener("change", offer);
  title.addEventListener("change", follow);
  form.addEventListener("submit", () => sessionStorage.setItem("map-quick", "focus"));
  offer();
  if (sessionStorage.getItem("map-quick")) {
    sessionStorage.removeItem("map-quick");
    if (!root.querySelector(".form-errors")) title.focus();
  }
}
