import "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { Action, Field, Tag, Value, Words } from "../shared/form";
import { arrange, button, focusOn, make, say, sign } from "./dom";

/** A field on the page. It is updated in place, so that focus and what is typed stay. */
export interface Drawn {
  readonly element: HTMLElement;
  readonly kind: Field["kind"];
  value(): Value;
  set(value: Value | undefined): void;
  /** Draws the field as it is now, with what is wrong with it. */
  update(field: Field, problem: string | undefined): void;
  focus(): void;
}

/** What fields tell the page. */
export interface FieldContext {
  readonly words: Words;
  /** The person changed the field. */
  edited(id: string): void;
  action(id: string): void;
}

/** No field holds more; its own limit is told in words, not by cutting off what was pasted. */
const LONGEST = 4000;

/** About the height of an open list of choices, with what is said of one of them (px). */
const LIST_HEIGHT = 280;

/** Draws a field of any kind. */
export function drawField(field: Field, page: FieldContext): Drawn {
  switch (field.kind) {
    case "text":
    case "number":
      return textField(field, page);
    case "choice":
      return choiceField(field, page);
    case "check":
      return checkField(field, page);
    case "checks":
      return checksField(field, page);
    case "tags":
      return tagsField(field, page);
    default:
      return field satisfies never;
  }
}

/** The label, description and problem around a control. */
function frame(field: Field, label: HTMLElement, ...body: HTMLElement[]) {
  const description = make("p", "description");
  description.id = `${field.id}-description`;
  const text = make("span");
  const problem = make("p", "problem", sign("error"), text);
  problem.id = `${field.id}-problem`;
  problem.hidden = true;
  const element = make("div", `field ${field.kind}`, label, description, ...body, problem);
  element.dataset.id = field.id;
  return {
    element,
    /** `chosen`: what is said about the value, besides. */
    update(now: Field, wrong: string | undefined, control: HTMLElement, chosen?: string) {
      if (!("checked" in control)) say(label, now.label);
      say(description, now.description);
      text.textContent = wrong ?? "";
      problem.hidden = !wrong;
      element.classList.toggle("invalid", Boolean(wrong));
      void describe(control, [wrong, now.description, chosen], Boolean(wrong));
    },
  };
}

/**
 * Tells a screen reader what is said about a control. The controls are inside shadow roots, from where no id of
 * the page can be referred to: so it is given as text.
 */
async function describe(
  control: HTMLElement,
  about: readonly (string | undefined)[],
  invalid: boolean,
): Promise<void> {
  if ("updateComplete" in control) await control.updateComplete;
  const inner = control.shadowRoot?.querySelector("input, [role=combobox]") ?? control;
  const text = about.filter(Boolean).join(" ");
  if (text) inner.setAttribute("aria-description", text);
  else inner.removeAttribute("aria-description");
  // A group takes no aria-invalid; what is wrong with it is in its description.
  if (control.role !== "group") inner.setAttribute("aria-invalid", `${invalid}`);
  if ("invalid" in control) control.invalid = invalid;
}

function labelOf(field: Field): HTMLLabelElement {
  const label = make("label", "label", field.label);
  label.htmlFor = field.id;
  return label;
}

function textField(
  field: Extract<Field, { kind: "text" | "number" }>,
  { edited }: FieldContext,
): Drawn {
  const input = make("vscode-textfield");
  input.id = field.id;
  input.maxLength = LONGEST;
  input.autocomplete = "off";
  input.addEventListener("input", () => edited(field.id));
  const unit = make("span", "unit");
  const line = make("div", "line", input, unit);
  const around = frame(field, labelOf(field), line);
  return {
    element: around.element,
    kind: field.kind,
    value: () => input.value,
    set: (value) => {
      if (typeof value === "string" && value !== input.value) input.value = value;
    },
    update(now, problem) {
      input.label = now.label;
      if (now.kind === "text") input.placeholder = now.placeholder ?? "";
      if (now.kind === "number") say(unit, now.unit);
      else unit.hidden = true;
      around.update(now, problem, input);
    },
    focus: () => focusOn(input),
  };
}

type Choice = Extract<Field, { kind: "choice" }>;

function choiceField(field: Choice, { edited, action }: FieldContext): Drawn {
  const select = make("vscode-single-select");
  select.id = field.id;
  let wanted = "";
  let options = "";
  const about = make("p", "about");
  const actions = make("div", "actions");
  const around = frame(field, labelOf(field), make("div", "line", select, actions), about);
  let now = field;
  const chosen = () => now.options.find(({ value }) => value === wanted)?.description;
  const sayAbout = () => say(about, chosen());
  /** Shows what is wanted, or else the first choice. */
  const show = () => {
    const offered = now.options.some(({ value }) => value === wanted);
    select.value = offered ? wanted : (now.options[0]?.value ?? "");
  };
  // The list opens to where there is room for it.
  const place = () => {
    const { top, bottom } = select.getBoundingClientRect();
    const below = innerHeight - bottom;
    select.position = below < LIST_HEIGHT && top > below ? "above" : "below";
  };
  select.addEventListener("pointerdown", place, { capture: true });
  select.addEventListener("keydown", place, { capture: true });
  select.addEventListener("change", () => {
    wanted = select.value;
    sayAbout();
    edited(field.id);
  });
  return {
    element: around.element,
    kind: "choice",
    value: () => wanted,
    set(value) {
      if (typeof value !== "string") return;
      wanted = value;
      show();
      sayAbout();
    },
    update(field, problem) {
      if (field.kind !== "choice") return;
      now = field;
      select.label = field.label;
      const next = JSON.stringify(field.options);
      if (next !== options) {
        options = next;
        select.options = field.options.map(({ value, label, description }) => ({
          value,
          label,
          description: description ?? "",
          selected: value === wanted,
          disabled: false,
        }));
        show();
      }
      redrawActions(actions, field.action ? [field.action] : [], action);
      sayAbout();
      around.update(field, problem, select, chosen());
    },
    focus: () => focusOn(select),
  };
}

