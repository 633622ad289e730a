// The field "Où ?": a combobox after the ARIA pattern, fed by the gazetteer.
export function choosePlaces(field) {
  const input = field.querySelector("input[role=combobox]");
  const hidden = field.querySelector("input[type=hidden]");
  const list = field.querySelector("[role=listbox]");
  let options = [];
  let active = -1;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    const item = list.children[index];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  };
  const choose = (option) => {
    input.value = option.name;
    hidden.value = option.ref;
    asked += 1; // an answer under way comes too late
    close();
    field.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: option }));
    if (field.closest("#recherche")) field.closest("form").requestSubmit();
  };
  const show = () => {
    list.replaceChildren(
      ...options.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        item.append(option.name);
        const context = document.createElement("small");
        context.textContent = option.context;
        item.append(" ", context);
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(option);
        });
        return item;
      }),
    );
    if (!options.length) {
      const item = document.createElement("li");
      item.className = "none";
      item.setAttribute("role", "option");
      item.setAttribute("aria-disabled", "true");
      item.textContent = field.dataset.none;
      list.append(item);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    active = -1;
  };

  input.addEventListener("input", async () => {
    hidden.value = "";
    const text = input.value.trim();
    const turn = ++asked;
    if (!text) return close();
    const answer = await fetch(`${field.dataset.places}?q=${encodeURIComponent(text)}`);
    if (!answer.ok) return;
    const { territories } = await answer.json();
    if (turn !== asked) return;
    options = territories; // for the form too, should the visitor be elsewhere by now
    if (document.activeElement === input) show();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (list.hidden || !options.length) return;
    if (event.key === "ArrowDown") mark((active + 1) % options.length);
    else if (event.key === "ArrowUp") mark((active - 1 + options.length) % options.length);
    else if (event.key === "Enter") choose(options[Math.max(0, active)]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // Without a choice from the list, the likeliest place of that name is meant.
  field.closest("form").addEventListener("submit", () => {
    if (input.value.trim() && !hidden.value && options.length) hidden.value = options[0].ref;
    if (!input.value.trim()) hidden.value = "";
  });
}
