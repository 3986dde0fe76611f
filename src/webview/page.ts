import {
  type Block,
  type Cell,
  type PageAction,
  type PageFact,
  type PageSection,
  type PageWords,
  type SavedPage,
  SECRET_SHOWN,
  type ToHost,
  type ToPage,
} from "../shared/page";
import { drawCharts, type Times } from "./charts";
import { arrange, make, say, sign } from "./dom";

/** The page about a resource: draws what the host says, and says what was pressed. It knows nothing of AWS. */

declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  setState(saved: SavedPage): void;
};
const vscode = acquireVsCodeApi();
const post = (message: ToHost) => vscode.postMessage(message);

const MASK = "••••••••••••••••";

let words: PageWords;
let times: Times & { readonly moment: Intl.DateTimeFormat };
let about = "";
const sections = new Map<string, ReturnType<typeof drawSection>>();
/** What is masked and can be shown, and what can be copied, by section and id. */
const secrets = new Map<string, { show(text: string): void; hide(): void }>();
const copies = new Map<string, () => void>();
const heading = make("h1");
const pin = makeButton("", () => post({ type: "pin" }));
const main = make("main");
const header = make("header", "", heading, pin);

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => receive(data));
document.addEventListener("visibilitychange", () => {
  const seen = document.visibilityState === "visible";
  if (!seen) hideSecrets();
  post({ type: "seen", seen });
});
setInterval(tick, 1000);
const first = document.getElementById("first")?.textContent;
if (first) receive(JSON.parse(first));
post({ type: "ready" });

function receive(message: ToPage): void {
  switch (message.type) {
    case "show": {
      const { model, saved } = message;
      vscode.setState(saved);
      words = message.words;
      times = timesOf(message.language);
      // Another resource has nothing in common with the last one.
      if (about !== `${saved.connection} ${saved.arn}`) clear();
      about = `${saved.connection} ${saved.arn}`;
      if (!main.isConnected) document.body.replaceChildren(header, main);
      const order = model.sections.map(({ id }) => id);
      update(model.title, model.pinned, order, model.sections);
      return;
    }
    case "update":
      update(message.title, message.pinned, message.order, message.sections);
      return;
    case "secret":
      secrets.get(`${message.section} ${message.id}`)?.show(message.text);
      return;
    case "copied":
      copies.get(`${message.section} ${message.id}`)?.();
      return;
    default:
      message satisfies never;
  }
}

function clear(): void {
  sections.clear();
  secrets.clear();
  copies.clear();
  main.replaceChildren();
  window.scrollTo(0, 0);
}

function update(
  title: string,
  pinned: boolean,
  order: readonly string[],
  changed: readonly PageSection[],
): void {
  document.title = title;
  say(heading, title);
  pin.textContent = pinned ? words.pinned : words.pin;
  pin.ariaPressed = `${pinned}`;
  for (const section of changed) {
    const drawn = sections.get(section.id) ?? drawSection(section.id);
    sections.set(section.id, drawn);
    drawn.update(section);
  }
  for (const id of sections.keys()) if (!order.includes(id)) sections.delete(id);
  arrange(
    main,
    order.flatMap((id) => sections.get(id)?.element ?? []),
  );
}

function hideSecrets(): void {
  for (const secret of secrets.values()) secret.hide();
}

function timesOf(language: string) {
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  const short = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const both = { dateStyle: "medium", timeStyle: "medium" } as const;
  return { time, short, moment: new Intl.DateTimeFormat(language, both) };
}

