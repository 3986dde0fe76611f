import type * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connection } from "../../model/connection";
import type { Arn, Recording, RecordingSettings, Tags } from "../../model/ivs";
import type { Pending } from "../../model/pending";
import type { Session } from "../../session";
import type { Form, Problems, Result, Tag, Target, Values } from "../../shared/form";

/** What forms need of the rest of the extension. */
export interface Deps {
  readonly session: Session;
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** Shows a channel or recording configuration in the tree, without taking the keyboard. */
  reveal(arn: Arn): Promise<void>;
  /** Has a change made when the channel's stream ends. */
  later(pending: Pending): void;
  /** Replaces a recording configuration by one with these settings, its channels moved; goes on in the view. */
  change(
    recording: Recording,
    settings: RecordingSettings,
    tags: Tags,
    live: "wait" | "leave",
  ): void;
}

/** What a form may do with its page, besides answering it. */
export interface Page {
  readonly target: Target;
  /** Draws the form anew: something that it shows has changed. */
  redraw(): void;
  set(values: Values): void;
  focus(id: string): void;
  /** Opens another form; `back` is this one's address for it. */
  open(kind: Kind, target: Target): void;
  readonly address: string;
  /** The form that waits for what this one creates; undefined when it was closed. */
  back(): Page | undefined;
  /** Submits what is typed, as the primary button does. `how`: another way than its. */
  submit(values: Values, how?: string): void;
  close(): void;
  /** Brings the form to the front. */
  reveal(): void;
}

/** A deed under way. */
export interface Work {
  /** Says how far it is. `cancellable`: the person may stop it. */
  progress(text: string, cancellable?: boolean): void;
  readonly signal: AbortSignal;
}

/** How a deed ended. */
export type End =
  | { readonly kind: "problems"; readonly problems: Problems }
  /** The form has nothing more to say: it closes, and the status bar says that. */
  | { readonly kind: "closed"; readonly said: string }
  | {
      readonly kind: "done";
      readonly result: Result;
      /** The secrets of the result's facts, by id, read when asked for. */
      readonly secret?: (id: string) => Promise<string | undefined>;
      readonly act?: (id: string) => Promise<void> | void;
    };

/** A form at work: three functions of what is typed, and what it does about the rest. */
export interface FormAtWork {
  /** What its fields hold at first. */
  readonly initial: Values;
  draw(values: Values): Form;
  check(values: Values): Problems;
  run(values: Values, work: Work, how?: string): Promise<End>;
  /** A button beside a notice or field. */
  act?(id: string, values: Values): Promise<void> | void;
  /** What the connections read has changed. */
  changed?(): void;
  /** The person typed. */
  typed?(values: Values): void;
  dispose?(): void;
}

/** Opens a form of a kind: reads what it must know before it can be drawn. */
export type OpenForm = (page: Page, deps: Deps) => Promise<FormAtWork>;

export type Kind =
  | "createChannel"
  | "editChannel"
  | "createRecording"
  | "changeRecording"
  | "attach"
  | "remove";

/** The text of a field; "" when it is not there or not text. */
export function text(values: Values, id: string): string {
  const value = Object.hasOwn(values, id) ? values[id] : undefined;
  return typeof value === "string" ? value : "";
}

/** Whether a field is ticked. */
export function ticked(values: Values, id: string): boolean {
  return Object.hasOwn(values, id) && values[id] === true;
}

/** The values chosen in a field of several. */
export function chosen(values: Values, id: string): string[] {
  const value = Object.hasOwn(values, id) ? values[id] : undefined;
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** The rows of a field of tags, without those that are empty. */
export function tagRows(values: Values): Tag[] {
  const value = Object.hasOwn(values, "tags") ? values.tags : undefined;
  const rows = Array.isArray(value) ? value : [];
  return rows.filter((row): row is Tag => typeof row === "object" && Boolean(row.key || row.value));
}

/** The tags of a field, as the service takes them. */
export function tagsOf(values: Values): Tags {
  return Object.fromEntries(tagRows(values).map(({ key, value }) => [key, value]));
}

/** Tags as the rows of a field. Those that AWS itself sets are not for people to change. */
export function rowsOf(tags: Tags): Tag[] {
  return Object.entries(tags)
    .filter(([key]) => !key.startsWith("aws:"))
    .map(([key, value]) => ({ key, value }));
}

/** The snapshot of a connection; undefined while nothing was read. */
export function snapshotOf({ store: { state } }: Connection) {
  return state.kind === "ready" ? state.snapshot : undefined;
}

/** The connection of a region. Throws when there is none any more. */
export function connected({ session }: Deps, region: string): Connection {
  const connection = session.connection(region);
  if (!connection) throw new Error(l10n.t("Not connected to {0} any more.", region));
  return connection;
}
