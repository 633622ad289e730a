// "près de moi": a button that searches around the visitor's position, where the browser can tell it.
export function offerPosition(line) {
  if (!navigator.geolocation) return;
  const button = line.querySelector("[data-here]");
  line.querySelector(".near-me-button").hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const search = new URLSearchParams(button.dataset.search);
        // A hundredth of a degree is a kilometre: enough to search by, and all that is told.
        search.set("near", `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
        search.set("sort", "distance");
        location.search = `?${search}`;
      },
      () => {
        button.closest(".near-me-button").replaceChildren(" ", button.dataset.refused);
      },
      { timeout: 15_000, maximumAge: 600_000 },
    );
  });
}
