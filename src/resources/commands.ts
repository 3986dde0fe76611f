import * as vscode from "vscode";
import { l10n } from "vscode";
import { consoleUrl, title } from "../core/arn";
import { type Commands, one } from "../ui/commands";
import { UserError } from "../ui/errors";
import type { Forms } from "../ui/formPanel";
import { numberWord, plain, plural, someNames } from "../ui/words";
import type { Documents } from "./documents";
import type { Pick, Picked } from "./pick";

export interface ResourcesApp {
  readonly pick: Pick;
  readonly documents: Documents;
  readonly forms: Forms;
}

/** What can be done with any resource. */
export const resourceCommands: Commands<ResourcesApp> = {
  async "ivs.resource.copyArn"({ pick }, rows) {
    const all = await pick.any(rows, l10n.t("Copy the ARN of which resource?"));
    const done = plural(
      all.length,
      l10n.t("ARN of {0} copied.", titles(all)),
      l10n.t("{0} ARNs copied: {1}.", numberWord(all.length), titles(all)),
    );
    await copy(all.map(({ item }) => item.arn).join("\n"), done);
  },
  async "ivs.resource.copyName"({ pick }, rows) {
    const all = await pick.any(rows, l10n.t("Copy the name of which resource?"));
    const names = all.map(({ item }) => item.name).filter(Boolean);
    if (names.length === 0)
      throw new UserError(l10n.t("{0} has no name: copy its ARN instead.", titles(all)));
    const done = plural(
      names.length,
      l10n.t("Name of {0} copied.", someNames(names)),
      l10n.t("{0} names copied: {1}.", numberWord(names.length), someNames(names)),
    );
    await copy(names.join("\n"), done);
  },
  "ivs.resource.openInConsole": one(async ({ pick }, rows) => {
    const [{ item }] = await pick.any(rows, l10n.t("Open which resource in the console?"));
    await vscode.env.openExternal(vscode.Uri.parse(consoleUrl(item.arn)));
  }),
  "ivs.resource.showJson": one(async ({ pick, documents }, rows) => {
    const [{ connection, item }] = await pick.any(rows, l10n.t("Show which resource as JSON?"));
    await documents.open({ connection: connection.id, arn: item.arn }, title(item));
  }),
  async "ivs.resource.delete"({ pick, forms }, rows) {
    const all = await pick.any(rows, l10n.t("Delete which resource?"));
    forms.open("delete", {
      refs: all.map(({ connection, item }) => ({ connection: connection.id, arn: item.arn })),
    });
  },
};

function titles(all: readonly Picked[]): string {
  return someNames(all.map(({ item }) => title(item)));
}

/** Copies a text and says so; `done`: without the text, which may be a secret. */
export async function copy(text: string, done: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(check) ${plain(done)}`, 4000);
}
