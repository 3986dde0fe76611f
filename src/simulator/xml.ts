/** What an XML element holds: text, elements by name (several of one name as a list), or nothing at all. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | { readonly [name: string]: XmlContent | readonly XmlContent[] };

/** Text as it must be written in XML and HTML, between tags and in attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element as text; none for undefined content. */
export function element(name: string, content: XmlContent, attributes = ""): string {
  if (content === undefined) return "";
  const inner = typeof content === "object" ? elements(content) : escapeMarkup(`${content}`);
  return `<${name}${attributes && ` ${attributes}`}>${inner}</${name}>`;
}

function elements(content: Extract<XmlContent, object>): string {
  return Object.entries(content)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one: XmlContent) => element(name, one)),
    )
    .join("");
}

/** A document whose root is that element. */
export function xmlDocument(name: string, content: XmlContent, attributes?: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content, attributes)}`;
}
