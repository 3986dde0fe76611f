import "@vscode-elements/elements/dist/vscode-button/index.js";
import {
  FORM,
  type Form,
  type Notice,
  type Problems,
  type SavedForm,
  type ToHost,
  type ToPage,
  type Value,
  type Values,
  type Words,
} from "../shared/form";
import { arrange, button, focusOn, make, say, sign } from "./dom";
import { type Drawn, drawField, redrawActions } from "./fields";
import { drawResult } from "./result";

/** The page of every form: draws what the host says, and says what is typed. It knows nothing of AWS. */

declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): SavedForm | undefined;
  setState(saved: SavedForm): void;
};
const vscode = acquireVsCodeApi();
const post = (message: ToHost) => vscode.postMessage(message);

/** Typing is told to the host when it has paused for so long (ms). */
const PAUSE = 150;

/** Spoken by a screen reader when its text changes; never seen. */
const spoken = make("p", "spoken");
spoken.role = "status";
const before = vscode.getState();

let page: ReturnType<typeof drawPage> | undefined;
let result: ReturnType<typeof drawResult> | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => receive(data));
post({ type: "ready", ...(before?.typed && { typed: before.typed }) });

function receive(message: ToPage): void {
  switch (message.type) {
    case "show":
      page = drawPage(message);
      document.body.replaceChildren(page.element, spoken);
      page.update(message.form, {});
      focusSoon(() => page?.focusFirst());
      break;
    case "update":
      page?.update(message.form, message.problems);
      break;
    case "set":
      page?.set(message.values);
      break;
    case "focus":
      page?.focus(message.id);
      break;
    case "busy":
      page?.busy(message.text, message.cancellable);
      break;
    case "problems":
      page?.refused(message.problems);
      break;
    case "done": {
      vscode.setState(message.saved);
      page = undefined;
      result = drawResult(message.result, message.words, {
        action: (id) => post({ type: "action", id, values: {} }),
        copy: (id) => post({ type: "copy", id }),
        reveal: (id) => post({ type: "reveal", id }),
        close: () => post({ type: "close" }),
      });
      document.body.replaceChildren(result.element, spoken);
      focusSoon(() => result?.focus());
      break;
    }
    case "secret":
      result?.secret(message.id, message.value);
      break;
    case "copied":
      result?.copied(message.id);
      break;
    default:
      message satisfies never;
  }
}

/** Focuses when the page has the keyboard: a page must not take it from where the person is typing. */
function focusSoon(focus: () => void): void {
  if (document.hasFocus()) focus();
  else window.addEventListener("focus", focus, { once: true });
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape") return;
    // An open list shuts first.
    const open = event
      .composedPath()
      .some((node) => node instanceof Element && "open" in node && node.open);
    if (open) return;
    event.preventDefault();
    if (page) page.leave();
    else post({ type: "close" });
  },
  { capture: true },
);

