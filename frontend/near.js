// "près de moi": a button that searches around the visitor's position, where the browser can tell it.
import { canLocate, position } from "./position.js";

export function offerPosition(line) {
  if (!canLocate()) return;
  const button = line.querySelector("[data-here]");
  line.querySelector(".near-me-button").hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const search = new URLSearchParams(button.dataset.search);
      search.set("near", await position());
      search.set("sort", "distance");
      location.search = `?${search}`;
    } catch {
      button.closest(".near-me-button").replaceChildren(" ", button.dataset.refused);
    }
  });
}
