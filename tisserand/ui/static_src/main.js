// What every page loads: styles, htmx, and small manners that the pages can do without.
import "./styles/main.scss";
import htmx from "htmx.org";
import "./js/htmx.js";
import "./js/search.js";
import "./js/badges.js";
import "./js/menus.js";
import "./js/dialogs.js";
import "./js/toasts.js";
import "./js/forms.js";
import "./js/conflict.js";
import "./js/idle.js";
import "./js/drafts.js";
import "./js/resume.js";
import "./js/printing.js";

document.documentElement.classList.add("js");
window.htmx = htmx;
