import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { FormTarget } from "../../src/shared/form";
import { FIRST, inEveryTheme, wear } from "./everyTheme";
import { useWorld } from "./harness";
import { button, choose, field, heading, select, unfold, whole } from "./person";
import { themes } from "./themes";

describe("forms: everybody can use them, in every theme", () => {
  const world = useWorld();

  /** Every form, as it is at first and with much in it. */
  const forms: readonly {
    readonly title: string;
    readonly kind: string;
    readonly target?: () => FormTarget;
    readonly fill?: (page: Page) => Promise<void>;
  }[] = [
    {
      title: "Create Channel",
      kind: "createChannel",
      async fill(page) {
        await field(page, "Name").fill("two words");
        await unfold(page);
        await button(page, "Add Tag").click();
        await field(page, "Key 1").fill("aws:own");
        await button(page, "Create Channel").click();
        await page.locator('[data-id="tags"] .problem:not([hidden])').waitFor();
      },
    },
    {
      title: "Edit harbour-stadium-main",
      kind: "editChannel",
      target: () => world.on(world.channel("harbour-stadium-main")),
      async fill(page) {
        await field(page, "Name").fill("other");
        await button(page, "Save Changes").click();
        await whole(page).waitFor();
        await unfold(page);
      },
    },
    {
      title: "Create Recording Configuration",
      kind: "createRecording",
      async fill(page) {
        await field(page, "S3 bucket").fill("northshore-archive-frankfurt");
        await page.getByText("The bucket is in eu-central-1").waitFor();
        await choose(page, "Renditions to record", "Some");
        await page.getByRole("group", { name: "Renditions" }).waitFor();
      },
    },
    {
      title: "Change Recording Configuration match-archive",
      kind: "changeRecording",
      target: () => world.on(world.recording("match-archive")),
    },
    {
      title: "Attach Recording",
      kind: "attach",
      target: () => world.on(world.channel("ice-rink-two")),
      async fill(page) {
        await choose(page, "Recording configuration", "frankfurt-archive (creation failed)");
        await page.getByText("is not active").waitFor();
      },
    },
    {
      title: "Delete match-archive",
      kind: "delete",
      target: () => world.on(world.recording("match-archive")),
      async fill(page) {
        await button(page, "Delete match-archive").click();
        await page.locator('[data-id="confirm"] .problem:not([hidden])').waitFor();
      },
    },
  ];

  for (const { title, kind, target, fill } of forms)
    it(title, async () => {
      const { page } = await world.open(kind, target?.());
      await heading(page, title);
      assert.deepEqual(await inEveryTheme(page, fill && [FIRST]), []);
      if (!fill) return;
      await fill(page);
      assert.deepEqual(await inEveryTheme(page), []);
    });

  it("the primary button, which stands out from the page more than the other, in every theme", async () => {
    const { page } = await world.open("createChannel");
    await heading(page, "Create Channel");
    for (const [name, theme] of Object.entries(themes)) {
      await wear(page, theme);
      const [primary = 0, secondary = 0] = (await page.evaluate(`(() => {
        // How bright a colour is on another, from 0 to 1.
        const bright = (colour, on) => {
          const canvas = document.createElement("canvas").getContext("2d");
          for (const each of [on, colour]) {
            canvas.fillStyle = each;
            canvas.fillRect(0, 0, 1, 1);
          }
          const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
          return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
        };
        const page = getComputedStyle(document.documentElement).getPropertyValue(
          "--vscode-editor-background",
        );
        return [...document.querySelectorAll(".buttons vscode-button")].map((button) => {
          const { backgroundColor } = getComputedStyle(button.shadowRoot.querySelector(".base"));
          return Math.abs(bright(backgroundColor, page) - bright(page, page));
        });
      })()`)) as number[];
      assert.ok(primary > secondary + 0.05, `${name}: ${primary} and ${secondary}`);
    }
  });

  it("the question before what was typed is thrown away, and work under way", async () => {
    const { page } = await world.open("createChannel");
    await heading(page, "Create Channel");
    await field(page, "Name").fill("accessible");
    await field(page, "Name").press("Escape");
    await page.getByRole("alertdialog").waitFor();
    assert.deepEqual(await inEveryTheme(page), []);
    await button(page, "Keep Editing").click();
    world.fault("CreateChannel", { delayMs: 300_000 });
    await button(page, "Create Channel").click();
    await page.locator(".status", { hasText: "Creating the channel…" }).waitFor();
    assert.deepEqual(await inEveryTheme(page), []);
  });

  it("an open list of choices", async () => {
    const { page } = await world.open("createChannel");
    await heading(page, "Create Channel");
    await select(page, "Type").click();
    await page.getByRole("option", { name: "Basic", exact: true }).waitFor();
    assert.deepEqual(await inEveryTheme(page), []);
  });

  it("what was created", async () => {
    const { page } = await world.open("createChannel");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    assert.deepEqual(await inEveryTheme(page), []);
  });

  it("what could not be opened", async () => {
    world.refuse("GetChannel");
    const { page } = await world.open("editChannel", world.on(world.channel("keynote-hall")));
    await button(page, "Retry").waitFor();
    assert.deepEqual(await inEveryTheme(page), []);
  });
});
