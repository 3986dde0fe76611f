import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import {
  type IvsClient,
  paginateListChannels,
  paginateListRecordingConfigurations,
} from "@aws-sdk/client-ivs";
import type { Locator } from "playwright-core";
import { control } from "../../control";
import { button, clientOf, field, form } from "../form";
import { root, scratch } from "../processes";
import { type SessionOptions, useSession } from "../session";
import {
  choice,
  chooseFromMenu,
  command,
  contextMenu,
  dialog,
  eventually,
  moveByKeys,
  press,
  row,
  type,
  webview,
} from "../workbench";

/** A made-up language that shows what is translated: every word of ours between these, what is filled in outside. */
const PSEUDO = "qps-ploc";

function pseudo(text: string): string {
  // What is filled in, links' targets and code are no words.
  const pieces = text.split(/(\{\d+\}|\]\([^)]*\)|\[|\n|`[^`]*`)/);
  return pieces.map((piece, at) => (at % 2 === 0 && piece ? `⟦${piece}⟧` : piece)).join("");
}

/** What is left of a text without the words of ours that are translated. */
const untranslated = (text: string) => text.replace(/⟦[^⟦⟧]*⟧/g, "·");

/** Packages the extension, by its own list of what ships, with the made-up language beside the real ones. */
async function packagePseudo(): Promise<string> {
  const folder = scratch();
  const parts = ["dist", "l10n", "media", ".vscodeignore", "LICENSE", "README.md", "CHANGELOG.md"];
  const names = readdirSync(root).filter((name) => /^package\.nls.*\.json$/.test(name));
  for (const part of [...parts, ...names])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), "utf8"));
  const write = (file: string, what: object) =>
    writeFileSync(path.join(folder, file), JSON.stringify(what));
  const { scripts: _built, ...manifest } = read("package.json");
  write("package.json", manifest);
  for (const [from, to] of [
    ["package.nls.json", `package.nls.${PSEUDO}.json`],
    ["l10n/bundle.l10n.json", `l10n/bundle.l10n.${PSEUDO}.json`],
  ] as const) {
    const words = Object.entries<string>(read(from)).map(([key, text]) => [key, pseudo(text)]);
    write(to, Object.fromEntries(words));
  }
  const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
  const vsix = path.join(scratch(), "pseudo.vsix");
  const args = [vsce, "package", "--no-dependencies", "--out", vsix];
  await promisify(execFile)(process.execPath, args, { cwd: folder });
  return vsix;
}

/** Names, ids, tags and buckets: all that people have called something. */
async function namesIn(client: IvsClient): Promise<string[]> {
  const names: (string | undefined)[] = [];
  for await (const { channels } of paginateListChannels({ client }, {}))
    for (const { arn, name, tags } of channels ?? [])
      names.push(arn, arn?.split("/")[1], name, ...Object.entries(tags ?? {}).flat());
  const recordings = paginateListRecordingConfigurations({ client }, {});
  for await (const { recordingConfigurations } of recordings)
    for (const { arn, name, tags, destinationConfiguration } of recordingConfigurations ?? [])
      names.push(
        arn,
        arn?.split("/")[1],
        name,
        destinationConfiguration?.s3?.bucketName,
        ...Object.entries(tags ?? {}).flat(),
      );
  return names.flatMap((name) => name || []);
}

/** What is the same in every language: the API's names and values, addresses, times, and our own name. */
const SAME = [
  /\w+:\/\/\S+/g,
  /\barn:aws:\S+/g,
  /\bivs:\w+/g,
  /\b[a-z]{2}-[a-z]+-\d\b/g,
  /\b[A-Z]+(_[A-Z]+)*\b/g,
  /\b[A-Z]\w+Exception\b/g,
  /\b(Batch|Create|Delete|Get|List|Update)[A-Z]\w+/g,
];

/** What is read of a page: this project knows no DOM. */
interface Seen {
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<Seen>;
  readonly shadowRoot?: Seen | null;
  getAttribute?(name: string): string | null;
  /** Of a list that is shut: its choices are not in the page yet. */
  readonly options?: Iterable<{ readonly label: string; readonly description?: string }>;
}

/** All that something on screen says, to the eye and to a screen reader, through its shadow roots. */
function textsOf(where: Locator): Promise<string[]> {
  // Runs in the page: without functions of its own, for which the compiler would want a helper there.
  return where.evaluate((top: unknown) => {
    const found: (string | null | undefined)[] = [];
    const left = [top as Seen];
    for (let node = left.pop(); node; node = left.pop()) {
      if (["STYLE", "SCRIPT", "CODE"].includes(node.nodeName)) continue;
      if (node.nodeName === "#text") found.push(node.textContent);
      for (const name of ["aria-label", "aria-description", "placeholder", "title"])
        found.push(node.getAttribute?.(name));
      if (node.nodeName === "VSCODE-SINGLE-SELECT")
        for (const { label, description } of node.options ?? []) found.push(label, description);
      if (node.shadowRoot) left.push(node.shadowRoot);
      left.push(...node.childNodes);
    }
    return found.flatMap((text) => text || []);
  });
}

/** What a screen reader calls each of some. */
function labelsOf(where: Locator): Promise<string[]> {
  return where.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""));
}

describe("a made-up language", () => {
  const options: { -readonly [K in keyof SessionOptions]: SessionOptions[K] } = {
    language: PSEUDO,
  };
  before(async function () {
    this.timeout(120_000);
    options.vsix = await packagePseudo();
  });

  describe("shows that no word is missed", () => {
    const session = useSession(options, "⟦Refresh⟧");
    let names: readonly string[];

    beforeEach(async () => {
      const all = ["us-east-1", "eu-west-1"].map((region) => clientOf(session.simulator, region));
      const found = (await Promise.all(all.map(namesIn))).flat();
      // The longest first: names are parts of others.
      names = [...new Set(found)].sort((a, b) => b.length - a.length);
    });

    /** Asserts that of all these texts nothing is left untranslated. `own`: words of the editor among them. */
    function assertOurs(texts: readonly (string | null)[], own: readonly RegExp[]): void {
      const seen = texts.filter((text) => text !== null && text.trim() !== "") as string[];
      assert.ok(seen.length > 0, "nothing was seen");
      const missed = seen.filter((text) => {
        let rest = untranslated(text);
        for (const name of names) rest = rest.replaceAll(name, "·");
        for (const same of [...SAME, ...own]) rest = rest.replace(same, "·");
        return /\p{L}{2,}/u.test(rest);
      });
      assert.deepEqual(missed, []);
      assert.ok(
        seen.some((text) => text.includes("⟦")),
        `no word of ours in ${JSON.stringify(seen)}`,
      );
    }

    /** The same of what is on screen, which may take the editor a moment to draw. */
    function ours(
      look: () => Promise<(string | null)[]>,
      own: readonly RegExp[] = [],
    ): Promise<void> {
      return eventually(async () => assertOurs(await look(), own), 10_000);
    }

    /** What a form says, once it shows that heading. */
    async function formSays(heading: string): Promise<void> {
      const shown = await form(session.page, heading);
      await shown.locator("details.more").evaluateAll((all) => {
        for (const each of all) each.setAttribute("open", "");
      });
      await ours(() => textsOf(shown.locator("body")));
    }

    async function closeForm(): Promise<void> {
      const shown = webview(session.page);
      await button(shown, "⟦Cancel⟧").first().click();
      await eventually(async () =>
        assert.equal(await session.page.locator("iframe.webview").count(), 0),
      );
    }

    /** What the quick pick or input box on screen says, once it is another than `before`; gives which it is. */
    function pickSays(before = ""): Promise<string> {
      const widget = session.page.locator(".quick-input-widget");
      const input = widget.locator(".quick-input-box input");
      return eventually(async () => {
        // Not the palette that it was called from.
        assert.doesNotMatch(await input.inputValue(), /^>/);
        const title = await widget.locator(".quick-input-title").textContent();
        const which = `${title}${await input.getAttribute("placeholder")}`;
        assert.notEqual(which, before);
        assertOurs(
          [
            which,
            await widget.locator(".quick-input-message").textContent(),
            ...(await widget
              .locator(".quick-input-list-row:first-child .label-name")
              .allTextContents()),
            ...(await widget.locator(".monaco-list-row .label-description").allTextContents()),
          ],
          [/\(?Press 'Enter' .*/, /^(is|type|tag):\S*$/],
        );
        return which;
      });
    }

    /** Calls a command, and chooses in turn. */
    async function pick(title: string, ...choose: string[]): Promise<void> {
      const { page } = session;
      await command(page, title);
      let which = await pickSays();
      for (const name of choose) {
        // Only what is in sight of a long list can be clicked.
        await type(page, name);
        await choice(page, name).click();
        which = await pickSays(which);
      }
      await page.keyboard.press("Escape");
      await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    }

    it("in the tree, to the eye and to a screen reader", async () => {
      const { page } = session;
      const rows = page.locator(".sidebar .tree-explorer-viewlet-tree-view [role=treeitem]");
      await ours(() => rows.locator(".label-name, .label-description").allTextContents());
      await ours(() => labelsOf(rows));
    });

    it("in what the view and its buttons are called", async () => {
      const { page } = session;
      await ours(() => page.locator(".sidebar .composite.title h2").allTextContents());
      const buttons = page.locator(
        ".sidebar .title-actions .action-label, .sidebar .pane-header .action-label",
      );
      await ours(() => labelsOf(buttons), [/Collapse All|(Views and )?More Actions\.*/g]);
    });

    it("in the menu of every kind of row", async () => {
      const { page } = session;
      for (const name of ["harbour-stadium-main", "match-archive", "us-east-1", "⟦Not recorded⟧"]) {
        const offered = await contextMenu(page, row(page, name).first());
        assertOurs(offered, []);
        await page.keyboard.press("Escape");
        await page.locator(".monaco-menu").waitFor({ state: "detached" });
      }
    });

    it("in what a row says when it is pointed at", async () => {
      const { page } = session;
      for (const name of ["harbour-stadium-main", "match-archive"]) {
        await row(page, name).first().hover();
        const hover = page
          .locator(".monaco-hover")
          .filter({ hasText: "⟦" })
          .filter({ hasText: name });
        await hover.first().waitFor();
        await ours(async () => [await hover.first().innerText()]);
        await page.mouse.move(900, 500);
        await hover.first().waitFor({ state: "hidden" });
      }
    });

    it("in the status bar", async () => {
      const item = session.page.locator(".statusbar-item").filter({ hasText: "IVS" });
      await ours(() => textsOf(item));
    });

    it("in the palette, and in all that commands ask", async () => {
      const { page } = session;
      await page.keyboard.press("F1");
      await type(page, ">IVS: ");
      // The editor offers its own besides, and says the English title below that of another language.
      const rows = page.locator(".quick-input-list .quick-input-list-row:first-child .label-name");
      const offered = rows.filter({ hasText: /^IVS: / });
      await offered.nth(5).waitFor();
      await ours(() => offered.allTextContents());
      await page.keyboard.press("Escape");
      await pick("IVS: ⟦Connect…⟧", "⟦Default credentials⟧");
      await pick("IVS: ⟦Add Region…⟧");
      await pick("IVS: ⟦Remove Region⟧");
      await pick("IVS: ⟦Remove Connection…⟧");
      await pick("IVS: ⟦Filter…⟧");
      await pick("IVS: ⟦Go to Channel…⟧");
      await pick("IVS: ⟦Show Recording Configurations⟧");
      await pick("IVS: ⟦Rename…⟧", "regatta-drone");
      await pick("IVS: ⟦Move to…⟧", "regatta-drone");
      await pick("IVS: ⟦Simulator: Go Live…⟧", "regatta-drone");
      await pick("IVS: ⟦Simulator: Seed…⟧");
      await pick("IVS: ⟦Simulator: Make the Next Call Fail…⟧", "⟦Any operation⟧");
    });

    it("in the form for a channel, its problems, its question and its result", async () => {
      const { page } = session;
      await command(page, "IVS: ⟦Create Channel…⟧");
      await formSays("⟦Create Channel⟧");
      const shown = webview(page);
      await field(shown, "⟦Name⟧").fill("two words");
      await shown.getByText("is not allowed").first().waitFor();
      await formSays("⟦Create Channel⟧");
      await field(shown, "⟦Name⟧").press("Escape");
      await button(shown, "⟦Keep Editing⟧").waitFor();
      await formSays("⟦Create Channel⟧");
      await button(shown, "⟦Keep Editing⟧").click();
      await field(shown, "⟦Name⟧").fill("regatta-drone");
      await button(shown, "⟦Create Channel⟧").click();
      await formSays("⟦Channel Created⟧");
      await button(shown, "⟦Close⟧").click();
      await eventually(async () => assert.equal(await page.locator("iframe.webview").count(), 0));
    });

    it("in the form for a recording configuration", async () => {
      await command(session.page, "IVS: ⟦Create Recording Configuration…⟧");
      await formSays("⟦Create Recording Configuration⟧");
      await closeForm();
    });

    it("in the forms for changing, attaching and deleting", async function () {
      this.timeout(120_000);
      const { page } = session;
      const live = row(page, "harbour-stadium-main");
      for (const [target, item, heading] of [
        [live, "⟦Edit Channel…⟧", "⟦Edit ⟧"],
        [live, "⟦Duplicate Channel…⟧", "⟦Duplicate Channel⟧"],
        [live, "⟦Attach Recording…⟧", "⟦Attach Recording⟧"],
        [live, "⟦Delete…⟧", "⟦Delete ⟧"],
        [row(page, "match-archive"), "⟦Change Recording Configuration…⟧", "⟦Change Recording "],
        [row(page, "match-archive"), "⟦Delete…⟧", "⟦Delete ⟧"],
      ] as const) {
        // The form before gives the keyboard back late, and a menu that is open then shuts.
        await eventually(() => chooseFromMenu(page, target.first(), item), 30_000);
        await formSays(heading);
        await closeForm();
      }
    });

    it("in dialogs and notifications", async () => {
      const { page } = session;
      await moveByKeys(page, row(page, "harbour-stadium-main"));
      await choice(page, "⟦Not recorded⟧").click();
      const says = dialog(page).locator(".dialog-message-text, .dialog-message-detail");
      await says.first().waitFor();
      await ours(() => says.allTextContents());
      await ours(() => dialog(page).locator(".monaco-button").allTextContents(), [/^Cancel$/]);
      await press(dialog(page), "Cancel");

      const error = { name: "AccessDeniedException", status: 403, message: "403" };
      await control(session.simulator.url, "faults", { operation: "GetChannel", error });
      await chooseFromMenu(
        page,
        row(page, "regatta-drone").first(),
        "⟦Copy⟧",
        "⟦Copy Playback URL⟧",
      );
      const toast = page.locator(".notifications-toasts .notification-list-item");
      await toast.getByText("⟦").first().waitFor();
      await ours(() => toast.locator(".notification-list-item-message").allTextContents());
      await ours(() =>
        toast.locator(".notification-list-item-buttons-container a").allTextContents(),
      );
    });

    it("in what welcomes who is not connected", async () => {
      const { page } = session;
      await command(page, "IVS: ⟦Remove Connection…⟧");
      await choice(page, "⟦Default⟧").click();
      const welcome = page.locator(".sidebar .welcome-view-content");
      await welcome.getByText("⟦").first().waitFor();
      // The editor names the region itself.
      await ours(() => textsOf(welcome), [/^Welcome$/]);
    });
  });
});

describe("German @both", () => {
  const session = useSession({ language: "de" }, "Aktualisieren");

  it("is what the sidebar, its menus, the status bar and the forms speak", async () => {
    const { page } = session;
    const live = row(page, "harbour-stadium-main");
    await live.waitFor();
    assert.match((await live.getAttribute("aria-label")) ?? "", /^Kanal .*, live, .* Zuschauer/);
    await row(page, "Nicht aufgezeichnet").first().waitFor();
    const menu = await contextMenu(page, live);
    assert.ok(menu.includes("Streamschlüssel"), menu.join());
    await page.keyboard.press("Escape");
    await page.locator(".statusbar-item", { hasText: /IVS .*\d aktiv/ }).waitFor();
    await command(page, "IVS: Kanal erstellen…");
    const shown = await form(page, "Kanal erstellen");
    await field(shown, "Name").fill("zwei Wörter");
    await shown.getByText("Ein Leerzeichen ist nicht zulässig").waitFor();
  });
});
