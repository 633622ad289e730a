// The map: clusters counted by the server, shown as buttons that the keyboard reaches too.
const FRANCE = [[-5.2, 41.3], [9.7, 51.2]];

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

async function style(element, dark) {
  if (element.dataset.style) {
    try {
      const answer = await fetch(element.dataset.style);
      if (answer.ok) return await answer.json();
    } catch { /* the outlines below stand in for tiles that do not come */ }
  }
  return outlines(element.dataset.outlines, dark);
}

export async function showMap(element) {
  const { dataset } = element;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = dataset.css;
  document.head.append(sheet);
  const library = await import(dataset.library);
  library.setWorkerUrl?.(new URL(dataset.worker, location.href).href);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const map = new library.Map({
    container: element,
    style: await style(element, dark),
    bounds: FRANCE,
    fitBoundsOptions: { padding: 12 },
    attributionControl: { compact: true },
    dragRotate: false,
    cooperativeGestures: false,
    fadeDuration: calm ? 0 : 200,
    maxZoom: 17,
  });
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.touchZoomRotate.disableRotation();
  element.dataset.ready = "false";

  if (dataset.points) {
    const points = dataset.points.split(";").map((p) => p.split(",").map(Number));
    points.forEach(([lat, lon]) => new library.Marker({ color: "#c2512f" }).setLngLat([lon, lat]).addTo(map));
    const bounds = new library.LngLatBounds();
    points.forEach(([lat, lon]) => bounds.extend([lon, lat]));
    map.fitBounds(bounds, { maxZoom: 8, padding: 50, animate: false });
    element.dataset.ready = "true";
    return;
  }

  let markers = [];
  let popup;
  const go = (box) => map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { padding: 40, animate: !calm, maxZoom: 15 });

  async function preview(ids, lat, lon) {
    const query = ids.map((id) => `id=${id}`).join("&");
    const { sheets } = await (await fetch(`${dataset.previews}?${query}`)).json();
    const list = document.createElement("ul");
    list.className = "popup";
    sheets.forEach((one) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.url;
      link.textContent = one.title;
      const small = document.createElement("small");
      small.textContent = [one.organisation, one.place].filter(Boolean).join(" · ");
      item.append(link, small);
      list.append(item);
    });
    popup?.remove();
    popup = new library.Popup({ maxWidth: "280px", focusAfterOpen: true }).setLngLat([lon, lat]).setDOMContent(list).addTo(map);
  }

  let turn = 0;
  async function refresh() {
    const bounds = map.getBounds();
    const view = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((n) => n.toFixed(4));
    const mine = ++turn;
    const answer = await fetch(`${dataset.clusters}?${dataset.params}&view=${view}&zoom=${Math.round(map.getZoom())}`);
    if (mine !== turn || !answer.ok) return;
    const { clusters } = await answer.json();
    if (mine !== turn) return;
    markers.forEach((marker) => marker.remove());
    markers = clusters.map(([lat, lon, count, ids, box]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "cluster";
      button.dataset.size = count === 1 ? "1" : count < 10 ? "2" : count < 100 ? "3" : count < 1000 ? "4" : "5";
      button.dataset.ids = ids.join(" ");
      button.textContent = count > 1 ? new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(count) : "";
      button.setAttribute("aria-label", `${count} ${count > 1 ? dataset.many : dataset.one}`);
      button.addEventListener("click", (event) => {
        event.stopPropagation();
        const near = box.length && Math.max(box[2] - box[0], box[3] - box[1]) < 0.002;
        if (ids.length && (count <= 3 || near || map.getZoom() > 13)) preview(ids, lat, lon);
        else go(box);
      });
      const marker = new library.Marker({ element: button }).setLngLat([lon, lat]).addTo(map);
      // The library names markers "Map marker"; ours say what they hold.
      button.setAttribute("aria-label", `${count} ${count > 1 ? dataset.many : dataset.one}`);
      return marker;
    });
    element.dataset.ready = "true";
  }

  const frame = element.parentElement;
  const jump = frame.querySelector(".jump");
  if (jump) {
    jump.hidden = false;
    jump.querySelectorAll("button").forEach((button) =>
      button.addEventListener("click", () => go(button.dataset.view.split(",").map(Number))),
    );
  }
  // The list and the map in step: a card shows where it lies.
  document.querySelectorAll(".list [data-sheet]").forEach((card) => {
    const light = (on) => () =>
      frame.querySelectorAll(".cluster").forEach((b) => b.classList.toggle("lit", on && b.dataset.ids.split(" ").includes(card.dataset.sheet)));
    card.addEventListener("mouseenter", light(true));
    card.addEventListener("focusin", light(true));
    card.addEventListener("mouseleave", light(false));
    card.addEventListener("focusout", light(false));
  });
  const bbox = new URLSearchParams(dataset.params).get("bbox");
  map.on("load", () => {
    if (bbox) map.fitBounds(bbox.split(",").map(Number), { animate: false });
    refresh();
  });
  map.on("moveend", refresh);

  if (dataset.results) {
    const here = document.createElement("button");
    here.type = "button";
    here.className = "here";
    here.textContent = dataset.searchHere;
    here.hidden = true;
    frame.append(here);
    map.on("moveend", (event) => {
      if (event.originalEvent || here.hidden === false) here.hidden = false;
    });
    map.on("dragend", () => (here.hidden = false));
    map.on("zoomend", () => (here.hidden = false));
    here.addEventListener("click", () => {
      const b = map.getBounds();
      const params = new URLSearchParams(dataset.params);
      params.delete("territory");
      params.set("bbox", [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((n) => n.toFixed(3)).join(","));
      location.href = `${dataset.results}?${params}`;
    });
    map.once("idle", () => (here.hidden = true));
  }
}
