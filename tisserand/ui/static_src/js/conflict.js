// Two versions of one field: each button puts one of them, or both, into the control below.
const control = (row) => row.querySelector("[data-control]");
const text = (holder) => holder.querySelector("textarea, input:not([type]), input[type=text]");

function put(row, model) {
  control(row).replaceChildren(model.content.cloneNode(true));
}

function join(row) {
  const [mine, theirs] = ["mine", "theirs"].map((side) => text(row.querySelector(`template[data-version=${side}]`).content));
  put(row, row.querySelector("template[data-version=mine]"));
  text(control(row)).value = [theirs.value, mine.value].join(mine.matches("textarea") ? "\n\n" : " ");
  text(control(row)).focus();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-keep-version]");
  const row = button?.closest("[data-conflict]");
  if (!row) return;
  const choice = button.dataset.keepVersion;
  if (choice === "both") join(row);
  else put(row, row.querySelector(`template[data-version=${choice}]`));
  row.querySelectorAll("[data-keep-version]").forEach((other) => other.setAttribute("aria-pressed", other === button));
});
