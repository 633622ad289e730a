// What every page loads: swapping of results, choice of a place, and the map where there is one.
import "htmx.org";
import { watchMap } from "./map/watch.js";
import { offerPosition } from "./near.js";
import { choosePlaces } from "./places.js";
import { keepSelection, showSelection } from "./selection.js";
import { suggest } from "./suggest.js";
import { offerCopy } from "./copy.js";
import { countLeaving } from "./leaving.js";
import { closeMenus } from "./menus.js";
import { offerDragging } from "./ordering.js";

const start = (root) => {
  showSelection(root);
  root.querySelectorAll("[data-places]").forEach(choosePlaces);
  root.querySelectorAll("[data-suggestions]").forEach(suggest);
  root.querySelectorAll("[data-copy]").forEach(offerCopy);
  root.querySelectorAll("[data-order]").forEach(offerDragging);
  root.querySelectorAll(".story img").forEach((image) =>
    image.addEventListener("error", () => image.closest("figure").remove()),
  );
  root.querySelectorAll(".near-me").forEach(offerPosition);
  root.querySelectorAll("[data-pointing]").forEach((one) => import("./map/point.js").then(({ pointAt }) => pointAt(one)));
  const map = root.querySelector("#carte");
  if (map) watchMap(map);
};

// A facet that is ticked narrows at once. Facets come and go with the results: the page listens.
document.body.addEventListener("change", (event) => event.target.closest("#recherche .facet, #champ-rayon")?.closest("form").requestSubmit());
keepSelection();
countLeaving();
closeMenus();
start(document);
// Each part that was put in, once; its event may come from what it took the place of.
document.body.addEventListener("htmx:afterSwap", ({ target }) => start(document.getElementById(target.id) ?? target));
// A place that is newly chosen stands for the one that was searched around, and for the box.
document.body.addEventListener("htmx:configRequest", ({ detail: { elt, formData } }) => {
  if (elt.id !== "recherche") return;
  const place = formData.get("territory");
  if (place && place !== new URLSearchParams(location.search).get("territory")) ["near", "bbox"].forEach((name) => formData.delete(name));
  // Addresses say only what narrows.
  for (const name of new Set(formData.keys())) if (formData.getAll(name).every((value) => value === "")) formData.delete(name);
  if (formData.get("sort") === "relevance") formData.delete("sort");
  if ([...elt.querySelectorAll("input[name=col]")].every((column) => column.checked)) formData.delete("col");
});
