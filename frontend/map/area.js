// Where a search is confined to, drawn on the map: a territory's outline, a circle, a box, an area.
import { insides } from "./evenodd.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const EARTH_KM = 6371;

const polygon = (ring, kind) => ({ type: "Feature", properties: { kind }, geometry: { type: "Polygon", coordinates: [ring] } });

export function circle([lat, lon], km) {
  const apart = km / EARTH_KM;
  const [phi, sides] = [(lat * Math.PI) / 180, 72];
  const ring = Array.from({ length: sides + 1 }, (_, n) => {
    const turn = (2 * Math.PI * n) / sides;
    const north = Math.asin(Math.sin(phi) * Math.cos(apart) + Math.cos(phi) * Math.sin(apart) * Math.cos(turn));
    const east = Math.atan2(Math.sin(turn) * Math.sin(apart) * Math.cos(phi), Math.cos(apart) - Math.sin(phi) * Math.sin(north));
    return [lon + (east * 180) / Math.PI, (north * 180) / Math.PI];
  });
  return polygon(ring, "circle");
}

export const box = ([west, south, east, north]) =>
  polygon([[west, south], [east, south], [east, north], [west, north], [west, south]], "box");

// The ring through `corners` ([lng, lat]). Its edges are straight in degrees, which the map bends: the
// points on the way follow what the search takes for the edge.
function ring(corners) {
  const way = corners.flatMap(([lng, lat], place) => {
    const [lng2, lat2] = corners[(place + 1) % corners.length];
    const steps = Math.max(1, Math.ceil(Math.abs(lat2 - lat) * 4));
    return Array.from({ length: steps }, (_, n) => [lng + ((lng2 - lng) * n) / steps, lat + ((lat2 - lat) * n) / steps]);
  });
  return [...way, corners[0]];
}

// What lies in the ring through `corners`, and the line of the ring itself.
export const inside = (corners, kind) =>
  ({ type: "Feature", properties: { kind }, geometry: { type: "MultiPolygon", coordinates: insides(corners).map((part) => [ring(part)]) } });
export const line = (corners, kind) =>
  ({ type: "Feature", properties: { kind }, geometry: { type: "LineString", coordinates: ring(corners) } });

function area(text) {
  const corners = text.split("_").map((corner) => corner.split(",").map(Number).reverse());
  return [inside(corners, "area"), line(corners, "ring")];
}

const point = ([lat, lon]) => ({ type: "Feature", properties: { kind: "point" }, geometry: { type: "Point", coordinates: [lon, lat] } });

// The extent of features as west, south, east, north; null where there is none.
export function extent(features) {
  const found = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (numbers) => {
    if (typeof numbers[0] !== "number") return numbers.forEach(take);
    found[0] = Math.min(found[0], numbers[0]);
    found[1] = Math.min(found[1], numbers[1]);
    found[2] = Math.max(found[2], numbers[0]);
    found[3] = Math.max(found[3], numbers[1]);
  };
  features.forEach(({ geometry }) => take(geometry.coordinates));
  return Number.isFinite(found[0]) ? found : null;
}

// The features that tell where the search of `params` is confined to.
export async function confines(params, outlineUrl) {
  const radius = Number(params.get("radius")) || 20;
  const bbox = params.get("bbox")?.split(",").map(Number);
  const told = bbox?.length === 4 ? [box(bbox)] : [];
  if (params.get("area")) told.push(...area(params.get("area")));
  const near = params.get("near")?.split(",").map(Number);
  if (near?.length === 2) return [...told, circle(near, radius), point(near)];
  const refs = params.getAll("territory");
  for (const level of ["departement", "region"]) refs.push(...params.getAll(level).map((code) => `${level}:${code}`));
  const alone = params.has("radius") && params.getAll("territory").length === 1;
  const found = await Promise.all(refs.slice(0, 12).map(async (ref) => {
    const answer = await fetch(`${outlineUrl}?ref=${encodeURIComponent(ref)}`);
    if (!answer.ok) return [];
    const feature = await answer.json();
    const { point: middle, of } = feature.properties;
    if (alone && ref === params.get("territory") && middle) return [circle(middle, radius), point(middle)];
    const drawn = feature.geometry ? [{ ...feature, properties: { kind: of === ref ? "own" : "around" } }] : [];
    return of !== ref && middle ? [...drawn, point(middle)] : drawn;
  }));
  return [...told, ...found.flat()];
}

// Draws features, again after each change of style; `filled` is how dense what lies in them is.
export function drawer(map, dark, filled = 0.07) {
  const colour = dark ? "#f2a541" : "#b4441f";
  let data = EMPTY;
  const add = () => {
    if (map.getSource("carrefour-area")) return;
    map.addSource("carrefour-area", { type: "geojson", data, attribution: "IGN Admin Express" });
    map.addLayer({ id: "carrefour-area", type: "fill", source: "carrefour-area", filter: ["in", ["get", "kind"], ["literal", ["own", "circle", "area"]]], paint: { "fill-antialias": false, "fill-color": colour, "fill-opacity": filled } });
    map.addLayer({ id: "carrefour-area-line", type: "line", source: "carrefour-area", filter: ["in", ["get", "kind"], ["literal", ["own", "ring"]]], layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": 2.5 } });
    map.addLayer({ id: "carrefour-area-dashes", type: "line", source: "carrefour-area", filter: ["in", ["get", "kind"], ["literal", ["around", "circle", "box"]]], paint: { "line-color": colour, "line-width": 2, "line-dasharray": [2, 1.5] } });
    map.addLayer({ id: "carrefour-area-point", type: "circle", source: "carrefour-area", filter: ["==", ["get", "kind"], "point"], paint: { "circle-radius": 5, "circle-color": colour, "circle-stroke-color": "#fff", "circle-stroke-width": 2 } });
  };
  map.on("style.load", add);
  return (features) => {
    data = { type: "FeatureCollection", features };
    map.getSource("carrefour-area")?.setData(data);
  };
}
