// The field "Quoi ?": a combobox after the ARIA pattern, whose list is grouped by kind. A proposal is
// a filter to set or a project to open; Enter without a choice searches for what was typed.
import { listbox } from "./listbox.js";

const WAIT = 120; // ms without a key before the server is asked

export function suggest(field) {
  const input = field.querySelector("input[role=combobox]");
  const list = field.querySelector("[role=listbox]");
  const status = field.querySelector("[role=status]");
  const form = field.closest("form");
  const box = listbox(input, list);
  const known = new Map();
  let options = [];
  let timer = 0;
  let asked = "";

  const choose = (item) => {
    box.close();
    status.textContent = "";
    if (item.url) return location.assign(item.url);
    input.value = "";
    if (item.name === "territory") {
      form.querySelector("input[name=territory]").value = item.value;
      form.querySelector("[data-places] input[role=combobox]").value = item.label;
    } else {
      const tick = [...form.querySelectorAll(`input[name="${item.name}"]`)].find((one) => one.value === item.value);
      if (tick) tick.checked = true;
      else {
        const chosen = document.createElement("input");
        Object.assign(chosen, { type: "hidden", name: item.name, value: item.value });
        // Beside the facets, which are swapped as a whole when the results come.
        (form.querySelector("#trouve") ?? form).append(chosen);
      }
    }
    form.requestSubmit();
  };
  const option = (item, typed) => {
    const node = document.createElement("div");
    const name = document.createElement("span");
    name.append(...marked(item.label, typed));
    node.append(name);
    if (item.hint) {
      const hint = document.createElement("small");
      hint.textContent = item.hint;
      node.append(" ", hint);
    }
    node.addEventListener("mousedown", (event) => {
      event.preventDefault();
      if (event.button === 0) choose(item);
    });
    options.push({ item, node });
    return node;
  };
  const show = (groups, typed) => {
    options = [];
    list.replaceChildren(
      ...groups.map((group) => {
        const node = document.createElement("div");
        node.setAttribute("role", "group");
        const kind = document.createElement("div");
        kind.className = "kind";
        kind.id = `${list.id}-${group.kind}`;
        kind.setAttribute("role", "presentation");
        kind.textContent = group.title;
        node.setAttribute("aria-labelledby", kind.id);
        node.append(kind, ...group.items.map((item) => option(item, typed)));
        return node;
      }),
    );
    const number = options.length;
    status.textContent =
      number > 1 ? field.dataset.many.replace("{n}", number) : number ? field.dataset.one : field.dataset.none;
    box.open(options.map(({ node }) => node));
  };
  const ask = async (typed) => {
    asked = typed;
    if (!known.has(typed)) {
      const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(typed)}`);
      if (!answer.ok) return box.close();
      known.set(typed, (await answer.json()).groups);
    }
    // The visitor may have typed on, or left, while the answer was on its way.
    if (asked === typed && document.activeElement === input) show(known.get(typed), typed);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    const typed = input.value.trim();
    if (typed.length < 2) {
      asked = "";
      status.textContent = "";
      return box.close();
    }
    timer = setTimeout(() => ask(typed).catch(box.close), known.has(typed) ? 0 : WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const typed = input.value.trim();
    if (event.key === "ArrowDown" && !box.isOpen && typed.length > 1) ask(typed).catch(box.close);
    else if (event.key === "ArrowDown" && box.isOpen) box.step(1);
    else if (event.key === "ArrowUp" && box.isOpen) box.step(-1);
    else if (event.key === "Escape" && box.isOpen) box.close();
    else if (event.key === "Enter" && box.isOpen && box.active >= 0) choose(options[box.active].item);
    else {
      if (event.key === "Enter") {
        clearTimeout(timer);
        asked = "";
        box.close();
      }
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    box.close();
  });
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The beginnings of words that were typed, in bold.
function marked(label, typed) {
  const starts = folded(typed).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return label.split(/([\p{L}\p{N}\p{M}]+)/u).map((part) => {
    const start = starts.filter((one) => folded(part).startsWith(one)).sort((a, b) => b.length - a.length)[0];
    if (!start) return part;
    const node = document.createElement("span");
    const bold = document.createElement("b");
    const composed = part.normalize("NFC");
    bold.textContent = composed.slice(0, start.length);
    node.append(bold, composed.slice(start.length));
    return node;
  });
}
