import { l10n } from "vscode";
import type { Problem } from "../core/problem";
import type { LinkedCommand } from "../ui/manifest";
import type { ConnectionConfig } from "./config";

/** What a person can do about a problem, besides trying again. */
export interface Remedy {
  /** The word by which menus offer it on the problem's row. */
  readonly word: "signIn" | "choose" | "restart";
  readonly command: LinkedCommand;
  /** Short, for a button. */
  readonly label: string;
}

/** What helps against a problem of a connection; undefined where only trying again may. */
export function remedyFor(
  { kind, sso, waits }: Problem,
  config: ConnectionConfig,
): Remedy | undefined {
  if (kind === "credentials" && sso)
    return { word: "signIn", command: "ivs.connection.signIn", label: l10n.t("Sign In…") };
  if (kind === "credentials" && !waits)
    return {
      word: "choose",
      command: "ivs.connection.change",
      label: l10n.t("Change Connection…"),
    };
  if (kind === "offline" && config.simulator)
    return { word: "restart", command: "ivs.simulator.use", label: l10n.t("Start Simulator") };
  return undefined;
}
