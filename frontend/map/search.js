// Searching from the map: here, as it moves, in a box that is drawn, around the visitor.
import { canLocate, position } from "../position.js";

const form = () => document.getElementById("recherche");
const DECIMALS = 3; // some hundred metres: enough to search, too little to find a door

// Ask for the search on the page, confined to `changes` ({bbox} or {near, radius}) and nowhere else.
function confine(changes, { replace = false } = {}) {
  const asked = form();
  const found = asked.querySelector("#trouve");
  for (const name of ["bbox", "near", "radius", "territory"]) {
    asked.querySelectorAll(`[name=${name}]`).forEach((field) => {
      if (found.contains(field)) field.remove();
      else if (field.type === "hidden") field.value = "";
      else field.disabled = true;
    });
  }
  const place = asked.querySelector("input[role=combobox]");
  if (place) place.value = "";
  for (const [name, value] of Object.entries(changes)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    found.append(field);
  }
  // While the map moves, one entry of the history is enough.
  asked.setAttribute(replace ? "hx-replace-url" : "hx-push-url", "true");
  asked.removeAttribute(replace ? "hx-push-url" : "hx-replace-url");
  asked.requestSubmit();
}

export function searching(map, element, words, say) {
  const stage = element.parentElement;
  const state = { following: false };
  const bounds = () => {
    const b = map.getBounds();
    return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((n) => Number(n.toFixed(DECIMALS))).join(",");
  };
  const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });

  const bar = make("div", "map-search", "");
  const label = make("label", "follow", "");
  const box = Object.assign(document.createElement("input"), { type: "checkbox" });
  label.append(box, ` ${words.follow}`);
  const here = Object.assign(make("button", "search-here", words.here), { type: "button", hidden: true });
  bar.append(label, here);
  stage.append(bar);

  const search = (replace) => {
    state.ours = true;
    here.hidden = true;
    confine({ bbox: bounds() }, { replace });
  };
  let timer;
  map.on("moveend", ({ ours }) => {
    if (ours) return;
    clearTimeout(timer);
    if (state.following) timer = setTimeout(() => search(true), 350);
    else here.hidden = false;
  });
  box.addEventListener("change", () => {
    state.following = box.checked;
    if (box.checked) search(false);
  });
  here.addEventListener("click", () => {
    map.getCanvas().focus();
    search(false);
  });

  const tools = make("div", "map-tools", "");
  const around = Object.assign(make("button", "tool around", words.around), { type: "button" });
  const draw = Object.assign(make("button", "tool draw", words.draw), { type: "button" });
  draw.setAttribute("aria-pressed", "false");
  tools.append(around, draw);
  stage.append(tools);

  around.addEventListener("click", async () => {
    if (!canLocate()) return say(words.noPosition);
    say(words.locating);
    try {
      const near = await position();
      say("");
      confine({ near, radius: form().querySelector("[name=radius]")?.value || "20" });
    } catch ({ code }) {
      say(code === 1 ? words.refused : words.noPosition);
    }
  });

  const drawing = boxDrawer(map, stage, (corners) => {
    stop();
    const [a, b] = corners.map((corner) => map.unproject(corner));
    const ends = [Math.min(a.lng, b.lng), Math.min(a.lat, b.lat), Math.max(a.lng, b.lng), Math.max(a.lat, b.lat)];
    confine({ bbox: ends.map((n) => Number(n.toFixed(DECIMALS))).join(",") });
  });
  const stop = () => {
    draw.setAttribute("aria-pressed", "false");
    drawing.stop();
    say("");
  };
  draw.addEventListener("click", () => {
    if (draw.getAttribute("aria-pressed") === "true") return stop();
    draw.setAttribute("aria-pressed", "true");
    drawing.start();
    say(words.drawing);
  });
  stage.addEventListener("keydown", (event) => event.key === "Escape" && draw.getAttribute("aria-pressed") === "true" && stop());
  return state;
}

// A sheet over the map on which a rectangle is drawn.
function boxDrawer(map, stage, done) {
  const sheet = Object.assign(document.createElement("div"), { className: "drawing", hidden: true });
  const shown = Object.assign(document.createElement("div"), { className: "drawn", hidden: true });
  sheet.append(shown);
  stage.append(sheet);
  let from;
  const at = (event) => [event.offsetX, event.offsetY];
  sheet.addEventListener("pointerdown", (event) => {
    sheet.setPointerCapture(event.pointerId);
    from = at(event);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    shown.hidden = false;
    shown.style.left = `${Math.min(from[0], to[0])}px`;
    shown.style.top = `${Math.min(from[1], to[1])}px`;
    shown.style.width = `${Math.abs(to[0] - from[0])}px`;
    shown.style.height = `${Math.abs(to[1] - from[1])}px`;
  });
  sheet.addEventListener("pointerup", (event) => {
    const [start, end] = [from, at(event)];
    from = null;
    shown.hidden = true;
    if (start && Math.abs(end[0] - start[0]) > 8 && Math.abs(end[1] - start[1]) > 8) done([start, end]);
  });
  return {
    start: () => (sheet.hidden = false),
    stop: () => ((from = null), (sheet.hidden = shown.hidden = true)),
  };
}
