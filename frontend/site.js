// What every page loads: swapping of results, choice of a place, and the map where there is one.
import "htmx.org";
import { choosePlaces } from "./places.js";
import { keepSelection, showSelection } from "./selection.js";

const start = (root) => {
  showSelection(root);
  root.querySelectorAll("[data-places]").forEach(choosePlaces);
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

// A facet that is ticked narrows at once. Facets come and go with the results: the page listens.
document.body.addEventListener("change", (event) => event.target.closest("#recherche .facet")?.closest("form").requestSubmit());
// Addresses say only what narrows.
document.body.addEventListener("htmx:configRequest", (event) => {
  const { formData, elt } = event.detail;
  for (const name of new Set(formData.keys())) if (formData.getAll(name).every((value) => !value)) formData.delete(name);
  if (formData.get("sort") === "relevance") formData.delete("sort");
  if ([...elt.querySelectorAll("input[name=col]")].every((column) => column.checked)) formData.delete("col");
});
keepSelection();
start(document);
document.body.addEventListener("htmx:afterSwap", (event) => start(document.getElementById("trouve") ?? event.target));
