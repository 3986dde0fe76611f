import { l10n } from "vscode";
import { REGIONS } from "../core/arn";
import type { Field } from "../shared/form";
import type { Connection } from "./connection";
import { place } from "./words";

/** The choice of a connection, where there are several. */
export function regionField(connections: readonly Connection[]): Field[] {
  if (connections.length < 2) return [];
  const options = [...connections]
    .sort((a, b) => REGIONS.indexOf(a.config.region) - REGIONS.indexOf(b.config.region))
    .map(({ id, config }) => ({ value: id, label: place(config) }));
  return [{ id: "connection", kind: "choice", label: l10n.t("Region"), options }];
}
