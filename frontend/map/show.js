// The map of a search, of a sheet's places, or of territories by number.
import { areas } from "./areas.js";
import { confines, drawer, extent } from "./area.js";
import { Clusters } from "./clusters.js";
import { searching } from "./search.js";
import { inStep } from "./step.js";
import { firstStyle, keepDrawn } from "./style.js";

const FRANCE = [[-5.2, 41.3], [9.7, 51.2]];

const canDraw = () => {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
};

const sheetLoaded = (href) => new Promise((done) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
  document.head.append(link);
});

export async function showMap(element) {
  const { dataset } = element;
  const stage = element.parentElement;
  const words = JSON.parse(dataset.words);
  const said = Object.assign(document.createElement("p"), { className: "map-say", hidden: true });
  said.setAttribute("role", "status");
  stage.append(said);
  const say = (text) => {
    said.textContent = text;
    said.hidden = !text;
  };
  const fails = (text) => {
    dataset.ready = "failed";
    say(text);
  };
  if (!canDraw()) return fails(words.noWebgl);
  let library, map, first;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  try {
    [library, first] = await Promise.all([import(dataset.library), firstStyle(dataset), sheetLoaded(dataset.css)]);
    library.setWorkerUrl(new URL(dataset.worker, location.href).href);
    map = new library.Map({
      container: element,
      style: first.style,
      bounds: FRANCE,
      fitBoundsOptions: { padding: 12 },
      attributionControl: { compact: true },
      dragRotate: false,
      cooperativeGestures: Boolean(dataset.embedded),
      fadeDuration: calm ? 0 : 200,
      maxZoom: 17,
      locale: words.locale,
    });
  } catch {
    return fails(words.noMap);
  }
  keepDrawn(map, element, first.own);
  map.on("error", () => {}); // said above where it matters; the console need not fill
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new library.FullscreenControl({ container: stage.closest(".map-frame") }), "top-right");
  map.addControl(new library.ScaleControl({ unit: "metric" }), "bottom-left");
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  dataset.ready = "false";

  if (dataset.points) return places(map, library, element, dark);

  // Before the outlines, so that these lie over the colours.
  const recolour = dataset.areas ? areas(map, library, element) : null;
  const draw = drawer(map, dark, dataset.areas ? 0 : undefined); // colours stay those of the legend
  const clusters = dataset.areas ? null : new Clusters(map, library, element, words);
  const go = clusters ? inStep(map, library, clusters, element, calm) : null;
  const state = dataset.results && !dataset.areas ? searching(map, element, words, say) : { following: false };
  const jump = stage.querySelector(".jump");
  const fit = (box, animate) => map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { padding: 40, animate, maxZoom: 14 }, { ours: true });
  if (jump) {
    jump.hidden = false;
    jump.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => (go ?? fit)(button.dataset.view.split(",").map(Number), !calm)));
  }

  // Bring the map in line with the search that the page shows.
  let turn = 0;
  async function follow(animate) {
    const mine = ++turn;
    const params = new URLSearchParams(document.getElementById("trouve")?.dataset.params ?? dataset.params);
    const stay = state.ours;
    state.ours = false;
    const features = state.following && stay ? [] : await confines(params, dataset.outline).catch(() => []);
    // A territory that narrows nothing: where an organisation acts.
    const around = dataset.around ? await confines(new URLSearchParams(dataset.around), dataset.outline).catch(() => []) : [];
    if (mine !== turn) return;
    features.push(...around.map((feature) => ({ ...feature, properties: { kind: "around" } })));
    draw(features);
    dataset.confined = features.map(({ properties }) => properties.kind).join(" ");
    recolour?.();
    if (clusters) {
      clusters.params = new URLSearchParams(params);
      if (state.following) clusters.params.delete("bbox"); // it is the view
    }
    const box = extent(features);
    if (box && !stay) fit(box, animate);
    clusters?.refresh();
  }
  const tellView = () => (dataset.view = map.getBounds().toArray().flat().map((n) => n.toFixed(3)).join(","));
  map.on("moveend", tellView);
  tellView();
  element.addEventListener("search", () => follow(!calm));
  map.once("style.load", () => follow(false));
  dataset.state = "shown";
}

// The places of a sheet, as pins, in the départements that they lie in.
async function places(map, library, element, dark) {
  const { dataset } = element;
  const points = dataset.points.split(";").map((p) => p.split(",").map(Number)).map(([lat, lon]) => [lon, lat]);
  points.forEach((at) => new library.Marker({ color: "#c2512f" }).setLngLat(at).addTo(map));
  const bounds = new library.LngLatBounds();
  points.forEach((at) => bounds.extend(at));
  map.fitBounds(bounds, { maxZoom: 8, padding: 50, animate: false });
  const draw = drawer(map, dark);
  try {
    const around = await confines(new URLSearchParams(dataset.around), dataset.outline);
    draw(around.map((feature) => ({ ...feature, properties: { kind: "around" } })));
    // Without tiles nothing tells where a lone pin is but the lines around it.
    const held = dataset.base === "outlines" && extent(around);
    if (held) map.fitBounds(bounds.extend([[held[0], held[1]], [held[2], held[3]]]), { maxZoom: 9, padding: 20, animate: false });
  } catch { /* the pins stand without them */ }
  dataset.ready = "true";
}
