// Runs in the sandboxed frame that shows a fetched page. The person points at an element; the
// picker works out selectors for it, outlines what they find, and tells the page around the frame.
// The page is hostile, so nothing of the document is called by a name that an element may take.
(() => {
  const script = document.currentScript;
  const home = script.dataset.parent;
  const get = (proto, name) => Function.prototype.call.bind(Object.getOwnPropertyDescriptor(proto, name).get);
  const parentOf = get(Node.prototype, "parentElement" in Node.prototype ? "parentElement" : "parentNode");
  const childrenOf = get(Element.prototype, "children");
  const textOf = get(Node.prototype, "textContent");
  const all = (root, selector) => {
    const proto = root.nodeType === 9 ? Document.prototype : Element.prototype;
    try {
      return [...proto.querySelectorAll.call(root, selector)];
    } catch {
      return [];
    }
  };
  const matches = (element, selector) => Element.prototype.matches.call(element, selector);
  const attr = (element, name) => Element.prototype.getAttribute.call(element, name);
  const tell = (message) => window.parent.postMessage({ picker: true, ...message }, home);

  // Names that a program made up, or that tell of a state, of looks or of one item alone.
  const unstable =
    /\d{3}|^(?:css|sc|jsx|svelte|emotion|e)-|__[\w-]{5,}$|[:/\[\]!@]|^(?:is|has|js|wp)-|^(?:active|first|last|odd|even|hover|open|selected|current|clearfix|row|col|hidden)$|^(?:col|row|m|p|mt|mb|ml|mr|mx|my|pt|pb|px|py|w|h|g|gap|fr-col|d|flex|grid|text|bg|order)-|^carrefour-/;
  const telling = /tit|name|nom|desc|resum|excerpt|intro|date|place|lieu|adress|ville|image|photo|link|lien|card|item|projet|fiche|tag|them|categ|port/i;
  const plain = /^-?[A-Za-z_][\w-]*$/;
  const classesOf = (element) =>
    (attr(element, "class") ?? "")
      .split(/\s+/)
      .filter((name) => plain.test(name) && !unstable.test(name))
      .sort((a, b) => telling.test(b) - telling.test(a));
  const tagOf = (element) => element.localName;

  // Ways to name one element by itself, the surest first.
  function* names(element) {
    const tag = tagOf(element);
    const id = attr(element, "id") ?? "";
    if (plain.test(id) && !/\d{3}/.test(id) && !unstable.test(id)) yield `#${id}`;
    const property = attr(element, "itemprop");
    if (property && plain.test(property)) yield `[itemprop=${property}]`;
    const classes = classesOf(element);
    for (const name of classes) yield `${tag}.${name}`;
    if (classes.length > 1) yield `${tag}.${classes.slice(0, 3).join(".")}`;
    yield tag;
  }

  // Selectors that find `element` first within `root`; each with how many elements it finds.
  const within = (element, root) => {
    const found = [];
    const consider = (selector) => {
      const hits = all(root, selector);
      if (hits[0] === element) found.push({ selector, count: hits.length });
    };
    for (const own of names(element)) consider(own);
    for (let above = parentOf(element); above && above !== root && tagOf(above) !== "html"; above = parentOf(above)) {
      for (const outer of names(above))
        for (const own of names(element)) {
          if (outer.startsWith("#") || outer.includes(".") || outer.includes("[")) consider(`${outer} ${own}`);
        }
      if (found.length > 12) break;
    }
    if (!found.length) {
      const same = [...childrenOf(parentOf(element))].filter((one) => tagOf(one) === tagOf(element));
      const turn = `${tagOf(element)}:nth-of-type(${same.indexOf(element) + 1})`;
      for (const outer of names(parentOf(element))) consider(`${outer} > ${turn}`);
      consider(turn);
    }
    return found;
  };

  // In how many of the items a selector finds something.
  const share = (selector, items) => items.filter((item) => all(item, selector).length).length;

  const best = (candidates, items) =>
    candidates
      .map((one, index) => ({ ...one, held: items.length ? share(one.selector, items) : 1, index }))
      .sort((a, b) => b.held - a.held || (a.count > 1) - (b.count > 1) || a.index - b.index);

  // The lists that an element belongs to: each ancestor that has others like it, from small to large.
  const lists = (element) => {
    const found = [];
    for (let one = element; one && !["body", "html"].includes(tagOf(one)); one = parentOf(one)) {
      const above = parentOf(one);
      const alike = [...childrenOf(above)].filter((other) => tagOf(other) === tagOf(one));
      for (const own of [...names(one)].filter((name) => !name.startsWith("#"))) {
        const bare = all(document, own);
        if (bare.length < 2 || !bare.includes(one)) continue;
        // A bare tag means too many things: its parent tells which.
        const outer = own.includes(".") || own.includes("[") ? "" : [...names(above)][0];
        const selector = outer ? `${outer} > ${own}` : own;
        const hits = all(document, selector);
        const siblings = alike.filter((other) => hits.includes(other)).length;
        if (hits.length > 1 && hits.includes(one)) {
          found.push({ selector, count: hits.length, siblings, element: one });
          break;
        }
      }
    }
    return found;
  };
  const likeliest = (found) => {
    let chosen = 0;
    found.forEach((one, index) => {
      const words = textOf(one.element).trim().length;
      const before = found[chosen];
      const more = one.count >= before.count && one.count > 2;
      if ((more && words > 25) || textOf(before.element).trim().length < 25) chosen = index;
    });
    return chosen;
  };

  // What is asked for now: { want: "items" | "key" | "link" | "next", key, items }.
  let wanted = null;
  let current = null;
  let choices = [];
  let turn = 0;

  const style = document.createElement("style");
  style.textContent = `
    html { cursor: default; }
    .carrefour-item { outline: 3px dashed #0b5f5a !important; outline-offset: 2px !important; }
    .carrefour-key { outline: 3px solid #b4441f !important; outline-offset: 1px !important; background-color: #f2a54133 !important; }
    .carrefour-here { outline: 3px solid #f2a541 !important; outline-offset: 1px !important; }
    .carrefour-wanted * { cursor: crosshair !important; }`;
  document.documentElement.append(style);

  const mark = (name, elements) => {
    all(document, `.${name}`).forEach((one) => DOMTokenList.prototype.remove.call(one.classList, name));
    elements.forEach((one) => DOMTokenList.prototype.add.call(one.classList, name));
  };
  const here = (element) => {
    current = element;
    mark("carrefour-here", element && wanted ? [element] : []);
    if (element && wanted) {
      const words = textOf(element).replace(/\s+/g, " ").trim().slice(0, 80);
      tell({ here: true, tag: tagOf(element), text: words });
    }
  };

  // What the choice that is shown would select, outlined.
  const show = () => {
    const items = wanted?.items ? all(document, wanted.items) : [];
    mark("carrefour-item", items);
    const choice = choices[turn];
    if (!choice) return mark("carrefour-key", []);
    if (wanted.want === "items") {
      mark("carrefour-item", all(document, choice.selector));
      return mark("carrefour-key", []);
    }
    const roots = items.length && wanted.want !== "next" ? items : [document];
    mark("carrefour-key", roots.flatMap((root) => all(root, choice.selector).slice(0, 1)));
  };

  const said = () => {
    mark("carrefour-here", []);
    show();
    const choice = choices[turn];
    if (choice) {
      tell({
        chosen: true,
        want: wanted.want,
        key: wanted.key,
        selector: choice.selector,
        count: choice.held ?? choice.count,
        of: choice.of ?? 0,
        get: choice.get ?? "text",
        all: choice.all ?? false,
        turn,
        turns: choices.length,
      });
    }
  };

  const choose = (element) => {
    if (!wanted || !element) return;
    turn = 0;
    if (wanted.want === "items") {
      choices = lists(element);
      turn = choices.length ? likeliest(choices) : 0;
      if (!choices.length) tell({ nothing: "items" });
      return said();
    }
    const items = wanted.items && wanted.want !== "next" ? all(document, wanted.items) : [];
    let root = document;
    if (items.length) {
      root = items.find((item) => item === element || item.contains(element));
      if (!root) return tell({ nothing: "outside" });
    }
    let target = element;
    let get = "text";
    if (wanted.want === "link" || wanted.want === "next") {
      target = Element.prototype.closest.call(element, "a[href]") ?? all(element, "a[href]")[0];
      get = wanted.want === "link" ? "href" : "text";
      if (!target) return tell({ nothing: "link" });
    } else if (tagOf(element) === "img" || (wanted.key === "image" && all(element, "img").length)) {
      target = tagOf(element) === "img" ? element : all(element, "img")[0];
      get = "src";
    }
    if (target === root) {
      // The item is itself what is meant.
      const own = get === "href" ? "@href" : "./self::*";
      choices = [{ selector: own, get: "text", held: items.length, of: items.length }];
      return said();
    }
    const several = /^(?:tag|th[eè]me|mot|cat[eé]gor|keyword)/i.test(wanted.key);
    choices = best(within(target, root), items)
      .slice(0, 8)
      .map((one) => ({ ...one, get, all: several, of: items.length, held: items.length ? one.held : one.count }));
    said();
  };

  // The mouse.
  const pointed = (event) => (event.target instanceof Element ? event.target : null);
  addEventListener("mouseover", (event) => wanted && here(pointed(event)), true);
  for (const kind of ["click", "auxclick", "submit", "dragstart", "contextmenu"])
    addEventListener(
      kind,
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (kind === "click") choose(pointed(event));
      },
      true,
    );

  // The keyboard: arrows walk the tree of elements, Enter chooses, Escape leaves.
  const shown = (element) => element && element.getClientRects().length > 0;
  const walk = (key) => {
    const from = current ?? document.body;
    const among = (step) => {
      const row = [...childrenOf(parentOf(from) ?? from)];
      for (let at = row.indexOf(from) + step; row[at]; at += step) if (shown(row[at])) return row[at];
      return null;
    };
    if (key === "ArrowUp") return tagOf(from) === "body" ? null : parentOf(from);
    if (key === "ArrowDown") return [...childrenOf(from)].find(shown);
    return among(key === "ArrowRight" ? 1 : -1);
  };
  addEventListener(
    "keydown",
    (event) => {
      if (!wanted) return;
      if (event.key.startsWith("Arrow")) {
        const next = walk(event.key);
        if (next) {
          here(next);
          next.scrollIntoView({ block: "nearest" });
        }
      } else if (event.key === "Enter" || event.key === " ") choose(current);
      else if (event.key === "Escape") tell({ stop: true });
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  addEventListener("focusin", (event) => wanted && event.target !== document.body && here(pointed(event)), true);

  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== home) return;
    const message = event.data ?? {};
    if (message.hello) tell({ ready: true });
    else if (message.ask) {
      wanted = message.want ? message : null;
      choices = [];
      (wanted ? DOMTokenList.prototype.add : DOMTokenList.prototype.remove).call(
        document.documentElement.classList,
        "carrefour-wanted",
      );
      here(null);
      mark("carrefour-item", message.items ? all(document, message.items) : []);
      mark("carrefour-key", []);
      if (wanted) {
        tell({ asked: true });
        document.body.tabIndex = -1;
        document.body.focus({ preventScroll: true });
      }
    } else if (message.turn && choices.length) {
      turn = Math.min(Math.max(turn + message.turn, 0), choices.length - 1);
      said();
    } else if (message.outline) {
      wanted = null;
      const roots = message.items ? all(document, message.items) : [document];
      mark("carrefour-item", message.items ? roots : []);
      mark("carrefour-key", message.selector ? roots.flatMap((root) => all(root, message.selector).slice(0, 1)) : []);
    }
  });
  tell({ ready: true });
})();
