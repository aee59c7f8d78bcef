// The places of a list on a map, numbered as they are in it. Without tiles, a plain ground and a scale. The list says it all:
// nothing here is needed.
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import "./map.scss";

const frame = document.getElementById("found-map");
const points = JSON.parse(document.getElementById("found-points").textContent);
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Several services of one address stand on one pin that bears all their numbers.
function pins() {
  const placed = new Map();
  for (const point of points) {
    const key = `${point.lat.toFixed(5)},${point.lon.toFixed(5)}`;
    if (!placed.has(key)) placed.set(key, { ...point, of: [] });
    placed.get(key).of.push(point);
  }
  return [...placed.values()];
}

function story(pin) {
  const box = document.createElement("div");
  for (const point of pin.of) {
    const link = document.createElement("a");
    link.href = `#service-${point.rank}`;
    link.textContent = `${point.rank}. ${point.name}`;
    link.addEventListener("click", () => document.querySelector(`#service-${point.rank} a`)?.focus({ preventScroll: true }));
    const where = document.createElement("span");
    where.textContent = point.structure + (point.rough ? " (lieu approximatif)" : "");
    box.append(link, where);
  }
  return box;
}

function numbers(pin) {
  const ranks = pin.of.map((point) => point.rank);
  return ranks.length > 2 ? `${ranks[0]}+` : ranks.join("·");
}

function draw() {
  frame.hidden = false;
  const map = L.map(frame.querySelector(".map-frame"), {
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, maxZoom: 18, minZoom: 3, attributionControl: Boolean(frame.dataset.tiles),
    zoomControl: false, scrollWheelZoom: false,
  });
  L.control.zoom({ zoomInTitle: "S’approcher", zoomOutTitle: "S’éloigner" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (frame.dataset.tiles) {
    const layer = L.tileLayer(frame.dataset.tiles, { maxZoom: 18, referrerPolicy: "no-referrer" });
    map.attributionControl.setPrefix(false).addAttribution(L.Util.template("{credit}", { credit: escaped(frame.dataset.credit) }));
    layer.addTo(map);
  }
  const all = pins();
  for (const pin of all) {
    const icon = L.divIcon({ className: `map-pin${pin.rough ? " rough" : ""}`, html: numbers(pin), iconSize: [36, 36], iconAnchor: [18, 18] });
    const label = pin.of.map((point) => `${point.rank}. ${point.name}, ${point.structure}`).join(" ; ");
    const marker = L.marker([pin.lat, pin.lon], { icon, title: label, alt: label, keyboard: true, riseOnHover: true });
    marker.bindPopup(() => story(pin)).addTo(map);
    marker.on("popupopen", ({ popup }) => popup.getElement().querySelector("a")?.focus({ preventScroll: true }));
    marker.on("popupclose", () => marker.getElement()?.focus({ preventScroll: true }));
  }
  map.getContainer().addEventListener("keydown", ({ key }) => { if (key === "Escape") map.closePopup(); });
  map.fitBounds(L.latLngBounds(all.map((pin) => [pin.lat, pin.lon])), { padding: [36, 36], maxZoom: 15 });
  name(map);
}

function escaped(text) {
  const box = document.createElement("span");
  box.textContent = text;
  return box.innerHTML;
}

// Leaflet writes a number on each pin; whoever hears the page hears the name, and that it is a button.
function name(map) {
  map.eachLayer((layer) => {
    const element = layer.getElement?.();
    if (element?.classList.contains("map-pin")) element.setAttribute("aria-label", layer.options.title);
  });
  map.getContainer().setAttribute("role", "application");
  map.getContainer().setAttribute("aria-label", "Carte");
}

if (points.length) draw();
