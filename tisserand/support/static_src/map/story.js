// Taking a box off the map, which can be undone at once.
import { csrfToken } from "../../../ui/static_src/picture/words.js";

export function removeItem(root, node) {
  window.htmx.ajax("POST", `${node.dataset.story}retirer/`, {
    source: root, target: "#map-page", select: "#map-page", swap: "outerHTML", headers: { "X-CSRFToken": csrfToken() },
  });
}
