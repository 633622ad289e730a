// A map on which a place is shown by a point: it fills the row of the form that one types in.
import { firstStyle, keepDrawn } from "./style.js";

const FRANCE = [[-5.2, 41.3], [9.7, 51.2]];

const canDraw = () => {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
};

const rowOf = (field) => {
  const [text, ref, at, was] = ["place", "place_ref", "place_at", "place_was"].map((name) => field.querySelector(`[name=${name}]`));
  return { field, text, ref, at, was };
};

// Shows the map once it is unfolded; without one the form works by names alone.
export function pointAt(details) {
  if (!canDraw()) return;
  details.hidden = false;
  const begin = () => {
    if (!details.open || details.dataset.begun) return;
    details.dataset.begun = "true";
    draw(details).catch(() => { details.hidden = true; });
  };
  details.addEventListener("toggle", begin);
  begin();
}

async function draw(details) {
  const element = details.querySelector(".map");
  const said = details.querySelector("[role=status]");
  const { dataset } = element;
  const css = Object.assign(document.createElement("link"), { rel: "stylesheet", href: dataset.css });
  document.head.append(css);
  const [library, first] = await Promise.all([import(dataset.library), firstStyle(dataset)]);
  library.setWorkerUrl(new URL(dataset.worker, location.href).href);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new library.Map({
    container: element, style: first.style, bounds: FRANCE, fitBoundsOptions: { padding: 12 },
    attributionControl: { compact: true }, dragRotate: false, maxZoom: 17, cooperativeGestures: true,
    fadeDuration: calm ? 0 : 200, locale: JSON.parse(dataset.words).locale,
  });
  keepDrawn(map, element, first.own);
  map.on("error", () => {});
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.touchZoomRotate.disableRotation();

  const scope = details.closest("fieldset");
  const rows = () => [...scope.querySelectorAll("[data-places]")].map(rowOf);
  const pins = new Map();
  let last = null;
  const ask = async (params) => {
    const answer = await fetch(`${details.dataset.pointing}?${new URLSearchParams(params)}`);
    return answer.ok ? answer.json() : null;
  };
  const pin = (row, { lat, lon }) => {
    if (!pins.has(row.field)) {
      const marker = new library.Marker({ color: "#c2512f", draggable: true }).setLngLat([lon, lat]).addTo(map);
      marker.on("dragend", () => set(row, marker.getLngLat()));
      pins.set(row.field, marker);
    }
    pins.get(row.field).setLngLat([lon, lat]);
  };
  const unpin = ({ field, at }) => {
    at.value = "";
    field.querySelector(".pinned")?.remove();
    pins.get(field)?.remove();
    pins.delete(field);
  };
  const go = ({ lat, lon }, zoom) => map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), zoom), animate: !calm });
  // The words of someone who typed an address stay: the point only says it more exactly.
  const set = async (row, { lat, lng }) => {
    const found = await ask({ lat: lat.toFixed(6), lon: lng.toFixed(6) });
    said.textContent = found ? "" : said.dataset.nowhere;
    if (!found) return row.at.value ? pin(row, point(row)) : unpin(row);
    const kept = row.text.value.trim() && row.text.value.includes(found.name.replace(/ \(.*/, ""));
    if (!kept) row.text.value = found.name;
    row.was.value = row.text.value.trim();
    row.at.value = `${found.lat},${found.lon}`;
    row.ref.value = "";
    pin(row, found);
    said.textContent = row.text.value;
    row.text.form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const point = ({ at }) => {
    const [lat, lon] = at.value.split(",").map(Number);
    return { lat, lon };
  };
  const current = () => {
    const all = rows();
    return (last && all.find(({ field }) => field === last)) ?? all.find(({ text }) => !text.value.trim()) ?? all.at(-1);
  };

  map.on("click", ({ lngLat }) => set(current(), lngLat));
  scope.addEventListener("focusin", ({ target }) => {
    const field = target.closest("[data-places]");
    if (field) last = field;
  });
  scope.addEventListener("input", ({ target }) => {
    const field = target.closest("[data-places]");
    if (field && rowOf(field).at.value && rowOf(field).was.value !== target.value.trim()) unpin(rowOf(field));
  });
  scope.addEventListener("chosen", async ({ target, detail }) => {
    const found = await ask({ ref: detail.ref });
    if (found) go(found, detail.level === "commune" ? 11 : 7);
    unpin(rowOf(target));
  });
  const placed = rows().filter(({ at }) => at.value);
  placed.forEach((row) => pin(row, point(row)));
  if (placed.length) go(point(placed[0]), 9);
  dataset.ready = "true";
}
