// The workshop: the picker beside the fetched page, and small comforts of its forms.

// Step 2. The frame has no origin of its own, so its messages are known by the window they are from.
const picking = (panel) => {
  const frame = panel.querySelector("iframe");
  if (!frame) return;
  const form = panel.querySelector("form.page-form");
  const bar = panel.querySelector(".pick-bar");
  const told = bar.querySelector("[role=status]");
  const turns = bar.querySelector(".turns");
  const words = bar.dataset;
  const items = form.querySelector("[name=items]");
  let target = null;
  let ready = false;
  let settled = false; // whether something was chosen since the person was asked to

  const ask = (message) => ready && frame.contentWindow.postMessage(message, "*");
  const itemsNow = () => (frame.dataset.role === "list" && items ? items.value.trim() : "");
  const say = (text) => (told.textContent = text);
  const rest = () => {
    target?.classList.remove("picking");
    target = null;
    turns.hidden = true;
    bar.classList.remove("on");
    ask({ ask: true, want: "", items: itemsNow() });
  };

  const start = (row) => {
    const role = row.dataset.role;
    if (role !== "any" && role !== frame.dataset.role) return say(words[role === "item" ? "openItem" : "openList"]);
    target?.classList.remove("picking");
    target = row;
    row.classList.add("picking");
    bar.classList.add("on");
    turns.hidden = true;
    settled = false;
    const key = row.querySelector("[name$='.key']")?.value.trim() ?? "";
    ask({ ask: true, want: row.dataset.want, key, items: row.dataset.want === "items" ? "" : itemsNow() });
    say("…");
    frame.focus();
    frame.scrollIntoView({ block: "nearest", behavior: "instant" }); // a page that glides moves what is pointed at
  };

  panel.querySelectorAll("button.pick").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => start(button.closest("[data-want]")));
  });
  panel.querySelectorAll("[data-want] input.selector").forEach((input) =>
    input.addEventListener("focus", () => {
      const row = input.closest("[data-want]");
      if (target || !input.value.trim() || row.dataset.role !== frame.dataset.role) return;
      if (/^[./(@]/.test(input.value)) return;
      const own = row.dataset.want === "items";
      const selector = input.value.replace(/::.*$/, "");
      ask({ outline: true, items: own ? selector : itemsNow(), selector: own ? "" : selector });
    }),
  );
  turns.querySelectorAll("button").forEach((button) =>
    button.addEventListener("click", () => ask({ turn: Number(button.value) })),
  );
  bar.querySelector(".done").addEventListener("click", () => {
    const row = target;
    rest();
    say(words.rest);
    row?.querySelector("button.pick")?.focus();
  });

  const take = (message) => {
    settled = true;
    const input = target.querySelector("input.selector");
    input.value = message.selector;
    const get = target.querySelector("[name$='.get']");
    if (get) get.value = message.get;
    const all = target.querySelector("[name$='.all']");
    if (all) all.checked = message.all;
    turns.hidden = message.turns < 2;
    turns.querySelector("[value='-1']").disabled = message.turn === 0;
    turns.querySelector("[value='1']").disabled = message.turn === message.turns - 1;
    const told = message.of ? words.foundIn : words.found;
    say(told.replace("{count}", message.count).replace("{of}", message.of).replace("{selector}", message.selector));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || !event.data?.picker) return;
    const message = event.data;
    if (message.ready) {
      if (ready) return;
      ready = true;
      ask({ ask: true, want: "", items: itemsNow() });
      say(words.rest);
      panel.dataset.ready = "true";
    } else if (message.asked && target) say(words[target.dataset.want] ?? words.key);
    else if (message.chosen && target) take(message);
    else if (message.here && target && !settled) say(`<${message.tag}> ${message.text}`);
    else if (message.nothing) say(words[`nothing${message.nothing[0].toUpperCase()}${message.nothing.slice(1)}`] ?? "");
    else if (message.stop) {
      const row = target;
      rest();
      say(words.rest);
      row?.querySelector("button.pick")?.focus();
    }
  });
  addEventListener("keydown", (event) => event.key === "Escape" && target && rest());
  // The frame may have been there first, or come later.
  const greet = () => frame.contentWindow.postMessage({ hello: true }, "*");
  frame.addEventListener("load", greet);
  greet();
};

// Step 3. Beside each choice of a key: an example of it, and how well it is filled.
const exampleBeside = (select) => {
  const place = document.getElementById(select.dataset.example);
  const show = () => {
    const option = select.selectedOptions[0];
    place.textContent = option?.dataset.example ? `« ${option.dataset.example} »` : "";
    if (option?.dataset.fill) place.textContent += ` · ${option.dataset.fill} %`;
  };
  select.addEventListener("change", show);
};

// The definition as text: a click on a mistake leads to its line.
const linesOf = (link) => {
  link.addEventListener("click", (event) => {
    const area = document.getElementById("texte");
    if (!area) return;
    event.preventDefault();
    const line = Number(link.dataset.line);
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    area.scrollTop = Math.max(0, (line - 4) * (area.scrollHeight / lines.length));
  });
};

// Questions that take a while: the button says so, and is not pressed twice.
const patience = (form) =>
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[data-wait]");
    if (!button) return;
    setTimeout(() => {
      button.disabled = true;
      button.textContent = button.dataset.wait;
    });
  });

const start = (root) => {
  root.querySelectorAll("select[data-example]").forEach(exampleBeside);
  root.querySelectorAll("a[data-line]").forEach(linesOf);
};
start(document);
document.querySelectorAll("form").forEach(patience);
document.querySelectorAll(".picker-panel").forEach(picking);
addEventListener("pageshow", (event) => event.persisted && location.reload());