function makeButton(label: string, press: () => void, className = "button"): HTMLButtonElement {
  const element = make("button", className, label);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

function drawSection(id: string) {
  const title = make("h2");
  const reading = make("p", "reading");
  const draw = drawBlocks(id);
  const element = make("section", `section-${id}`, title, reading, draw.element);
  return {
    element,
    update({ heading: text, blocks }: PageSection) {
      say(title, text);
      if (text) element.ariaLabel = text;
      say(reading, blocks ? undefined : words.reading);
      element.ariaBusy = `${!blocks}`;
      draw.update(blocks ?? []);
    },
  };
}

/** A block on the page; one of the same kind and id is changed in place, so that what has the keyboard keeps it. */
interface Drawn {
  readonly kind: Block["kind"];
  readonly element: HTMLElement;
  update(block: Block): void;
}

function drawBlocks(section: string, className = "blocks") {
  const element = make("div", className);
  const drawn = new Map<string, Drawn>();
  const last = new Map<string, string>();
  return {
    element,
    update(blocks: readonly Block[]) {
      for (const block of blocks) {
        const known = drawn.get(block.id);
        const each = known?.kind === block.kind ? known : drawBlock(section, block);
        drawn.set(block.id, each);
        const text = JSON.stringify(block);
        if (each === known && last.get(block.id) === text) continue;
        last.set(block.id, text);
        each.update(block);
      }
      const wanted = blocks.map(({ id }) => id);
      for (const id of drawn.keys()) if (!wanted.includes(id)) drawn.delete(id);
      arrange(
        element,
        wanted.flatMap((id) => drawn.get(id)?.element ?? []),
      );
    },
  };
}

function drawBlock(section: string, block: Block): Drawn {
  switch (block.kind) {
    case "notice":
      return drawNotice(section);
    case "text":
    case "heading": {
      const element = make(block.kind === "text" ? "p" : "h3", block.kind);
      return drawn(block.kind, element, ({ text }) => say(element, text));
    }
    case "facts":
      return drawFacts(section);
    case "actions": {
      const actions = drawActions(section);
      return drawn("actions", actions.element, (now) => actions.update(now.actions));
    }
    case "choice":
      return drawChoice(section);
    case "code":
      return drawCode(section, block.id);
    case "charts": {
      const charts = drawCharts(block, words, times);
      return drawn("charts", charts.element, (now) => charts.update(now));
    }
    case "table":
      return drawTable(section);
    case "columns":
      return drawColumns(section);
    default:
      return block satisfies never;
  }
}

/** What a block of one kind is drawn by. */
function drawn<K extends Block["kind"]>(
  kind: K,
  element: HTMLElement,
  update: (block: Extract<Block, { kind: K }>) => void,
): Drawn {
  return { kind, element, update: (block) => update(block as Extract<Block, { kind: K }>) };
}

function drawActions(section: string) {
  const element = make("div", "actions");
  const buttons = new Map<string, HTMLButtonElement>();
  return {
    element,
    update(actions: readonly PageAction[]) {
      for (const { id, label, primary, pressed } of actions) {
        const known = buttons.get(id);
        const each = known ?? makeButton(label, () => post({ type: "act", section, id }));
        buttons.set(id, each);
        if (each.textContent !== label) each.textContent = label;
        each.classList.toggle("primary", primary ?? false);
        each.ariaPressed = pressed === undefined ? null : `${pressed}`;
      }
      for (const id of buttons.keys())
        if (!actions.some((action) => action.id === id)) buttons.delete(id);
      element.hidden = actions.length === 0;
      arrange(
        element,
        actions.flatMap(({ id }) => buttons.get(id) ?? []),
      );
    },
  };
}

function drawNotice(section: string): Drawn {
  const actions = drawActions(section);
  const text = make("p");
  const lines = make("ul", "lines");
  const body = make("div", "", text, lines, actions.element);
  const element = make("div", "notice");
  element.ariaLive = "polite";
  return drawn("notice", element, (now) => {
    element.className = `notice ${now.tone}`;
    text.replaceChildren(make("span", "spoken", `${words[now.tone]}: `), now.text);
    lines.replaceChildren(...(now.lines ?? []).map((line) => make("li", "", line)));
    lines.hidden = lines.children.length === 0;
    actions.update(now.actions ?? []);
    const shown = sign(now.tone === "good" ? "info" : now.tone);
    if (body.isConnected) element.firstElementChild?.replaceWith(shown);
    else element.replaceChildren(shown, body);
  });
}

/** A text that runs with the time: "{0}" in it is how long ago something was. */
function tick(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-since]")) {
    const { since = "", text = "" } = element.dataset;
    element.textContent = text.replace("{0}", () => elapsed(Date.now() - Number(since)));
  }
}

