// The search of the directory: only styles, and the day and hour shown when they are asked for.
import "./search.scss";

const when = document.querySelector("select[name=ouvert]");
const fields = ["jour", "heure"].map((name) => document.querySelector(`[name=${name}]`)?.closest(".field"));

function fit() {
  for (const field of fields) if (field) field.hidden = when.value !== "jour";
}

if (when) {
  when.addEventListener("change", fit);
  fit();
}
