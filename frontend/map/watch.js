// A map is loaded when it comes into sight, and told when the search around it changes.
export function watchMap(element) {
  if (element.dataset.watched) return element.dispatchEvent(new Event("search"));
  element.dataset.watched = "true";
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    import("./show.js").then(({ showMap }) => showMap(element));
  });
  seen.observe(element);
}
