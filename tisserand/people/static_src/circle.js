// The picture of a circle, alive: move people by hand, by finger or by keyboard, open their story. Without this file the
// same gestures are links and forms of the page.
import "./circle.scss";
import { CirclePicture } from "./circle/picture.js";
import { listenToMoves } from "../../ui/static_src/picture/moves.js";
import { keepFocus, openStory } from "../../ui/static_src/picture/story.js";
import { say, toast } from "../../ui/static_src/picture/words.js";

const page = () => document.getElementById("circle-page");

// On a narrow screen the picture scrolls inside its frame: it opens on the one who is chosen, or on the person.
function show(root, picture) {
  const frame = root.querySelector("[data-scroll]");
  if (!frame?.clientWidth) return; // as a table
  picture.fit(frame);
  const chosen = frame.querySelector("[data-item][aria-current]") ?? frame.querySelector(".circle-node.me");
  if (!chosen) return;
  frame.scrollLeft = +chosen.dataset.x * picture.scale - frame.clientWidth / 2;
  frame.scrollTop = +chosen.dataset.y * picture.scale - frame.clientHeight / 2;
}

function wake() {
  const root = page();
  if (!root || root.dataset.awake) return;
  root.dataset.awake = "yes";
  const svg = root.querySelector("[data-drawing]");
  const picture = new CirclePicture(svg, root);
  if (root.hasAttribute("data-writable")) listenToMoves(picture);
  svg.addEventListener("click", (event) => {
    const node = event.target.closest("[data-item], [data-item-of]");
    if (!node || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (picture.justMoved) return;
    const key = node.dataset.item ?? node.dataset.itemOf;
    openStory(root, key, `?element=${encodeURIComponent(key)}`);
  });
  show(root, picture);
  for (const said of root.querySelectorAll("[data-say]")) toast(said.dataset.say);
  const undo = root.querySelector("#undo");
  if (undo) say(undo.closest("form").textContent.trim().replace(/\s+/g, " "));
}

wake();
document.addEventListener("htmx:afterSettle", () => {
  const root = page();
  if (!root || root.dataset.awake) return;
  wake();
  keepFocus(root);
});
