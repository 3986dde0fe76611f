import type * as vscode from "vscode";
import type { PendingChanges } from "../model/pending";
import type { Session } from "../session";
import type { SimulatorProcess } from "../simulatorProcess";
import type { Documents } from "../views/documents";
import type { FilterBox } from "../views/filter";
import type { Forms } from "../views/forms/panel";
import type { StatusBar } from "../views/statusBar";
import type { ChannelsView } from "../views/tree";
import type { Acts } from "./bulk";
import type { Replacements } from "./replace";

/** What commands work with. */
export interface App {
  readonly session: Session;
  readonly view: ChannelsView;
  readonly filter: FilterBox;
  readonly status: StatusBar;
  readonly documents: Documents;
  readonly forms: Forms;
  readonly acts: Acts;
  readonly pending: PendingChanges;
  readonly replacements: Replacements;
  readonly simulator: SimulatorProcess;
  readonly log: vscode.LogOutputChannel;
  /** The address of the simulator that is connected to; undefined when it is AWS. */
  simulatorUrl(): string | undefined;
  /** The AWS half, loaded on first use. */
  aws(): Promise<typeof import("../aws/index")>;
}
