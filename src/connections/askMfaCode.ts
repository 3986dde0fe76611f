import * as vscode from "vscode";
import { MFA_DECLINED } from "../core/problem";

/** Asks the person for the current code of an MFA device, named by its serial number or ARN. Throws when none is given. */
export async function askMfaCode(serial: string): Promise<string> {
  const code = await vscode.window.showInputBox({
    title: vscode.l10n.t("AWS asks for an MFA code"),
    prompt: vscode.l10n.t("The current code of {0}", serial),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^\d{6}$/.test(text.trim()) ? undefined : vscode.l10n.t("Six digits"),
  });
  if (!code)
    throw Object.assign(new Error(vscode.l10n.t("No MFA code was given.")), { name: MFA_DECLINED });
  return code.trim();
}
