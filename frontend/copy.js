// A button that copies a text, or what an element says; hidden where the browser cannot copy.
export function offerCopy(place) {
  if (!navigator.clipboard) return;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    const wanted = place.dataset.copy;
    const told = wanted.startsWith("#") ? document.querySelector(wanted) : null;
    const text = told ? (told.value ?? told.innerText) : wanted;
    await navigator.clipboard.writeText(text);
    place.querySelector("[role=status]").textContent = place.dataset.done;
  });
}
