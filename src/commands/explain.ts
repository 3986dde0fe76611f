import * as vscode from "vscode";
import { l10n } from "vscode";
import { parseArn, REGIONS, title } from "../model/rules";
import type { Id } from "../views/nodes";
import { plain } from "../views/words";
import type { App } from "./app";
import { Cancelled, connectionOf, HumanError, pick } from "./pick";

/**
 * Says why a recording configuration most likely could not be created. The service gives no reason, so what can be
 * looked at is looked at again: where its bucket is.
 */
export async function explainFailure(app: App, ids: readonly Id[]): Promise<void> {
  const [{ thing }] = await pick(
    app,
    ids,
    ["recording"],
    l10n.t("Choose a recording configuration"),
  );
  if (!("state" in thing)) return;
  if (thing.state !== "CREATE_FAILED")
    throw new HumanError(l10n.t("{0} did not fail.", title(thing)));
  const { region } = parseArn(thing.arn);
  const found = await (await connectionOf(app, thing.arn).ivs()).findBucket(thing.bucket);
  const name = plain(title(thing));
  const bucket = plain(thing.bucket);
  const other = l10n.t("Create It with Another Bucket…");
  const remove = l10n.t("Delete It…");
  const answers = [other, remove];
  let cause: string;
  if (found.kind === "missing") {
    cause = l10n.t("Its bucket {0} does not exist any more, or never did.", bucket);
  } else if (found.kind === "unchecked") {
    cause = l10n.t(
      "Where its bucket {0} is could not be found out ({1}). Most often the bucket is in another region, or the caller may not create the role that writes to it (iam:CreateServiceLinkedRole).",
      bucket,
      plain(found.why),
    );
  } else if (found.region !== region) {
    cause = l10n.t(
      "Its bucket {0} is in {1}, but the configuration is in {2}.",
      bucket,
      found.region,
      region,
    );
    if (REGIONS.includes(found.region))
      answers.unshift(l10n.t("Delete It and Create It in {0}…", found.region));
  } else {
    cause = l10n.t(
      "Its bucket {0} is where it should be. Most likely the bucket is encrypted with a KMS key, belongs to another account, or the caller may not create the role that writes to it (iam:CreateServiceLinkedRole).",
      bucket,
    );
  }
  const answer = await vscode.window.showWarningMessage(
    l10n.t("{0} could not be created. {1}", name, cause),
    ...answers,
  );
  if (!answer) throw new Cancelled();
  if (answer === remove) return app.forms.open("remove", { arns: [thing.arn] });
  if (answer === other) return app.forms.open("changeRecording", { arns: [thing.arn] });
  if (found.kind !== "in") return;
  if (!app.session.connection(found.region))
    await app.session.setRegions(
      REGIONS.filter((each) => each === found.region || app.session.regions.includes(each)),
    );
  app.forms.open("createRecording", { arns: [thing.arn], region: found.region, replaces: true });
}
