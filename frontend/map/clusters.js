// Clusters counted by the server, as buttons that the keyboard reaches too. A button stays as long as
// its cluster does, so that moving the map makes few of them anew.
const REST = 90; // ms without a move before the server is asked

export class Clusters {
  constructor(map, library, element, words) {
    Object.assign(this, { map, library, element, words });
    this.held = new Map();
    this.format = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
    this.params = new URLSearchParams();
    map.on("moveend", () => this.soon());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), REST);
  }

  async refresh() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const bounds = this.map.getBounds();
    const view = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((n) => n.toFixed(4));
    const zoom = Math.round(this.map.getZoom());
    try {
      const answer = await fetch(`${this.element.dataset.clusters}?${this.params}&view=${view}&zoom=${zoom}`, { signal: asking.signal });
      if (!answer.ok) return;
      const { clusters } = await answer.json();
      if (asking === this.asking) this.show(clusters, zoom);
    } catch (error) {
      if (error.name !== "AbortError") this.element.dataset.failed = "true"; // the next move asks again
    }
  }

  show(clusters, zoom) {
    const before = this.held;
    this.held = new Map();
    for (const told of clusters) {
      const key = `${zoom}:${told.slice(0, 3)}:${told[3]}`;
      this.held.set(key, before.get(key) ?? this.make(told));
      before.delete(key);
    }
    const focused = document.activeElement;
    for (const { marker, button } of before.values()) {
      if (button === focused) this.map.getCanvas().focus(); // the keyboard goes on from the map
      marker.remove();
    }
    this.element.dataset.ready = "true";
  }

  make([lat, lon, count, ids, box]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cluster";
    button.dataset.size = count === 1 ? "1" : count < 10 ? "2" : count < 100 ? "3" : count < 1000 ? "4" : "5";
    button.textContent = count > 1 ? this.format.format(count) : "";
    const cluster = { lat, lon, count, ids, box, button };
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.onopen(cluster);
    });
    for (const kind of ["mouseenter", "focus"]) button.addEventListener(kind, () => this.onlit(cluster, true));
    for (const kind of ["mouseleave", "blur"]) button.addEventListener(kind, () => this.onlit(cluster, false));
    cluster.marker = new this.library.Marker({ element: button }).setLngLat([lon, lat]).addTo(this.map);
    // The library names markers "Map marker"; ours say what they hold.
    button.setAttribute("aria-label", `${count} ${count > 1 ? this.words.many : this.words.one}`);
    return cluster;
  }

  // The cluster that holds a sheet: by its id where ids are told, else by the cell of its point.
  holding(id, points) {
    for (const cluster of this.held.values()) {
      if (cluster.ids.includes(id)) return cluster;
      const [west, south, east, north] = cluster.box;
      if (!cluster.ids.length && points.some(([lat, lon]) => west <= lon && lon <= east && south <= lat && lat <= north)) return cluster;
    }
    return null;
  }
}
