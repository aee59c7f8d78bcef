// The road travelled opens on its latest moments: a long one is scrolled to its end.
import "./styles/road.scss";

for (const road of document.querySelectorAll(".road")) road.scrollLeft = road.scrollWidth;
