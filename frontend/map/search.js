// Searching from the map: here, as it moves, in an area that is drawn, around the visitor.
import { canLocate, position } from "../position.js";
import { drawing } from "./drawing.js";

const form = () => document.getElementById("recherche");
const DECIMALS = 3; // some hundred metres: enough to search, too little to find a door

// Ask for the search on the page, confined to `changes` ({bbox}, {area} or {near, radius}) and nowhere else.
function confine(changes, { replace = false } = {}) {
  const asked = form();
  const found = asked.querySelector("#trouve");
  for (const name of ["bbox", "area", "near", "radius", "territory"]) {
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
    if (ours || drawn.going()) return;
    clearTimeout(timer);
    if (state.following) timer = setTimeout(() => search(true), 350);
    else here.hidden = false;
  });
  box.addEventListener("change", () => {
    state.following = box.checked;
    if (box.checked) return search(false);
    state.ours = true;
    element.dispatchEvent(new Event("search")); // from now on the points are those of the last search alone
  });
  here.addEventListener("click", () => {
    map.getCanvas().focus();
    search(false);
  });

  const tools = make("div", "map-tools", "");
  const around = Object.assign(make("button", "tool around", words.around), { type: "button" });
  const draw = Object.assign(make("button", "tool draw", words.draw), { type: "button" });
  draw.title = words.drawHelp;
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

  // The corners of a small area need to be told more finely.
  const decimals = () => (map.getZoom() < 9 ? DECIMALS : map.getZoom() < 13 ? 4 : 5);
  const drawn = drawing(map, stage, words, {
    say,
    done: (corners, boxed) => {
      const told = corners.map((corner) => corner.map((n) => Number(n.toFixed(decimals()))));
      box.checked = state.following = false; // what is drawn stays as the map moves
      here.hidden = true;
      const [lats, lngs] = [0, 1].map((axis) => told.map((corner) => corner[axis]));
      if (boxed) confine({ bbox: [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)].join(",") });
      else confine({ area: told.join("_") });
    },
    over: () => draw.focus(),
  });
  draw.addEventListener("click", () => drawn.start());
  return state;
}