function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => `${Math.floor(part)}`.padStart(2, "0"))
    .join(":");
}

function drawFacts(section: string): Drawn {
  const facts = new Map<string, ReturnType<typeof drawFact>>();
  const element = make("dl", "facts");
  return drawn("facts", element, (now) => {
    for (const fact of now.facts) {
      const secret = fact.value === undefined;
      const known = facts.get(fact.id);
      const each = known?.secret === secret ? known : drawFact(section, fact);
      facts.set(fact.id, each);
      each.update(fact);
    }
    const wanted = now.facts.map(({ id }) => id);
    for (const id of facts.keys()) if (!wanted.includes(id)) facts.delete(id);
    arrange(
      element,
      wanted.flatMap((id) => facts.get(id)?.element ?? []),
    );
  });
}

function drawFact(section: string, { id, value, copy, link }: PageFact) {
  const label = make("dt");
  const secret = value === undefined;
  const text = secret ? make("code") : make("span", "value");
  const open = makeButton("", () => post({ type: "act", section, id: link ?? id }), "link");
  const buttons = make("span", "actions");
  const masked = secret ? drawMask(section, id, text, () => MASK) : undefined;
  const copying = copy ? drawCopy(section, id) : undefined;
  if (masked) buttons.append(masked.toggle);
  if (copying) buttons.append(copying.button);
  const element = make("div", "fact", label, make("dd", "", link ? open : text, buttons));
  return {
    element,
    secret,
    update(now: PageFact) {
      say(label, now.label);
      masked?.label(now.label);
      copying?.label(now.label);
      text.classList.toggle("warning", now.tone === "warning");
      text.classList.toggle("error", now.tone === "error");
      text.classList.toggle("good", now.tone === "good");
      if (link) say(open, now.value ?? "");
      else if (now.since !== undefined) {
        text.dataset.since = `${now.since}`;
        text.dataset.text = now.value ?? "";
        tick();
      } else if (!secret) {
        delete text.dataset.since;
        say(text, now.value ?? "");
      }
    },
  };
}

/** A text that is masked until it is asked for, and again after a while. */
function drawMask(section: string, id: string, text: HTMLElement, masked: () => string) {
  let shown = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let name = "";
  const toggle = makeButton("", () => {
    if (shown) hide();
    else post({ type: "reveal", section, id });
  });
  function relabel(): void {
    const word = shown ? words.hide : words.show;
    toggle.textContent = word;
    toggle.ariaLabel = `${word}: ${name}`;
  }
  function hide(): void {
    clearTimeout(timer);
    shown = false;
    text.textContent = masked();
    relabel();
  }
  secrets.set(`${section} ${id}`, {
    hide,
    show(secret) {
      if (document.visibilityState !== "visible") return;
      clearTimeout(timer);
      shown = true;
      text.textContent = secret;
      timer = setTimeout(hide, SECRET_SHOWN);
      relabel();
    },
  });
  return {
    toggle,
    hide,
    label(of: string) {
      name = of;
      if (!shown) text.textContent = masked();
      relabel();
    },
  };
}

function drawCopy(section: string, id: string) {
  const button = makeButton(words.copy, () => post({ type: "copy", section, id }));
  copies.set(`${section} ${id}`, () => {
    button.textContent = words.copied;
    setTimeout(() => {
      button.textContent = words.copy;
    }, 2000);
  });
  return {
    button,
    label(of: string) {
      button.ariaLabel = `${words.copy}: ${of}`;
    },
  };
}

let choices = 0;

