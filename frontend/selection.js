// The visitor's selection of sheets: kept in this browser alone, shown by its address.
const KEY = "carrefour.selection";
const MOST = 100;

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string" && /^[a-z0-9]{1,12}$/.test(id)).slice(0, MOST) : [];
  } catch {
    return []; // storage may be refused, or hold what another page wrote
  }
};
const write = (ids) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch { /* the selection then lasts as long as the page */ }
};

let chosen = read();
const tray = document.querySelector("[data-tray]");
const address = () => `${tray.dataset.tray}?${chosen.map((id) => `id=${id}`).join("&")}`;

const show = () => {
  const held = new Set(chosen);
  document.querySelectorAll("[data-select]").forEach((control) => {
    const inside = held.has(control.dataset.select);
    if (control.type === "checkbox") control.checked = inside;
    else {
      control.hidden = false;
      control.classList.toggle("is-selected", inside);
      control.firstElementChild.textContent = inside ? control.dataset.remove : control.dataset.add;
    }
  });
  tray.hidden = chosen.length === 0;
  tray.querySelector("a").href = address();
  tray.querySelector("[data-tray-count]").textContent = chosen.length;
};

const say = (text) => { tray.querySelector("[data-tray-said]").textContent = text; };

const change = (ids) => {
  const full = tray.querySelector("[data-tray-said]").dataset.full;
  chosen = [...new Set(ids)];
  say(chosen.length > MOST ? full : "");
  chosen = chosen.slice(0, MOST);
  write(chosen);
  show();
};
const toggle = (id) => change(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);

// Shows what is selected among the sheets of `root`, which may have just been swapped in.
export function showSelection(root) {
  root.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
  root.querySelectorAll("[data-without-script]").forEach((button) => { button.hidden = true; });
  show();
}

// Listens once for the whole page.
export function keepSelection() {
  const page = document.querySelector("[data-selected]");
  if (page && !page.dataset.selected && !location.search && chosen.length) location.replace(address());
  document.body.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.select) toggle(button.dataset.select);
    else if ("print" in button.dataset) print();
    else if ("trayEmpty" in button.dataset) change([]);
    else if ("take" in button.dataset) change([...chosen, ...page.dataset.selected.split(" ")]);
  });
  document.body.addEventListener("change", (event) => {
    if (event.target.matches("input[data-select]")) toggle(event.target.dataset.select);
  });
  document.querySelectorAll("[data-take]").forEach((button) => { button.hidden = false; });
  addEventListener("storage", (event) => {
    if (event.key === KEY) {
      chosen = read();
      show();
    }
  });
}
