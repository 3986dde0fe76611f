/** Makes an element. Children are elements or text: text is always set as text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Makes one of our buttons. */
export function button(label: string, press: () => void, primary = false): Button {
  const element = make("vscode-button", "", label);
  element.secondary = !primary;
  element.addEventListener("click", press);
  return element;
}
type Button = HTMLElementTagNameMap["vscode-button"];

/** Gives an element the keyboard, once it has drawn what can take it. */
export function focusOn(element: HTMLElement & { updateComplete: Promise<boolean> }): void {
  void element.updateComplete.then(() => element.focus());
}

/** Sets text, and hides the element when there is none. */
export function say(element: HTMLElement, text: string | undefined): void {
  if (element.textContent !== (text ?? "")) element.textContent = text ?? "";
  element.hidden = !text;
}

/** Puts the children in that order, touching only what is out of place: an element that is moved loses focus. */
export function arrange(parent: Element, children: readonly Element[]): void {
  for (const old of [...parent.children]) if (!children.includes(old)) old.remove();
  children.forEach((child, at) => {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
  });
}

const SHAPES = {
  info: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM7.4 7h1.2v4.5H7.4Zm0-2.5h1.2v1.3H7.4Z",
  warning: "M8 1.5.9 14h14.2ZM7.4 6h1.2v4.2H7.4Zm0 5.2h1.2v1.3H7.4Z",
  error: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM7.4 4.5h1.2v4.6H7.4Zm0 5.6h1.2v1.3H7.4Z",
} as const;

/** A sign that says by its shape, too, how serious something is. */
export function sign(tone: keyof typeof SHAPES): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `sign ${tone}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[tone]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}
