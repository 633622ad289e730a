// An area that is drawn: a rectangle in one gesture, or any ring, corner by corner. It works on the
// map itself, so that one may move and enlarge it between two corners.
import { inside, line } from "./area.js";

const MOVED = 8; // pixels that tell a gesture from a click
const CLOSE = { mouse: 12, pen: 12, touch: 24 }; // pixels around a corner that stand for it

// `done` is given corners as [lat, lng]; `over` says that nothing is being drawn any more.
export function drawing(map, stage, words, { say, done, over }) {
  const canvas = map.getCanvasContainer();
  const shown = painter(map);
  const keyed = matchMedia("(hover: hover)").matches; // a screen that is only touched has no keyboard
  let on = false;
  let corners = []; // as the library has them, longitudes perhaps beyond 180 degrees
  let gesture = null; // where it began, in pixels, and whether it may become a rectangle
  let pointer = null;

  const bar = document.createElement("div");
  bar.className = "map-drawing";
  bar.hidden = true;
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.draw);
  const button = (name, text, click) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: name, textContent: text });
    made.addEventListener("click", click);
    bar.append(made);
    return made;
  };
  const finish = button("finish", words.finish, () => end());
  const undo = button("back", words.undo, () => takeBack());
  button("quit", words.quit, () => stop());
  stage.append(bar);

  const at = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const apart = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);
  const pixels = (corner) => { const { x, y } = map.project(corner); return [x, y]; };
  const rectangle = (from, to) => [from, [to[0], from[1]], to, [from[0], to[1]]].map((point) => map.unproject(point));

  function paint() {
    const boxed = gesture?.boxes && pointer && apart(gesture.from, pointer) > MOVED;
    const open = pointer && corners.length && !boxed ? [map.unproject(pointer)] : [];
    shown(boxed ? rectangle(gesture.from, pointer) : [...corners, ...open], boxed ? [] : corners);
    finish.disabled = corners.length < 3;
    undo.disabled = !corners.length;
  }
  function tell(text = "") {
    const told = corners.length >= words.most ? words.mostTold : corners.length >= 3 ? (keyed ? words.ending : words.endingTouch) : corners.length ? words.more : `${words.drawing} ${keyed ? words.drawHelp : ""}`;
    say(text || told);
  }

  function start() {
    on = true;
    [corners, gesture, pointer] = [[], null, null];
    stage.classList.add("is-drawing");
    map.dragPan.disable();
    map.boxZoom.disable();
    map.doubleClickZoom.disable();
    bar.hidden = false;
    map.getCanvas().focus();
    paint();
    tell();
  }
  function stop() {
    if (!on) return;
    on = false;
    corners = [];
    stage.classList.remove("is-drawing");
    map.dragPan.enable();
    map.boxZoom.enable();
    // The click that ended it may be half of a double click.
    setTimeout(() => on || map.doubleClickZoom.enable(), 400);
    bar.hidden = true;
    shown([], []);
    say("");
    over();
  }
  function takeBack() {
    corners = corners.slice(0, -1);
    if (!corners.length) {
      map.dragPan.disable(); // a gesture draws a rectangle again
      map.getCanvas().focus(); // the button that was pressed has nothing more to do
    }
    paint();
    tell();
  }
  function add(point, reach) {
    const [first, last] = [corners[0], corners.at(-1)];
    if (last && (apart(point, pixels(last)) <= reach || (corners.length >= 3 && apart(point, pixels(first)) <= reach))) return end();
    if (corners.length >= words.most) return tell();
    corners = [...corners, map.unproject(point)];
    map.dragPan.enable();
    paint();
    tell();
  }
  function end(drawn = corners) {
    if (drawn.length < 3) return tell();
    const turns = Math.round(drawn.reduce((sum, { lng }) => sum + lng, 0) / drawn.length / 360);
    const placed = drawn.map(({ lat, lng }) => [lat, lng - 360 * turns]);
    if (placed.some(([, lng]) => Math.abs(lng) > 180)) return tell(words.across);
    const boxed = drawn !== corners;
    stop();
    done(placed, boxed);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (!on) return;
    // A second finger enlarges the map.
    gesture = event.isPrimary && event.button === 0 ? { from: at(event), boxes: !corners.length } : null;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!on || !event.isPrimary) return;
    // No finger hovers: a line would lead to where it was.
    pointer = event.pointerType === "touch" && !gesture?.boxes ? null : at(event);
    paint();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!on || !gesture || !event.isPrimary) return;
    const [{ from, boxes }, to] = [gesture, at(event)];
    gesture = null;
    if (apart(from, to) <= MOVED) return add(to, CLOSE[event.pointerType] ?? CLOSE.mouse);
    const [wide, high] = [Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
    if (boxes && Math.min(wide, high) > MOVED) end(rectangle(from, to));
    else paint();
  });
  canvas.addEventListener("pointercancel", () => { gesture = null; });
  canvas.addEventListener("pointerleave", () => {
    pointer = null;
    if (on) paint();
  });
  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented) return;
    if (event.key === "Escape") return stop();
    if (event.target.closest?.("input, select, textarea, button, a")) return;
    if (event.key === "Enter") end();
    else if (event.key === "Backspace") takeBack();
    else return;
    event.preventDefault();
  });
  return { start, stop, going: () => on };
}

// Shows what is being drawn, above all else, again after each change of style.
function painter(map) {
  const colour = matchMedia("(prefers-color-scheme: dark)").matches ? "#f2a541" : "#b4441f";
  const source = "carrefour-drawing";
  let data = { type: "FeatureCollection", features: [] };
  const add = () => {
    if (map.getSource(source)) return;
    map.addSource(source, { type: "geojson", data });
    map.addLayer({ id: source, type: "fill", source, filter: ["==", ["get", "kind"], "drawing"], paint: { "fill-antialias": false, "fill-color": colour, "fill-opacity": 0.12 } });
    map.addLayer({ id: `${source}-line`, type: "line", source, filter: ["==", ["get", "kind"], "line"], layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": 2.5 } });
    map.addLayer({ id: `${source}-corners`, type: "circle", source, filter: ["==", ["get", "kind"], "corner"], paint: { "circle-radius": ["case", ["get", "first"], 8, 5], "circle-color": ["case", ["get", "first"], "#fff", colour], "circle-stroke-color": ["case", ["get", "first"], colour, "#fff"], "circle-stroke-width": 2 } });
  };
  map.on("style.load", add);
  if (map.isStyleLoaded()) add();
  return (outline, corners) => {
    const points = outline.map(({ lng, lat }) => [lng, lat]);
    const features = [];
    if (points.length > 1) features.push(line(points, "line"));
    if (points.length > 2) features.push(inside(points, "drawing"));
    features.push(...corners.map(({ lng, lat }, place) => ({ type: "Feature", properties: { kind: "corner", first: place === 0 }, geometry: { type: "Point", coordinates: [lng, lat] } })));
    data = { type: "FeatureCollection", features };
    map.getSource(source)?.setData(data);
  };
}