function drawChoice(section: string): Drawn {
  const label = make("label");
  const select = make("select");
  select.id = `choice-${++choices}`;
  label.htmlFor = select.id;
  let id = "";
  select.addEventListener("change", () =>
    post({ type: "choose", section, id, value: select.value }),
  );
  return drawn("choice", make("div", "choice", label, select), (now) => {
    id = now.id;
    say(label, now.label);
    const options = now.options.map((each) => {
      const option = make("option", "", each.label);
      option.value = each.value;
      return option;
    });
    select.replaceChildren(...options);
    select.value = now.chosen;
  });
}

function drawCode(section: string, id: string): Drawn {
  let text = "";
  const label = make("span", "label");
  const code = make("code");
  const mask = drawMask(section, id, code, () => text);
  const copying = drawCopy(section, id);
  const actions = make("span", "actions", mask.toggle, copying.button);
  const pre = make("pre", "", code);
  const element = make("div", "code", make("div", "line", label, actions), pre);
  return drawn("code", element, (now) => {
    text = now.text;
    say(label, now.label);
    // What was shown was of another command.
    mask.hide();
    mask.toggle.hidden = !now.secret;
    mask.label(now.label);
    copying.label(now.label);
  });
}

function drawTable(section: string): Drawn {
  const caption = make("caption", "spoken");
  const head = make("tr");
  const body = make("tbody");
  const rows = new Map<string, ReturnType<typeof drawRow>>();
  const table = make("table", "", caption, make("thead", "", head), body);
  const element = make("div", "table", table);
  // What does not fit can be scrolled by the keyboard, too.
  new ResizeObserver(() => {
    const fits = element.scrollWidth <= element.clientWidth;
    element.tabIndex = fits ? -1 : 0;
    element.role = fits ? null : "region";
    element.ariaLabel = fits ? null : caption.textContent;
  }).observe(element);
  return drawn("table", element, (now) => {
    say(caption, now.caption);
    head.replaceChildren(
      ...now.columns.map((column) => {
        const cell = make("th", "", column);
        cell.scope = "col";
        return cell;
      }),
    );
    for (const { id, cells } of now.rows) {
      const row = rows.get(id) ?? drawRow(section);
      rows.set(id, row);
      row.update(cells);
    }
    const wanted = now.rows.map(({ id }) => id);
    for (const id of rows.keys()) if (!wanted.includes(id)) rows.delete(id);
    arrange(
      body,
      wanted.flatMap((id) => rows.get(id)?.element ?? []),
    );
  });
}

function drawRow(section: string) {
  const element = make("tr");
  const actions = new Map<number, ReturnType<typeof drawActions>>();
  let last = "";
  return {
    element,
    update(cells: readonly Cell[]) {
      const text = JSON.stringify(cells);
      if (text === last) return;
      last = text;
      cells.forEach((cell, at) => {
        const known = element.children[at];
        const into = known ?? element.appendChild(make("td"));
        if (typeof cell === "object" && "actions" in cell) {
          const drawn = actions.get(at) ?? drawActions(section);
          actions.set(at, drawn);
          drawn.update(cell.actions);
          if (drawn.element.parentElement !== into) into.replaceChildren(drawn.element);
        } else into.replaceChildren(inCell(cell));
      });
    },
  };
}

function inCell(cell: Exclude<Cell, { actions: unknown }>): Node | string {
  if (typeof cell === "string") return cell;
  if ("at" in cell) {
    const time = make("time", "", times.moment.format(cell.at));
    time.dateTime = new Date(cell.at).toISOString();
    return time;
  }
  return make("span", cell.tone, cell.text);
}

function drawColumns(section: string): Drawn {
  const element = make("div", "columns");
  const all = new Map<string, ReturnType<typeof drawBlocks>>();
  return drawn("columns", element, ({ columns }) => {
    for (const { id, blocks } of columns) {
      const column = all.get(id) ?? drawBlocks(section, "column");
      all.set(id, column);
      column.update(blocks);
    }
    const wanted = columns.map(({ id }) => id);
    for (const id of all.keys()) if (!wanted.includes(id)) all.delete(id);
    arrange(
      element,
      wanted.flatMap((id) => all.get(id)?.element ?? []),
    );
  });
}
