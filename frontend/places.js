// The field "Où ?": a combobox after the ARIA pattern, fed by the gazetteer.
import { listbox } from "./listbox.js";

export function choosePlaces(field) {
  const input = field.querySelector("input[role=combobox]");
  const hidden = field.querySelector("input[type=hidden]");
  const list = field.querySelector("[role=listbox]");
  const box = listbox(input, list);
  let options = [];
  let asked = 0;

  const choose = (option) => {
    input.value = option.name;
    hidden.value = option.ref;
    asked += 1; // an answer under way comes too late
    box.close();
    field.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: option }));
    if (field.closest("#recherche")) field.closest("form").requestSubmit();
  };
  const item = (option) => {
    const node = document.createElement("li");
    const context = document.createElement("small");
    context.textContent = option.context;
    node.append(option.name, " ", context);
    node.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(option);
    });
    return node;
  };
  const none = () => {
    const node = document.createElement("li");
    Object.assign(node, { className: "none", role: "option", ariaDisabled: "true" });
    node.textContent = field.dataset.none;
    return node;
  };
  const show = () => {
    const items = options.map(item);
    list.replaceChildren(...(items.length ? items : [none()]));
    box.open(items, { even: true });
  };

  input.addEventListener("input", async () => {
    hidden.value = "";
    const text = input.value.trim();
    const turn = ++asked;
    if (!text) return box.close();
    const answer = await fetch(`${field.dataset.places}?q=${encodeURIComponent(text)}`);
    if (!answer.ok) return;
    const { territories } = await answer.json();
    if (turn !== asked) return;
    options = territories; // for the form too, should the visitor be elsewhere by now
    if (document.activeElement === input) show();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return box.close();
    if (!box.isOpen || !options.length) return;
    if (event.key === "ArrowDown") box.step(1);
    else if (event.key === "ArrowUp") box.step(-1);
    else if (event.key === "Enter") choose(options[Math.max(0, box.active)]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", box.close);
  // Without a choice from the list, the likeliest place of that name is meant.
  field.closest("form").addEventListener("submit", () => {
    if (input.value.trim() && !hidden.value && options.length) hidden.value = options[0].ref;
    if (!input.value.trim()) hidden.value = "";
  });
}
