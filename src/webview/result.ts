import type { Fact, Result, Words } from "../shared/form";
import { button, make, say } from "./dom";
import { redrawActions } from "./fields";

const MASK = "••••••••••••••••";

/** What a result asks of the host. */
export interface Asks {
  readonly action: (id: string) => void;
  readonly copy: (id: string) => void;
  readonly reveal: (id: string) => void;
  readonly close: () => void;
}

/** Draws what submitting brought about. */
export function drawResult(result: Result, words: Words, asks: Asks) {
  const heading = make("h1", "", result.title);
  heading.tabIndex = -1;
  const lines = make("ul", "lines", ...(result.lines ?? []).map((line) => make("li", "", line)));
  lines.hidden = !result.lines?.length;
  const text = make("p", "intro");
  say(text, result.text);
  const facts = new Map(result.facts.map((fact) => [fact.id, drawFact(fact, words, asks)]));
  const actions = make("div", "actions");
  redrawActions(actions, result.actions, asks.action);
  const element = make(
    "main",
    "",
    make("header", "", heading, text),
    lines,
    make("dl", "facts", ...[...facts.values()].map((fact) => fact.element)),
    make("div", "buttons", actions, button(words.close, asks.close, true)),
  );
  return {
    element,
    focus: () => heading.focus(),
    secret: (id: string, value: string) => facts.get(id)?.show(value),
    copied: (id: string) => facts.get(id)?.copied(),
  };
}

function drawFact(fact: Fact, words: Words, asks: Asks) {
  const value = make("code", "", fact.value ?? MASK);
  const copy = button(words.copy, () => asks.copy(fact.id));
  copy.ariaLabel = `${words.copy}: ${fact.label}`;
  const buttons = make("div", "actions", copy);
  let shown = false;
  const toggle = button(words.show, () => {
    if (shown) hide();
    else asks.reveal(fact.id);
  });
  function label(word: string): void {
    toggle.textContent = word;
    toggle.ariaLabel = `${word}: ${fact.label}`;
  }
  function hide(): void {
    shown = false;
    value.textContent = MASK;
    label(words.show);
  }
  if (fact.value === undefined) {
    label(words.show);
    buttons.append(toggle);
  }
  return {
    element: make("div", "fact", make("dt", "", fact.label), make("dd", "", value, buttons)),
    show(secret: string) {
      shown = true;
      value.textContent = secret;
      label(words.hide);
    },
    copied() {
      copy.textContent = words.copied;
      setTimeout(() => {
        copy.textContent = words.copy;
      }, 2000);
    },
  };
}
