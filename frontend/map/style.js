// What the map is drawn on: the operator's style, or our own outlines where it does not come.
const PATIENCE = 5000; // ms that a style, then its first tile, may take
const MOST_ERRORS = 4; // in a row

function outlines(url, dark) {
  return {
    version: 8,
    sources: { land: { type: "geojson", data: new URL(url, location.href).href, attribution: "Natural Earth" } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": dark ? "#10262b" : "#cfe3e6" } },
      {
        id: "land", type: "fill", source: "land",
        paint: { "fill-color": ["case", ["has", "france"], dark ? "#27433f" : "#fffaf0", dark ? "#1b3236" : "#e9eee6"] },
      },
      {
        id: "coast", type: "line", source: "land",
        paint: { "line-color": ["case", ["has", "france"], dark ? "#7fa39a" : "#3c6b66", dark ? "#2d494c" : "#bccbc4"], "line-width": ["case", ["has", "france"], 1.2, 0.6] },
      },
    ],
  };
}

const DARK = matchMedia("(prefers-color-scheme: dark)");

// The style to start with, and whether it is our own.
export async function firstStyle({ style, outlines: url }) {
  if (style) {
    try {
      const answer = await fetch(style, { signal: AbortSignal.timeout(PATIENCE) });
      const found = answer.ok ? await answer.json() : null;
      if (found?.version === 8 && found.layers) return { style: found, own: false };
    } catch { /* our outlines stand in for what does not come */ }
  }
  return { style: outlines(url, DARK.matches), own: true };
}

// Goes over to our outlines when tiles fail or do not come, now or later.
export function keepDrawn(map, element, own) {
  const ours = () => {
    own = true;
    element.dataset.base = "outlines";
    map.setStyle(outlines(element.dataset.outlines, DARK.matches), { diff: false });
  };
  element.dataset.base = own ? "outlines" : "style";
  DARK.addEventListener("change", () => own && ours());
  if (own) return;
  let [errors, drawn] = [0, false];
  const foreign = (source) => source && !source.startsWith("carrefour-");
  map.on("data", ({ dataType, sourceId, tile }) => {
    if (dataType === "source" && foreign(sourceId) && tile?.state === "loaded") [errors, drawn] = [0, true];
  });
  map.on("error", ({ sourceId }) => {
    if (!own && foreign(sourceId) && ++errors >= MOST_ERRORS) ours();
  });
  setTimeout(() => drawn || own || ours(), PATIENCE);
}
