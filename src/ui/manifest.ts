import * as vscode from "vscode";
import type { RowId } from "../core/ref";

// What the code asks of the manifest by name; a test holds these lists to it.

/** The keys that the manifest's `when` clauses go by. */
export const CONTEXT_KEYS = [
  "ivs.connected",
  "ivs.created",
  // Not the same as not connected: before activation neither is known, and no welcome view may flash.
  "ivs.disconnected",
  "ivs.empty",
  "ivs.filtered",
  "ivs.liveFirst",
  "ivs.reading",
  "ivs.redoable",
  "ivs.simulated",
  "ivs.simulator",
  "ivs.undoable",
  "ivs.working",
] as const;

/** Gives the setter of a key; it tells the editor only of changes. */
export function contextKey(name: (typeof CONTEXT_KEYS)[number]): (value: boolean) => void {
  let last: boolean | undefined;
  return (value) => {
    if (value === last) return;
    last = value;
    void vscode.commands.executeCommand("setContext", name, value);
  };
}

/** The commands that buttons, rows and other commands run. */
export const LINKED_COMMANDS = [
  "ivs.channel.attachRecording",
  "ivs.channel.copyIngestEndpoint",
  "ivs.channel.copyPlaybackUrl",
  "ivs.channel.edit",
  "ivs.channel.openPage",
  "ivs.channel.stopStream",
  "ivs.channel.unwatch",
  "ivs.channel.watch",
  "ivs.channels.focus",
  "ivs.connect",
  "ivs.connection.change",
  "ivs.connection.signIn",
  "ivs.group.more",
  "ivs.pending.cancel",
  "ivs.recording.resumeChange",
  "ivs.recording.show",
  "ivs.refresh",
  "ivs.region.refresh",
  "ivs.resource.copyArn",
  "ivs.resource.openInConsole",
  "ivs.resource.showJson",
  "ivs.simulator.use",
  "ivs.streamKey.create",
  "ivs.streamKey.lockOut",
  "ivs.streamKey.rotate",
] as const;

export type LinkedCommand = (typeof LINKED_COMMANDS)[number];

/** Runs one of our commands, as a person would from the palette, or on a row. */
export async function runCommand(id: LinkedCommand, ...rows: readonly RowId[]): Promise<void> {
  await vscode.commands.executeCommand(id, ...rows);
}

/** Our walkthrough, as the editor knows it: publisher, name and id. */
export const WALKTHROUGH = "ivs-explorer.ivs-explorer#start";
