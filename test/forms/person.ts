import type { Locator, Page } from "playwright-core";

// The hands and eyes of a person at a form. What is acted on is named by its label.

/** The page of a form, wherever it is shown. */
type Form = { readonly [K in "getByRole" | "locator"]: Page[K] };

/** The heading, once it is there. */
export function heading(form: Form, name: string): Promise<void> {
  return form.getByRole("heading", { name, level: 1, exact: true }).waitFor();
}

/** A text field. */
export function field(form: Form, label: string): Locator {
  return form.getByRole("textbox", { name: label, exact: true });
}

/** A field that is one of several choices; its text is the choice. */
export function select(form: Form, label: string): Locator {
  return form.getByRole("combobox", { name: label, exact: true });
}

/** A box to tick. */
export function box(form: Form, label: string): Locator {
  return form.getByRole("checkbox", { name: label, exact: true });
}

export function button(form: Form, label: string): Locator {
  return form.getByRole("button", { name: label, exact: true });
}

/** Chooses by the mouse. */
export async function choose(form: Form, label: string, option: string): Promise<void> {
  await select(form, label).click();
  await form.getByRole("option", { name: option, exact: true }).click();
}

/** What is said to be wrong with a field. */
export function problem(form: Form, id: string): Locator {
  return form.locator(`.field[data-id="${id}"] .problem:not([hidden])`);
}

/** What is said to be wrong with the form as a whole. */
export function whole(form: Form): Locator {
  return form.locator(".problem.whole:not([hidden])");
}

/** Opens what is folded away. */
export function unfold(form: Form): Promise<void> {
  return form.locator("summary").click();
}

/** What has the keyboard, by its label. */
export function focused(form: Form): Promise<string> {
  // As text: this project knows no DOM.
  return form.locator("body").evaluate(`(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const named = (each) => each?.getAttribute?.("aria-label");
    return named(element) || named(element?.getRootNode().host) || element?.textContent.trim();
  })()`);
}

/** Presses Tab until that has the keyboard. */
export async function tabTo(page: Page, label: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if ((await focused(page)) === label) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`“${label}” was not reached by Tab; “${await focused(page)}” has the keyboard`);
}

/** Chooses by the keyboard, in the field that has it: so many further down. */
export async function chooseByKeys(page: Page, down: number): Promise<void> {
  await page.keyboard.press("Enter");
  for (let press = 0; press < down; press++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}

/**
 * Tries again until it does not throw. An `assert.ok` in it needs a message: without one, Node reads and parses the whole
 * file to make one, which takes longer than most tests.
 */
export async function eventually(check: () => unknown, timeout = 20_000): Promise<void> {
  for (const end = Date.now() + timeout; ; ) {
    try {
      return void (await check());
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((next) => setTimeout(next, 20));
    }
  }
}