function drawPage({ form: first, values: given, words, saved }: Extract<ToPage, { type: "show" }>) {
  const values = new Map<string, Value>(Object.entries(given));
  const fields = new Map<string, Drawn>();
  /** Fields whose problems are shown: those that were typed in, and after a refusal all. */
  const touched = new Set<string>();
  let edited = Boolean(before?.typed);
  let showAll = false;
  let problems: Problems = {};
  let form = first;
  let working = false;
  let pause: ReturnType<typeof setTimeout> | undefined;

  const heading = make("h1");
  const intro = make("p", "intro");
  const notices = make("div", "notices");
  notices.ariaLive = "polite";
  const main = make("div", "fields");
  const more = make("div", "fields");
  const details = make("details", "more", make("summary", "", words.more), more);
  const wrongText = make("span");
  const wrong = make("p", "problem whole", sign("error"), wrongText);
  wrong.role = "alert";
  const submit = button(form.submit, () => {}, true);
  submit.type = "submit";
  const blocked = make("p", "description whole");
  const status = make("p", "status");
  const buttons = make("div", "buttons", submit, button(words.cancel, leave));
  const stop = button(words.cancel, () => post({ type: "cancel" }));
  const progress = make("div", "progress", make("span", "spinner"), status, stop);
  const body = make("form", "", main, details, wrong, blocked, buttons);
  const element = make("main", "", make("header", "", heading, intro), notices, body, progress);
  body.noValidate = true;
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    if (working || form.blocked !== undefined) return;
    showAll = true;
    work("");
    post({ type: "submit", values: current() });
  });
  progress.hidden = true;

  const sink = {
    words,
    edited(id: string) {
      edited = true;
      touched.add(id);
      const field = fields.get(id);
      if (field) values.set(id, field.value());
      keep();
      clearTimeout(pause);
      pause = setTimeout(() => post({ type: "changed", values: current() }), PAUSE);
    },
    action(id: string) {
      if (!working) post({ type: "action", id, values: current() });
    },
  };

  function current(): Values {
    clearTimeout(pause);
    for (const [id, field] of fields) values.set(id, field.value());
    return Object.fromEntries(values);
  }
  function keep(busy = false): void {
    const typed = edited ? { typed: Object.fromEntries(values) } : {};
    const draft = form.draft && { draft: form.draft };
    vscode.setState({ ...saved, ...typed, ...draft, busy: busy || form.doubtful === true });
  }

  function drawFields(): void {
    const all = form.fields.map((field) => {
      const known = fields.get(field.id);
      if (known?.kind === field.kind) return known;
      const drawn = drawField(field, sink);
      drawn.set(values.get(field.id));
      fields.set(field.id, drawn);
      return drawn;
    });
    form.fields.forEach((field, at) => {
      all[at]?.update(field, showAll || touched.has(field.id) ? problems[field.id] : undefined);
    });
    const elements = (folded: boolean) =>
      form.fields.flatMap((field, at) =>
        Boolean(field.more) === folded && all[at] ? [all[at].element] : [],
      );
    // What is taken off the page is forgotten, but not what was typed in it.
    for (const [id, field] of fields) if (!all.includes(field)) fields.delete(id);
    arrange(main, elements(false));
    arrange(more, elements(true));
    details.hidden = more.children.length === 0;
  }

  function redraw(): void {
    document.title = form.title;
    say(heading, form.title);
    say(intro, form.intro);
    drawNotices(notices, form.notices, words, sink.action);
    drawFields();
    wrongText.textContent = problems[FORM] ?? "";
    wrong.hidden = !problems[FORM];
    submit.textContent = form.submit;
    submit.disabled = form.blocked !== undefined;
    submit.ariaDisabled = `${submit.disabled}`;
    say(blocked, form.blocked);
  }

  function work(text: string, cancellable = false): void {
    working = true;
    keep(true);
    body.inert = true;
    notices.inert = true;
    progress.hidden = !text;
    status.textContent = text;
    spoken.textContent = text;
    stop.hidden = !cancellable;
  }
  function rest(): void {
    working = false;
    keep();
    body.inert = false;
    notices.inert = false;
    progress.hidden = true;
    spoken.textContent = "";
  }

  function focus(id: string): void {
    const field = fields.get(id);
    if (field && more.contains(field.element)) details.open = true;
    field?.focus();
    field?.element.scrollIntoView({ block: "nearest" });
  }

  function leave(): void {
    if (working) return;
    if (edited) ask(words, () => post({ type: "close" }));
    else post({ type: "close" });
  }

  keep(before?.busy);
  return {
    element,
    leave,
    focus,
    focusFirst() {
      const field = form.fields.find(({ kind }) => kind === "text") ?? form.fields[0];
      if (field) fields.get(field.id)?.focus();
      else focusOn(submit);
    },
    update(now: Form, wrong: Problems) {
      const changed = now.doubtful !== form.doubtful || !now.draft !== !form.draft;
      form = now;
      problems = wrong;
      redraw();
      if (changed) keep(working);
    },
    set(some: Values) {
      edited = true;
      for (const [id, value] of Object.entries(some)) {
        values.set(id, value);
        touched.add(id);
        fields.get(id)?.set(value);
      }
      keep();
    },
    busy: work,
    refused(reasons: Problems) {
      rest();
      problems = reasons;
      redraw();
      const faulty = form.fields.find(({ id }) => reasons[id]);
      if (faulty) focus(faulty.id);
      else focusOn(submit);
      spoken.textContent = (faulty && reasons[faulty.id]) ?? "";
    },
  };
}

function drawNotices(
  where: HTMLElement,
  notices: readonly Notice[],
  words: Words,
  press: (id: string) => void,
): void {
  const next = JSON.stringify(notices);
  if (where.dataset.notices === next) return;
  where.dataset.notices = next;
  where.replaceChildren(
    ...notices.map(({ tone, text, lines, steps, actions }) => {
      const items = (steps ?? lines ?? []).map((line) => make("li", "", line));
      const list = make(steps ? "ol" : "ul", "lines", ...items);
      list.hidden = items.length === 0;
      const buttons = make("div", "actions");
      redrawActions(buttons, actions ?? [], press);
      const said = make("p", "", make("span", "spoken", `${words[tone]}: `), text);
      return make("div", `notice ${tone}`, sign(tone), make("div", "", said, list, buttons));
    }),
  );
}

/** Asks before what was typed is thrown away. */
function ask(words: Words, discard: () => void): void {
  const question = make("p", "", words.discardQuestion);
  question.id = "question";
  const dialog = make("dialog", "", question);
  const keep = button(words.keepEditing, () => dialog.close());
  dialog.append(make("div", "buttons", button(words.discard, discard, true), keep));
  dialog.role = "alertdialog";
  dialog.setAttribute("aria-labelledby", question.id);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  focusOn(keep);
}
