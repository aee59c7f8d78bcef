// Handing files in: what was chosen is listed with its size, and files may be dropped on the form. The rest is plain HTML.
import "./documents.scss";

const MOST = 15 * 1024 * 1024;
const MOST_AT_ONCE = 160 * 1024 * 1024; // beyond, the server would not receive any of it
const size = (bytes) => bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))}\u00a0Ko` : `${(bytes / 1048576).toFixed(1).replace(".", ",")}\u00a0Mo`;

function tell(zone) {
  const list = zone.querySelector("[data-chosen]");
  const files = [...zone.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  list.replaceChildren(...files.map((file) => {
    const line = document.createElement("li");
    const isTooBig = file.size > MOST;
    line.textContent = `${file.name} · ${size(file.size)}${isTooBig ? " : dépasse 15\u00a0Mo" : ""}`;
    line.classList.toggle("too-big", isTooBig);
    return line;
  }));
  list.hidden = !files.length;
  return files.reduce((total, file) => total + file.size, 0);
}

function refuse(zone, total) {
  const line = document.createElement("li");
  line.className = "too-big";
  line.textContent = `Tout cela fait ${size(total)} : c’est trop à la fois (${size(MOST_AT_ONCE)} au plus). Choisissez moins de fichiers.`;
  zone.querySelector("[data-chosen]").append(line);
  zone.scrollIntoView({ block: "nearest" });
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  zone.addEventListener("change", () => tell(zone));
  zone.closest("form").addEventListener("submit", (event) => {
    const total = tell(zone);
    if (total <= MOST_AT_ONCE) return;
    event.preventDefault();
    event.stopPropagation();
    refuse(zone, total);
  });
  const over = (isOver) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("is-over", isOver);
  };
  zone.addEventListener("dragenter", over(true));
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    // Dropped one after the other, they add up; an input for one file keeps the last.
    const kept = new DataTransfer();
    const files = input.multiple ? [...input.files, ...event.dataTransfer.files] : [event.dataTransfer.files[0]];
    for (const file of files) kept.items.add(file);
    input.files = kept.files;
    tell(zone);
  });
  tell(zone);
}
