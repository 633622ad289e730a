// Things in an order that one changes by dragging a handle; the buttons beside do the same.
export function offerDragging(list) {
  const said = document.querySelector("[data-order-said]");
  list.querySelectorAll("[data-handle]").forEach((handle) => {
    const item = handle.closest("[data-item]");
    handle.hidden = false;
    handle.addEventListener("pointerdown", (start) => {
      if (start.button !== 0) return;
      start.preventDefault();
      handle.setPointerCapture(start.pointerId);
      item.classList.add("is-dragged");
      const before = [...list.children];
      // The others move around the one that is dragged: whoever moves in the page loses the pointer.
      const follow = ({ clientY }) => {
        const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
        while (item.nextElementSibling && clientY > middle(item.nextElementSibling)) item.before(item.nextElementSibling);
        while (item.previousElementSibling && clientY < middle(item.previousElementSibling)) item.after(item.previousElementSibling);
      };
      const end = async () => {
        handle.removeEventListener("pointermove", follow);
        item.classList.remove("is-dragged");
        const to = [...list.children].indexOf(item);
        if (to === before.indexOf(item)) return;
        said.textContent = (await keep(item, to)) ? `${said.dataset.done} ${to + 1}` : said.dataset.failed;
        list.querySelectorAll("[name=up], [name=down]").forEach((button) => {
          const place = button.closest("[data-item]");
          button.disabled = button.name === "up" ? place === list.firstElementChild : place === list.lastElementChild;
        });
      };
      handle.addEventListener("pointermove", follow);
      handle.addEventListener("lostpointercapture", end, { once: true });
    });
  });
}

// Whether the site has put the thing at its new place.
async function keep(item, to) {
  const form = item.querySelector("form");
  const told = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, to });
  try {
    return (await fetch(form.action, { method: "POST", body: told })).ok;
  } catch {
    return false;
  }
}
