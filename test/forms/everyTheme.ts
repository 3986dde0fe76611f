import type { Page } from "playwright-core";
import { violations } from "../axe";
import { themes } from "./themes";

export const FIRST = "Default Dark Modern";

/** Gives a page the colours of a theme. */
export async function wear(
  page: Page,
  { body, variables }: (typeof themes)[keyof typeof themes],
): Promise<void> {
  const style = {
    ...variables,
    "--vscode-font-family": "sans-serif",
    "--vscode-font-size": "13px",
  };
  await page.evaluate(`{
    document.body.className = ${JSON.stringify(body)};
    document.documentElement.style = "";
    for (const [name, value] of Object.entries(${JSON.stringify(style)}))
      document.documentElement.style.setProperty(name, value);
  }`);
}

/** What axe finds wrong with a page: all that it knows in one theme, and what depends on colours in the others. */
export async function inEveryTheme(page: Page, some = Object.keys(themes)): Promise<string[]> {
  const all: string[] = [];
  for (const [name, theme] of Object.entries(themes)) {
    if (!some.includes(name)) continue;
    await wear(page, theme);
    const found = await violations(page, {
      resultTypes: ["violations"],
      ...(name !== FIRST && { runOnly: ["color-contrast"] }),
    });
    all.push(...found.map((each) => `${name}: ${each}`));
  }
  return all;
}
