// What every page loads: swapping of results, choice of a place, and the map where there is one.
import "htmx.org";
import { choosePlaces } from "./places.js";
import { suggest } from "./suggest.js";
import { offerCopy } from "./copy.js";

const start = (root) => {
  root.querySelectorAll("[data-places]").forEach(choosePlaces);
  root.querySelectorAll("[data-suggestions]").forEach(suggest);
  root.querySelectorAll("[data-copy]").forEach(offerCopy);
  root.querySelectorAll(".story img").forEach((image) =>
    image.addEventListener("error", () => image.closest("figure").remove()),
  );
  const map = root.querySelector("#carte");
  if (map) {
    const show = () => import("./map.js").then(({ showMap }) => showMap(map));
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        seen.disconnect();
        show();
      }
    });
    seen.observe(map);
  }
};

start(document);
document.body.addEventListener("htmx:afterSwap", (event) => start(document.getElementById("trouve") ?? event.target));
