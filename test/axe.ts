import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { AxeResults, RunOptions } from "axe-core";
import type { Frame, Page } from "playwright-core";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with a page, a line each; colours are always looked at. */
export async function violations(page: Page | Frame, options: RunOptions = {}): Promise<string[]> {
  // The page is drawn on the editor, of which axe knows nothing.
  await page.evaluate("document.body.style.background = 'var(--vscode-editor-background)'");
  await page.evaluate(axe);
  const run = `axe.run(${JSON.stringify(options)})`;
  const found = (await page.evaluate(run)) as AxeResults;
  assert.ok(
    found.passes.some(({ id }) => id === "color-contrast"),
    "colours were looked at",
  );
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)}`,
  );
}
