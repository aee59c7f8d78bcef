// The map, alive: move boxes by hand, touch or keyboard, open their story, tie them, take them off. Without this
// file the same gestures are links and forms of the page.
import "./map.scss";
import { MapPicture } from "./map/picture.js";
import { listenToLinking } from "./map/linking.js";
import { listenToMoves } from "../../ui/static_src/picture/moves.js";
import { listenToQuickAdding } from "./map/quick.js";
import { removeItem } from "./map/story.js";
import { keepFocus, openStory } from "../../ui/static_src/picture/story.js";
import { say, toast } from "../../ui/static_src/picture/words.js";

const page = () => document.getElementById("map-page");

function wake() {
  const root = page();
  if (!root || root.dataset.awake) return;
  root.dataset.awake = "yes";
  const linking = listenToLinking(root);
  for (const svg of root.querySelectorAll(".map-drawing[data-drawing]")) {
    const picture = new MapPicture(svg, root);
    if (root.hasAttribute("data-writable")) listenToMoves(picture, linking);
    svg.addEventListener("click", (event) => {
      const node = event.target.closest(".map-node[data-item]");
      if (!node || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (picture.justMoved) return;
      if (linking.choose(node)) return;
      openStory(root, node.dataset.item, node.dataset.story);
    });
    svg.addEventListener("keydown", (event) => {
      const node = event.target.closest(".map-node[data-item]");
      if (node && event.key === "Delete" && root.hasAttribute("data-writable")) removeItem(root, node);
    });
  }
  listenToQuickAdding(root);
  for (const said of root.querySelectorAll("[data-say]")) toast(said.dataset.say);
  const undo = root.querySelector("#undo");
  if (undo) { say(undo.closest("form").textContent.trim().replace(/\s+/g, " ")); undo.focus(); }
}

wake();
document.addEventListener("htmx:afterSettle", () => {
  const root = page();
  if (!root || root.dataset.awake) return;
  wake();
  keepFocus(root);
});
