// The list and the map in step: a card lights its point, a point lights its card or tells of its sheet.
const HOVER = 180; // ms on a point before anything moves

export function inStep(map, library, clusters, element, calm) {
  const { dataset } = element;
  let popup;
  let opener;
  let waiting;
  const cards = () => [...document.querySelectorAll(".list [data-sheet]")];

  const close = (back) => {
    popup?.remove();
    popup = null;
    if (back) opener?.button.focus();
  };

  async function preview({ ids, lat, lon }, focus) {
    const query = ids.map((id) => `id=${id}`).join("&");
    const answer = await fetch(`${dataset.previews}?${query}`);
    if (!answer.ok) return;
    const list = document.createElement("ul");
    list.className = "popup";
    for (const one of (await answer.json()).sheets) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.url;
      link.textContent = one.title;
      if (dataset.embedded) Object.assign(link, { target: "_blank", rel: "noopener" });
      const small = document.createElement("small");
      small.textContent = [one.organisation, one.place].filter(Boolean).join(" · ");
      item.append(link, small);
      list.append(item);
    }
    close();
    popup = new library.Popup({ maxWidth: "280px", focusAfterOpen: focus, closeButton: focus }).setLngLat([lon, lat]).setDOMContent(list).addTo(map);
    popup.hover = !focus;
  }

  const go = (box) => map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { padding: 40, animate: !calm, maxZoom: 15 });

  clusters.onopen = (cluster) => {
    clearTimeout(waiting);
    const { count, ids, box } = cluster;
    const near = box.length && Math.max(box[2] - box[0], box[3] - box[1]) < 0.002;
    opener = cluster;
    if (ids.length && (count <= 3 || near || map.getZoom() > 13)) preview(cluster, true);
    else go(box);
  };

  clusters.onlit = (cluster, on) => {
    clearTimeout(waiting);
    const mine = cards().filter((card) => cluster.ids.includes(card.dataset.sheet));
    mine.forEach((card) => card.classList.toggle("lit", on));
    if (!on) {
      if (popup?.hover) close();
      return;
    }
    if (cluster.count > 3 || !matchMedia("(hover: hover)").matches) return;
    waiting = setTimeout(() => {
      if (mine.length) mine[0].scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
      else if (cluster.ids.length && !popup) preview(cluster, false);
    }, HOVER);
  };

  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !popup) return;
    event.stopPropagation();
    close(true);
  });

  // By delegation: the list is another one after each search.
  const light = (card, on) => {
    if (!card) return;
    const points = (card.dataset.points ?? "").split(";").filter(Boolean).map((p) => p.split(",").map(Number));
    clusters.holding(card.dataset.sheet, points)?.button.classList.toggle("lit", on);
  };
  const of = (event) => (event.target instanceof Element ? event.target.closest(".list [data-sheet]") : null);
  document.addEventListener("mouseover", (event) => of(event) && !of(event).contains(event.relatedTarget) && light(of(event), true));
  document.addEventListener("mouseout", (event) => of(event) && !of(event).contains(event.relatedTarget) && light(of(event), false));
  document.addEventListener("focusin", (event) => light(of(event), true));
  document.addEventListener("focusout", (event) => light(of(event), false));
  return go;
}
