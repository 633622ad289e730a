// The field "Quoi ?": a combobox after the ARIA pattern, whose list is grouped by kind. A proposal is
// a filter to set or a project to open; Enter without a choice searches for what was typed.
const WAIT = 120; // ms without a key before the server is asked

export function suggest(field) {
  const input = field.querySelector("input[role=combobox]");
  const list = field.querySelector("[role=listbox]");
  const status = field.querySelector("[role=status]");
  const form = field.closest("form");
  const known = new Map();
  let options = [];
  let active = -1;
  let timer = 0;
  let asked = "";

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    options[active]?.node.setAttribute("aria-selected", "false");
    active = index;
    const node = options[index]?.node;
    if (!node) return input.removeAttribute("aria-activedescendant");
    node.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", node.id);
    node.scrollIntoView({ block: "nearest" });
  };
  const choose = ({ item }) => {
    close();
    status.textContent = "";
    if (item.url) return location.assign(item.url);
    input.value = "";
    if (item.name === "territory") {
      form.querySelector("input[name=territory]").value = item.value;
      form.querySelector("[data-places] input[role=combobox]").value = item.label;
    } else {
      const box = [...form.querySelectorAll(`input[name="${item.name}"]`)].find((one) => one.value === item.value);
      if (box) box.checked = true;
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
    node.id = `${list.id}-${options.length}`;
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.append(...marked(item.label, typed));
    node.append(name);
    if (item.hint) {
      const hint = document.createElement("small");
      hint.textContent = item.hint;
      node.append(" ", hint);
    }
    const made = { item, node };
    node.addEventListener("mousedown", (event) => {
      event.preventDefault();
      if (event.button === 0) choose(made);
    });
    options.push(made);
    return node;
  };
  const show = (groups, typed) => {
    options = [];
    active = -1;
    input.removeAttribute("aria-activedescendant");
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
    list.hidden = !number;
    input.setAttribute("aria-expanded", String(number > 0));
  };
  const ask = async (typed) => {
    asked = typed;
    if (!known.has(typed)) {
      const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(typed)}`);
      if (!answer.ok) return close();
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
      return close();
    }
    timer = setTimeout(() => ask(typed).catch(close), known.has(typed) ? 0 : WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" && !open && input.value.trim().length > 1) ask(input.value.trim()).catch(close);
    else if (event.key === "ArrowDown" && open) mark((active + 1) % options.length);
    else if (event.key === "ArrowUp" && open) mark(active < 0 ? options.length - 1 : active - 1);
    else if (event.key === "Escape" && open) close();
    else if (event.key === "Enter" && open && active >= 0) choose(options[active]);
    else {
      if (event.key === "Enter") {
        clearTimeout(timer);
        asked = "";
        close();
      }
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    close();
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
