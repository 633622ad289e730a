// Départements or régions coloured by the table beside the map: it holds the same numbers, and the
// links that a click follows.
export function areas(map, library, element) {
  const row = (code) => document.querySelector(`[data-area="${CSS.escape(code)}"]`);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const line = dark ? "#0f1f20" : "#ffffff";
  const colon = document.documentElement.lang.startsWith("fr") ? "\u00a0: " : ": ";
  let over = "";

  const fill = () => {
    const colours = {};
    document.querySelectorAll(".legend [data-rank]").forEach((swatch) => (colours[swatch.dataset.rank] = getComputedStyle(swatch).backgroundColor));
    const none = colours[0] ?? "#ddd";
    const pairs = [...document.querySelectorAll("[data-area]")].flatMap(({ dataset }) => [dataset.area, colours[dataset.rank] ?? none]);
    return pairs.length ? ["match", ["get", "code"], ...pairs, none] : none;
  };
  const add = () => {
    if (map.getSource("carrefour-areas")) return;
    map.addSource("carrefour-areas", { type: "geojson", data: new URL(element.dataset.areas, location.href).href, attribution: "IGN Admin Express" });
    map.addLayer({ id: "carrefour-areas", type: "fill", source: "carrefour-areas", paint: { "fill-color": fill(), "fill-opacity": 0.92 } });
    map.addLayer({ id: "carrefour-areas-line", type: "line", source: "carrefour-areas", paint: { "line-color": line, "line-width": 0.8 } });
    map.addLayer({ id: "carrefour-areas-over", type: "line", source: "carrefour-areas", filter: ["==", ["get", "code"], over], paint: { "line-color": dark ? "#f2a541" : "#16302f", "line-width": 3 } });
  };
  map.on("style.load", add);
  map.once("idle", () => (element.dataset.ready = "true"));

  const tip = new library.Popup({ closeButton: false, closeOnClick: false, focusAfterOpen: false, className: "tip" });
  const light = (code) => {
    if (code === over) return;
    row(over)?.classList.remove("lit");
    over = code;
    row(code)?.classList.add("lit");
    if (map.getLayer("carrefour-areas-over")) map.setFilter("carrefour-areas-over", ["==", ["get", "code"], code]);
  };
  map.on("mousemove", "carrefour-areas", ({ features, lngLat }) => {
    const { code } = features[0].properties;
    light(code);
    map.getCanvas().style.cursor = row(code) ? "pointer" : "";
    const told = row(code);
    if (!told) return tip.remove();
    const [name, ...numbers] = [...told.cells].map((cell) => cell.textContent.trim());
    const heads = [...told.closest("table").tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    tip.setLngLat(lngLat).setText(`${name} — ${numbers.map((n, at) => `${heads[at]}${colon}${n}`).join(" · ")}`).addTo(map);
  });
  map.on("mouseleave", "carrefour-areas", () => {
    light("");
    tip.remove();
  });
  map.on("click", "carrefour-areas", ({ features }) => row(features[0].properties.code)?.querySelector("a").click());
  document.addEventListener("mouseover", ({ target }) => target instanceof Element && light(target.closest("[data-area]")?.dataset.area ?? (target.closest("#carte") ? over : "")));
  document.addEventListener("focusin", ({ target }) => light(target.closest?.("[data-area]")?.dataset.area ?? ""));
  return () => map.getLayer("carrefour-areas") && map.setPaintProperty("carrefour-areas", "fill-color", fill());
}
