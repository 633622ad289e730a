// The list of a combobox, after the ARIA pattern: what is open, and which option is marked.
export function listbox(input, list) {
  let options = [];
  let active = -1;

  const unmark = () => {
    options[active]?.setAttribute("aria-selected", "false");
    active = -1;
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    unmark();
    active = index;
    const node = options[index];
    node.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", node.id);
    node.scrollIntoView({ block: "nearest" });
  };
  return {
    // Shows what the list holds now; `nodes` are those of its nodes that can be chosen.
    open(nodes, { even = nodes.length > 0 } = {}) {
      unmark();
      options = nodes;
      options.forEach((node, index) => {
        node.id = `${list.id}-${index}`;
        node.setAttribute("role", "option");
        node.setAttribute("aria-selected", "false");
      });
      list.hidden = !even;
      input.setAttribute("aria-expanded", String(even));
    },
    close() {
      unmark();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
    },
    // By one, around the ends; from no mark to the first or the last.
    step(by) {
      if (!options.length) return;
      const from = active < 0 && by < 0 ? 0 : active;
      mark((from + by + options.length) % options.length);
    },
    get isOpen() {
      return !list.hidden;
    },
    get active() {
      return active;
    },
  };
}
