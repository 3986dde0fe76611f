import * as vscode from "vscode";
import { l10n } from "vscode";
import type { SignInOutcome, SignInWay, SsoSession, UserCode } from "../aws/signIn";
import { problemsOf } from "../core/store";
import { Cancelled, UserError } from "../ui/errors";
import { oneLine, plain } from "../ui/words";
import type { Connection } from "./connection";
import type { Connections } from "./connections";

type Aws = Pick<typeof import("../aws/index"), "signIn" | "signInWay">;

/** The sign-ins under way, by their sessions: however many connections wait for one, it is begun once. */
const underWay = new Map<string, Page>();

/**
 * Signs a connection in: to its IAM Identity Center session, in the browser, after which all connections of that session
 * are read again. One that is under way already shows its page again. Where there is nothing to sign in to in a browser,
 * it says what to do instead. Throws a UserError that says why it failed.
 */
export async function signIn(
  connections: Pick<Connections, "all" | "refresh">,
  aws: () => Promise<Aws>,
  connection: Connection | undefined,
): Promise<void> {
  const remote = connections.all.filter(({ config }) => !config.simulator);
  const { profile } = (connection ?? remote.find(needsSignIn) ?? remote[0])?.config ?? {};
  const { signIn: begin, signInWay } = await aws();
  const way = await signInWay(profile);
  if (way.kind === "login") return sayLogin(way.profile);
  if (way.kind !== "sso") throw new UserError(insteadOfSignIn(way));
  const { session } = way;
  const running = underWay.get(session.id);
  if (running) return running.open();

  const page = new Page();
  underWay.set(session.id, page);
  try {
    const outcome = await showing(session, page, begin);
    if (outcome.kind === "cancelled") throw new Cancelled();
    if (outcome.kind !== "signedIn") throw new UserError(whyNot(outcome, session));
  } finally {
    underWay.delete(session.id);
    page.dispose();
  }
  const done = l10n.t("Signed in to {0}", plain(session.id));
  vscode.window.setStatusBarMessage(`$(check) ${done}`, 5000);
  await Promise.all(
    remote.map(async ({ id, config }) => {
      const its = await signInWay(config.profile);
      if (its.kind === "sso" && its.session.id === session.id) await connections.refresh(id);
    }),
  );
}

function needsSignIn({ store }: Connection): boolean {
  return problemsOf(store.state).some(({ kind, sso }) => kind === "credentials" && sso);
}

/** Signs in under a notification that shows the code and cancels. */
function showing(session: SsoSession, page: Page, begin: Aws["signIn"]): Thenable<SignInOutcome> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t("Signing in to {0}", plain(session.id)),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    const abort = new AbortController();
    cancelled.onCancellationRequested(() => abort.abort());
    const show = (code: UserCode) => {
      progress.report({ message: page.show(code) });
      // Where that fails, the notification has a link to try it again.
      page.open().catch(() => {});
    };
    return begin(session, { show, signal: abort.signal });
  });
}

/** The page in the browser on which a person confirms the code, and the links to it in the notification. */
class Page implements vscode.Disposable {
  static #count = 0;
  /** A link runs a command, so each page has its own. */
  readonly #name = `ivs.signIn.${++Page.#count}`;
  #links: vscode.Disposable[] = [];
  #url: string | undefined;

  /** Gives the line of the notification: it reads links as markup does. */
  show({ code, url }: UserCode): string {
    this.#url = url;
    const open = `${this.#name}.openBrowser`;
    const copy = `${this.#name}.copyCode`;
    this.#links = [
      vscode.commands.registerCommand(open, () => this.open()),
      vscode.commands.registerCommand(copy, () => vscode.env.clipboard.writeText(code)),
    ];
    return l10n.t(
      "Check that the browser shows the code {0}, and confirm it there. [Open Browser]({1}) · [Copy Code]({2})",
      // Unbroken: a line may end at a plain hyphen.
      plain(code).replaceAll("-", "\u2011"),
      `command:${open}`,
      `command:${copy}`,
    );
  }

  /** Opens it, once it is known. */
  async open(): Promise<void> {
    if (this.#url) await vscode.env.openExternal(vscode.Uri.parse(this.#url));
  }

  dispose(): void {
    for (const link of this.#links) link.dispose();
  }
}

/** The AWS CLI alone signs in to profiles of `aws login`. */
async function sayLogin(profile: string): Promise<void> {
  const command = `aws login --profile ${profile}`;
  const copy = l10n.t("Copy Command");
  const said = l10n.t(
    "Profile {0} signs in with the AWS CLI: run “{1}” in a terminal, then retry.",
    profile,
    command,
  );
  const pressed = await vscode.window.showWarningMessage(plain(said), copy);
  if (pressed === copy) await vscode.env.clipboard.writeText(command);
}

/** What to do where nothing can be signed in to. */
function insteadOfSignIn(way: Exclude<SignInWay, { kind: "sso" | "login" }>): string {
  switch (way.kind) {
    case "incomplete":
      return l10n.t(
        "[{0}] in the AWS config file lacks sso_start_url or sso_region: add them, then sign in.",
        way.section,
      );
    case "keys":
      return l10n.t(
        "Profile {0} uses access keys, so there is nothing to sign in to: renew the keys, then retry.",
        way.profile,
      );
    case "role":
      return l10n.t(
        "Profile {0} assumes a role without a sign-in: renew the credentials it is assumed with, then retry.",
        way.profile,
      );
    case "process":
      return l10n.t(
        "Profile {0} gets its credentials from a program (credential_process): sign in with that program, then retry.",
        way.profile,
      );
    case "unknown":
      return way.profile
        ? l10n.t(
            "The AWS config files do not say how to sign in to profile {0}: set it up, or choose another profile.",
            way.profile,
          )
        : l10n.t(
            "The default credentials have nothing to sign in to: renew them where they come from, then retry, or choose a profile.",
          );
    default:
      return way satisfies never;
  }
}

type Failure = Exclude<SignInOutcome, { kind: "signedIn" | "cancelled" }>;

/** Why a sign-in failed, and what to do. */
function whyNot(outcome: Failure, { id, region }: SsoSession): string {
  switch (outcome.kind) {
    case "denied":
      return l10n.t(
        "The sign-in to {0} was denied in the browser: start again if that was a mistake.",
        id,
      );
    case "expired":
      return l10n.t("The code was not confirmed in time: sign in to {0} again.", id);
    case "notKept":
      return l10n.t(
        "The sign-in could not be saved to {0} ({1}): make that file writable, then sign in again.",
        outcome.file,
        outcome.reason,
      );
    case "failed": {
      const { kind, code, detail } = outcome.problem;
      return kind === "offline"
        ? l10n.t(
            "AWS IAM Identity Center in {0} does not answer: check the network and sso_region, then sign in again.",
            region,
          )
        : l10n.t(
            "AWS IAM Identity Center could not sign you in to {0}: {1} ({2})",
            id,
            oneLine(detail),
            code,
          );
    }
    default:
      return outcome satisfies never;
  }
}
