// The page that writes the HTML to embed: its buttons copy.
const ready = () => document.querySelectorAll("[data-copy]").forEach((button) => (button.hidden = false));
ready();
document.body.addEventListener("htmx:afterSettle", ready);
document.body.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    text.select(); // without a secure origin the keyboard copies
    return;
  }
  const before = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = before), 2000);
});
