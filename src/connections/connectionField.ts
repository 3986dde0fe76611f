import { l10n } from "vscode";
import type { Field } from "../shared/form";
import type { Connection } from "./connection";
import { connectionName, severalAccounts } from "./words";

/** The choice of a connection, where there are several. */
export function connectionField(connections: readonly Connection[]): Field[] {
  if (connections.length < 2) return [];
  const all = connections.map(({ config }) => config);
  const label = severalAccounts(all) ? l10n.t("Connection") : l10n.t("Region");
  const options = connections.map(({ id, config }) => ({
    value: id,
    label: connectionName(config, all),
  }));
  return [{ id: "connection", kind: "choice", label, options }];
}