/** Draws buttons, anew only when they are others: one of them may have the focus. */
export function redrawActions(
  where: HTMLElement,
  actions: readonly Action[],
  press: (id: string) => void,
): void {
  const next = JSON.stringify(actions);
  if (where.dataset.actions === next) return;
  where.dataset.actions = next;
  where.replaceChildren(...actions.map(({ id, label }) => button(label, () => press(id))));
  where.hidden = actions.length === 0;
}

function checkbox(label: string, changed: () => void) {
  const box = make("vscode-checkbox");
  box.label = label;
  box.addEventListener("change", changed);
  void box.updateComplete.then(() => {
    const input = box.shadowRoot?.querySelector("input");
    // A screen reader presses the inner box itself, of which the element takes no notice.
    input?.addEventListener("change", () => {
      if (box.checked === input.checked) return;
      box.checked = input.checked;
      changed();
    });
  });
  return box;
}

function checkField(field: Extract<Field, { kind: "check" }>, { edited }: FieldContext): Drawn {
  const box = checkbox(field.label, () => edited(field.id));
  box.id = field.id;
  const around = frame(field, box);
  return {
    element: around.element,
    kind: "check",
    value: () => box.checked,
    set(value) {
      box.checked = value === true;
    },
    update(now, problem) {
      box.label = now.label;
      around.update(now, problem, box);
    },
    focus: () => focusOn(box),
  };
}

function group(field: Field, ...body: HTMLElement[]): HTMLElement {
  const element = make("div", "group", ...body);
  element.id = field.id;
  element.role = "group";
  return element;
}

function checksField(field: Extract<Field, { kind: "checks" }>, { edited }: FieldContext): Drawn {
  const boxes = new Map<string, ReturnType<typeof checkbox>>();
  const all = group(field);
  const around = frame(field, make("div", "label"), all);
  let wanted: readonly string[] = [];
  return {
    element: around.element,
    kind: "checks",
    value: () => [...boxes].filter(([, box]) => box.checked).map(([value]) => value),
    set(value) {
      wanted = Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
      for (const [each, box] of boxes) box.checked = wanted.includes(each);
    },
    update(now, problem) {
      if (now.kind !== "checks") return;
      for (const { value, label } of now.options) {
        if (boxes.has(value)) continue;
        const box = checkbox(label, () => edited(field.id));
        box.checked = wanted.includes(value);
        boxes.set(value, box);
      }
      arrange(all, [...boxes.values()]);
      all.ariaLabel = now.label;
      around.update(now, problem, all);
    },
    focus: () => [...boxes.values()].slice(0, 1).forEach(focusOn),
  };
}

function tagsField(
  field: Extract<Field, { kind: "tags" }>,
  { words, edited }: FieldContext,
): Drawn {
  type Row = { element: HTMLElement; key: Text; value: Text };
  type Text = HTMLElementTagNameMap["vscode-textfield"];
  let rows: Row[] = [];
  let max = field.max;
  const list = make("div", "tags");
  const add = button(words.addTag, () => {
    const row = addRow("", "");
    edited(field.id);
    focusOn(row.key);
  });
  const all = group(field, list, add);
  const around = frame(field, make("div", "label"), all);

  function text(placeholder: string): Text {
    const input = make("vscode-textfield");
    input.placeholder = placeholder;
    input.maxLength = LONGEST;
    input.addEventListener("input", () => edited(field.id));
    return input;
  }
  function addRow(key: string, value: string): Row {
    const row: Row = {
      element: make("div", "tag"),
      key: text(words.tagKey),
      value: text(words.tagValue),
    };
    row.key.value = key;
    row.value.value = value;
    const remove = button(words.removeTag, () => {
      const at = rows.indexOf(row);
      rows = rows.filter((other) => other !== row);
      redraw();
      edited(field.id);
      // Focus must not fall off the page with the row.
      focusOn((rows[at] ?? rows[at - 1])?.key ?? add);
    });
    row.element.append(row.key, row.value, remove);
    rows.push(row);
    redraw();
    return row;
  }
  function redraw(): void {
    arrange(
      list,
      rows.map(({ element }) => element),
    );
    rows.forEach(({ element, key, value }, at) => {
      key.label = `${words.tagKey} ${at + 1}`;
      value.label = `${words.tagValue} ${at + 1}`;
      const remove = element.querySelector("vscode-button");
      if (remove) remove.ariaLabel = `${words.removeTag} ${at + 1}`;
    });
    add.hidden = rows.length >= max;
  }
  return {
    element: around.element,
    kind: "tags",
    value: () => rows.map(({ key, value }) => ({ key: key.value, value: value.value })),
    set(value) {
      const tags = (Array.isArray(value) ? value : []) as readonly Tag[];
      rows = [];
      for (const tag of tags) addRow(tag.key, tag.value);
      redraw();
    },
    update(now, problem) {
      if (now.kind !== "tags") return;
      max = now.max;
      redraw();
      all.ariaLabel = now.label;
      around.update(now, problem, all);
    },
    focus: () => focusOn(rows[0]?.key ?? add),
  };
}
